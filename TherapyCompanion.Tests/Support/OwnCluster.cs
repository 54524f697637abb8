using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Tests.Support;

/// <summary>A PostgreSQL of a test's own, which it may kill, with a house's database in it.</summary>
public sealed class OwnCluster : IAsyncLifetime
{
    private const string Name = "crash-pg";
    private ServiceProvider _services = null!;
    private NpgsqlConnectionStringBuilder _superuser = null!;

    public TestClock Clock { get; } = new(House.Start);
    public Dictionary<string, string?> Settings { get; private set; } = [];

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        await RunAsync("destroy", mayFail: true); // of a run that was itself killed
        _superuser = new(await RunAsync("up"));
        string Login(string login) => new NpgsqlConnectionStringBuilder
        {
            Host = _superuser.Host,
            Port = _superuser.Port,
            Database = "crash",
            Username = login,
            Password = "test-only",
            MaxPoolSize = 20,
            Timeout = 5,
        }.ConnectionString;
        var database = new DatabaseOptions
        {
            App = Login("tc_app"),
            SignIn = Login("tc_signin"),
            Job = Login("tc_job"),
            Beth = Login("tc_beth"),
            Migrator = Login("tc_migrator"),
            Superuser = _superuser.ConnectionString,
        };
        await new Bootstrapper(database).RunAsync(default);
        await new Migrator(database.Migrator!, Migrator.Shipped()).RunAsync(default);

        var folder = Directory.CreateTempSubdirectory("tc-crash-").FullName;
        Settings = new()
        {
            ["Database:App"] = database.App,
            ["Database:SignIn"] = database.SignIn,
            ["Database:Job"] = database.Job,
            ["Database:Beth"] = database.Beth,
            ["Keys:Folder"] = Path.Combine(folder, "keys"),
            ["Audit:AnchorFolder"] = Path.Combine(folder, "anchors"),
            ["Mail:Folder"] = Path.Combine(folder, "mail"),
            ["Messages:RecallSeconds"] = "0",
            ["Messages:SweepSeconds"] = "1",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        _services = new ServiceCollection().AddLogging().AddCore().AddInfrastructure(configuration).AddSingleton<TimeProvider>(Clock).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await RunAsync("destroy", mayFail: true);
        Directory.Delete(Path.GetDirectoryName(Settings["Keys:Folder"])!, recursive: true);
    }

    /// <summary>kill -9 of the postmaster.</summary>
    public Task KillAsync() => RunAsync("kill");

    /// <summary>Starts it again on the same files and port.</summary>
    public Task UpAsync() => RunAsync("up");

    /// <summary>One value, seen past every policy.</summary>
    public async Task<T> SeeAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_superuser.ConnectionString) { Database = "crash", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string> RunAsync(string verb, bool mayFail = false)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Script(), verb, Name]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        // The server that `up` starts may keep the streams open: what counts is the first line, and the end of the script.
        var errors = process.StandardError.ReadToEndAsync();
        var line = await process.StandardOutput.ReadLineAsync() ?? "";
        await process.WaitForExitAsync();
        return process.ExitCode == 0 || mayFail ? line.Trim('\'', '"') : throw new InvalidOperationException($"cluster.sh {verb} {Name}: {process.ExitCode} {await errors}");
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "scripts", "cluster.sh");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("scripts/cluster.sh");
    }
}
