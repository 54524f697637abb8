using System.Reflection;
using Npgsql;

namespace TherapyCompanion.Infrastructure.Persistence;

/// <summary>
/// What only a superuser may do, once for a cluster and a database: roles, logins with their passwords, the extension, the
/// schemas, and the audit trail that belongs to nobody who can log in. Idempotent.
/// </summary>
public sealed class Bootstrapper(DatabaseOptions options)
{
    /// <summary>The oldest PostgreSQL this runs on, as <c>server_version_num</c>.</summary>
    private const int OldestServer = 150_000;

    private const long LockKey = 7_230_002;

    /// <exception cref="SetupException">The server is too old, or a connection string names another database or login.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        var superuser = new NpgsqlConnectionStringBuilder(options.Superuser ?? throw new SetupException("Database:Superuser is missing."));
        var logins = new[] { options.App, options.SignIn, options.Job, options.Beth, options.Migrator }
            .Select(s => new NpgsqlConnectionStringBuilder(s)).ToList();
        var database = logins[0].Database ?? throw new SetupException("Database:App names no database.");
        if (logins.Any(l => l.Database != database)) throw new SetupException("The logins under Database name different databases.");

        superuser.Database = "postgres";
        await using var server = await OpenAsync(superuser, ct);
        if (server.PostgreSqlVersion.Major * 10_000 < OldestServer)
            throw new SetupException($"PostgreSQL {server.PostgreSqlVersion} is too old; 15 or newer is needed.");
        // Two bootstraps at once would trip over the same roles; the lock ends with this connection.
        await ExecuteAsync(server, $"select pg_advisory_lock({LockKey})", ct);
        await ExecuteAsync(server, Script("1_roles.sql"), ct);
        foreach (var login in logins) await SetPasswordAsync(server, login, ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", server) { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(ct) is null)
            await ExecuteAsync(server, $"create database {Quote(database)} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'", ct);

        superuser.Database = database;
        await using var inside = await OpenAsync(superuser, ct);
        await ExecuteAsync(inside, $"revoke all on database {Quote(database)} from public", ct);
        await ExecuteAsync(inside, $"grant connect on database {Quote(database)} to tc_app, tc_signin, tc_job, tc_beth, tc_migrator", ct);
        await ExecuteAsync(inside, Script("2_database.sql"), ct);
        await ExecuteAsync(inside, Script("3_audit.sql"), ct);
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder to, CancellationToken ct)
    {
        // Notices ("already exists, skipping") are expected here and tell nobody anything.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(to.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task SetPasswordAsync(NpgsqlConnection server, NpgsqlConnectionStringBuilder login, CancellationToken ct)
    {
        if (login.Username is not ("tc_app" or "tc_signin" or "tc_job" or "tc_beth" or "tc_migrator"))
            throw new SetupException($"Database: the login {login.Username} is not one of the application's.");
        // ALTER ROLE takes no parameters; format() on the server quotes what it is given.
        await using var text = new NpgsqlCommand("select format('alter role %I password %L', $1::text, $2::text)", server)
        {
            Parameters = { new() { Value = login.Username }, new() { Value = login.Password ?? "" } },
        };
        await ExecuteAsync(server, (string)(await text.ExecuteScalarAsync(ct))!, ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Script(string name) => EmbeddedSql.Read(Assembly.GetExecutingAssembly(), "Bootstrap", name);
}

/// <summary>Something about the installation is not as it must be; the message says what, for the person who sets it up.</summary>
public sealed class SetupException(string message) : Exception(message);
