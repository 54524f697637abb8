using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Benchmarks;

/// <summary>A whole house over a throwaway database of the tests' cluster, gone when the figures are there.</summary>
internal sealed class BenchmarkHouse : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private BenchmarkHouse(DatabaseOptions database, string folder)
    {
        (Database, Folder) = (database, folder);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings()).Build();
        _services = new ServiceCollection().AddLogging().AddCore().AddInfrastructure(configuration).AddSignIn(configuration).BuildServiceProvider();
    }

    /// <summary>The settings of this house, also for a server over it.</summary>
    public Dictionary<string, string?> Settings() => new()
    {
        ["Database:App"] = Database.App,
        ["Database:SignIn"] = Database.SignIn,
        ["Database:Job"] = Database.Job,
        ["Database:Beth"] = Database.Beth,
        ["Keys:Folder"] = Path.Combine(Folder, "keys"),
        ["Audit:AnchorFolder"] = Path.Combine(Folder, "anchors"),
        ["Mail:Folder"] = Path.Combine(Folder, "mail"),
        ["Messages:RecallSeconds"] = "0",
    };

    public DatabaseOptions Database { get; }
    public string Folder { get; }

    public static async Task<BenchmarkHouse> OpenAsync()
    {
        var superuser = Environment.GetEnvironmentVariable("TC_TEST_SUPERUSER")
            ?? throw new InvalidOperationException("TC_TEST_SUPERUSER is missing: run ./test once, then take it from .data/test.env.");
        var to = new NpgsqlConnectionStringBuilder(superuser);
        var name = "bench_" + Guid.NewGuid().ToString("N");
        string Login(string login) => new NpgsqlConnectionStringBuilder
        {
            // The tests' password, so that a test run beside this one goes on.
            Host = to.Host,
            Port = to.Port,
            Database = name,
            Username = login,
            Password = "test-only",
            MaxPoolSize = 20,
        }.ConnectionString;
        var database = new DatabaseOptions
        {
            App = Login("tc_app"),
            SignIn = Login("tc_signin"),
            Job = Login("tc_job"),
            Beth = Login("tc_beth"),
            Migrator = Login("tc_migrator"),
            Superuser = superuser,
        };
        await new Bootstrapper(database).RunAsync(default);
        await new Migrator(database.Migrator!, Migrator.Shipped()).RunAsync(default);
        return new(database, Directory.CreateTempSubdirectory("tc-bench-").FullName);
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<Actor> NewTherapistAsync() => FoundPracticeAsync(Guid.NewGuid());

    /// <summary>An account with a password, and with a code app when there is a secret.</summary>
    public async Task<Guid> NewAccountAsync(string email, string password, string? secret = null)
    {
        await using var scope = _services.CreateAsyncScope();
        var account = (await scope.ServiceProvider.GetRequiredService<AccountRegister>().CreateAsync(email, password, default)).Value;
        if (secret is null) return account.Id;
        var store = (IUserAuthenticatorKeyStore<Account>)scope.ServiceProvider.GetRequiredService<IUserStore<Account>>();
        await store.SetAuthenticatorKeyAsync(account, secret, default);
        await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().SetTwoFactorEnabledAsync(account, true);
        return account.Id;
    }

    public async Task<Actor> FoundPracticeAsync(Guid account)
    {
        var practice = Guid.NewGuid();
        var origin = new Origin("192.0.2.7", "benchmark");
        var member = await Get<CreatePractice>().RunAsync(practice, account, "הקליניקה", "הודעות", new("דנה לוי", "פסיכולוגית", "27-0", Form.Feminine), origin, default);
        return Actor.Therapist(practice, account, member.Value, origin);
    }

    public async Task<Guid> NewPatientAsync(Actor therapist, int number) =>
        (await Get<OpenPatientFile>().RunAsync(therapist, $"מטופלת מספר {number}", $"p{number}@example.org", Form.Feminine, default)).Value;

    /// <summary>Set-based work as whoever owns the server: no triggers, no policies.</summary>
    public async Task ForceAsync(string sql)
    {
        var to = new NpgsqlConnectionStringBuilder(Database.Superuser) { Database = new NpgsqlConnectionStringBuilder(Database.App).Database, CommandTimeout = 900 };
        await using var connection = new NpgsqlConnection(to.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("set session_replication_role = replica; " + sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Database.Superuser) { Database = "postgres", Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync();
            await using var drop = new NpgsqlCommand($"drop database {new NpgsqlConnectionStringBuilder(Database.App).Database} with (force)", connection);
            await drop.ExecuteNonQueryAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
