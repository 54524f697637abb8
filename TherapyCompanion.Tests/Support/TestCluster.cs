using System.Security.Cryptography;
using System.Text;
using Npgsql;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// The tests' PostgreSQL: the template database is made once for this very set of scripts, and every test class gets a clone of
/// its own, so that classes run side by side.
/// </summary>
public static class TestCluster
{
    private const string Password = "test-only";
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static string? _template;

    /// <summary>The superuser's connection string, from <c>./test</c> or from the file it leaves for editors.</summary>
    public static string Superuser => Environment.GetEnvironmentVariable("TC_TEST_SUPERUSER") ?? FromFile("TC_TEST_SUPERUSER")
        ?? throw new InvalidOperationException("No test database: run ./test once, which sets one up.");

    /// <summary>A new database, migrated, with nobody in it.</summary>
    public static async Task<DatabaseOptions> CloneAsync()
    {
        var template = await TemplateAsync();
        var name = "t_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync("postgres", $"create database {name} template {template}");
        return OptionsFor(name);
    }

    public static async Task DropAsync(DatabaseOptions options)
    {
        var name = new NpgsqlConnectionStringBuilder(options.App).Database;
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync("postgres", $"drop database if exists {name} with (force)");
    }

    /// <summary>A connection string of a login to a test's database.</summary>
    public static string As(DatabaseOptions options, string login)
    {
        var to = new NpgsqlConnectionStringBuilder(options.App) { Username = login };
        if (login == "superuser") (to.Username, to.Password) = (new NpgsqlConnectionStringBuilder(Superuser).Username, new NpgsqlConnectionStringBuilder(Superuser).Password);
        return to.ConnectionString;
    }

    private static async Task<string> TemplateAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (_template is not null) return _template;
            var assembly = typeof(Bootstrapper).Assembly;
            var scripts = assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var script in scripts)
            {
                await using var stream = assembly.GetManifestResourceStream(script)!;
                using var copy = new MemoryStream();
                await stream.CopyToAsync(copy);
                hash.AppendData(Encoding.UTF8.GetBytes(script));
                hash.AppendData(copy.ToArray());
            }

            var name = "tc_template_" + Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
            var options = OptionsFor(name);
            // Made under another name and renamed when whole: a run that was killed midway leaves no half template behind.
            if (!await ExistsAsync(name))
            {
                var draft = "tc_draft_" + Guid.NewGuid().ToString("N");
                await new Bootstrapper(OptionsFor(draft)).RunAsync(CancellationToken.None);
                await new Migrator(OptionsFor(draft).Migrator!, Migrator.Shipped()).RunAsync(CancellationToken.None);
                NpgsqlConnection.ClearAllPools();
                await ExecuteAsync("postgres", $"alter database {draft} rename to {name}");
            }
            else
            {
                await new Bootstrapper(options).RunAsync(CancellationToken.None); // the logins' passwords are the cluster's, not the template's
            }

            return _template = name;
        }
        finally
        {
            Gate.Release();
        }
    }

    private static DatabaseOptions OptionsFor(string database)
    {
        var superuser = new NpgsqlConnectionStringBuilder(Superuser);
        string Login(string name) => new NpgsqlConnectionStringBuilder
        {
            Host = superuser.Host,
            Port = superuser.Port,
            Database = database,
            Username = name,
            Password = Password,
            MaxPoolSize = 20,
        }.ConnectionString;
        return new()
        {
            App = Login("tc_app"),
            SignIn = Login("tc_signin"),
            Job = Login("tc_job"),
            Beth = Login("tc_beth"),
            Migrator = Login("tc_migrator"),
            Superuser = superuser.ConnectionString,
        };
    }

    private static async Task<bool> ExistsAsync(string database)
    {
        await using var connection = await OpenAsync("postgres");
        await using var command = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        return await command.ExecuteScalarAsync() is not null;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Superuser) { Database = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A setting out of the file that <c>./test</c> leaves in <c>.data/test.env</c>, for runs from an editor.</summary>
    public static string? FromFile(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, ".data", "test.env");
            if (!File.Exists(file)) continue;
            return File.ReadLines(file).Where(l => l.StartsWith(name + "=", StringComparison.Ordinal)).Select(l => l[(name.Length + 1)..].Trim('\'', '"')).FirstOrDefault();
        }

        return null;
    }
}
