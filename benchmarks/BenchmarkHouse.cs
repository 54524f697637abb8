using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Benchmarks;

/// <summary>A whole house over a throwaway database of the tests' cluster, gone when the figures are there.</summary>
internal sealed class BenchmarkHouse : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private BenchmarkHouse(DatabaseOptions database, string folder)
    {
        (Database, Folder) = (database, folder);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:App"] = database.App,
            ["Database:SignIn"] = database.SignIn,
            ["Database:Job"] = database.Job,
            ["Database:Beth"] = database.Beth,
            ["Keys:Folder"] = Path.Combine(folder, "keys"),
            ["Audit:AnchorFolder"] = Path.Combine(folder, "anchors"),
            ["Mail:Folder"] = Path.Combine(folder, "mail"),
            ["Messages:RecallSeconds"] = "0",
        }).Build();
        _services = new ServiceCollection().AddLogging().AddCore().AddInfrastructure(configuration).BuildServiceProvider();
    }

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

    public async Task<Actor> NewTherapistAsync()
    {
        var (practice, account) = (Guid.NewGuid(), Guid.NewGuid());
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
