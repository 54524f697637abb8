using Npgsql;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// The database as somebody has it who owns the whole server: triggers off, row-level security ignored. What such a person
/// changes, the seals and the audit's anchor must show.
/// </summary>
public static class Superuser
{
    /// <summary>Runs a statement with the triggers and foreign keys switched off. Parameters are $1, $2, …</summary>
    /// <returns>How many rows it touched.</returns>
    public static async Task<int> ForceAsync(this House house, string sql, params object[] values)
    {
        await using var connection = await house.RawAsync("superuser");
        await using (var off = new NpgsqlCommand("set session_replication_role = replica", connection)) await off.ExecuteNonQueryAsync();
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>One value, seen past every policy.</summary>
    public static async Task<T> SeeAsync<T>(this House house, string sql, params object[] values)
    {
        await using var connection = await house.RawAsync("superuser");
        await using var command = Command(connection, sql, values);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("No row."));
    }

    /// <summary>Rows, seen past every policy.</summary>
    public static async Task<List<object?[]>> SeeAllAsync(this House house, string sql, params object[] values)
    {
        await using var connection = await house.RawAsync("superuser");
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add([.. row.Select(v => v is DBNull ? null : v)]);
        }

        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
