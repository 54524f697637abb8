using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace TherapyCompanion.Infrastructure.Persistence;

/// <summary>A numbered script with its content.</summary>
public sealed record Migration(string Name, string Sql)
{
    public byte[] Sha256 { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Sql));
}

/// <summary>
/// Applies the numbered scripts in order, each in a transaction of its own, under a lock, by the migrator's login. A script
/// that was applied and has changed since is refused by name. The running application never does this.
/// </summary>
public sealed class Migrator(string connectionString, IReadOnlyList<Migration> scripts)
{
    private const long LockKey = 7_230_001;

    /// <summary>The scripts that travel with this version.</summary>
    public static IReadOnlyList<Migration> Shipped()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. EmbeddedSql.Names(assembly, "Migrations").Select(n => new Migration(n, EmbeddedSql.Read(assembly, "Migrations", n)))];
    }

    /// <returns>The names of what was applied now; empty when everything had been.</returns>
    /// <exception cref="SetupException">An applied script has changed, or the database is ahead of this version.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 600 }.ConnectionString);
        await connection.OpenAsync(ct);
        // A session lock: two migrators at once wait for each other, and a dead one's lock dies with it.
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", ct);
        await ExecuteAsync(connection, """
            create table if not exists ops.migrations (
              name text primary key, sha256 bytea not null, applied_at timestamptz not null default clock_timestamp())
            """, ct);

        var applied = await AppliedAsync(connection, ct);
        if (applied.Keys.FirstOrDefault(n => scripts.All(s => s.Name != n)) is { } unknown)
            throw new SetupException($"The database has the migration {unknown}, which this version does not know. Run the newer version.");
        var done = new List<string>();
        foreach (var script in scripts)
        {
            if (applied.TryGetValue(script.Name, out var hash))
            {
                if (!hash.AsSpan().SequenceEqual(script.Sha256))
                    throw new SetupException($"The migration {script.Name} was applied and has changed since. Restore it and write a new one.");
                continue;
            }

            await ApplyAsync(connection, script, ct);
            done.Add(script.Name);
        }

        return done;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration script, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, script.Sql, ct);
        await using var note = new NpgsqlCommand("insert into ops.migrations (name, sha256) values ($1, $2)", connection)
        {
            Parameters = { new() { Value = script.Name }, new() { Value = script.Sha256 } },
        };
        await note.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<Dictionary<string, byte[]>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select name, sha256 from ops.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var applied = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) applied[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
