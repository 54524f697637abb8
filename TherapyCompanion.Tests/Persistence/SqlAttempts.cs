using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>What an attacker with a login's password types, and how the database answers.</summary>
internal static class SqlAttempts
{
    /// <summary>The SQLSTATE of the refusal, or "rows n" when the statement went through.</summary>
    public static async Task<string> TryAsync(this NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return $"rows {await command.ExecuteNonQueryAsync()}";
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    /// <summary>How many rows a connection sees of a table, or the SQLSTATE that says it may not look.</summary>
    public static async Task<string> SeesAsync(this NpgsqlConnection connection, string table, string where = "true")
    {
        try
        {
            return $"rows {await connection.AskAsync<long>($"select count(*) from {table} where {where}")}";
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    public static async Task<T> AskAsync<T>(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<List<T>> ListAsync<T>(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    /// <summary>A statement of the superuser's, for what has no act yet; it must do something.</summary>
    public static async Task ArrangeAsync(this House house, string sql)
    {
        await using var super = await house.RawAsync("superuser");
        (await super.TryAsync(sql)).Should().MatchRegex("^rows [1-9]", sql);
    }

    public static async Task<T> FactAsync<T>(this House house, string sql)
    {
        await using var super = await house.RawAsync("superuser");
        return await super.AskAsync<T>(sql);
    }

    /// <summary>Another therapist of the same practice, with care of nobody.</summary>
    public static async Task<Actor> NewColleagueAsync(this House house, Actor therapist, string name = "נועה כהן")
    {
        var account = Guid.NewGuid();
        var member = new Member(therapist.PracticeId, account, [Hat.Therapist], new(name, "עובדת סוציאלית", "1", Form.Feminine));
        await using var db = await house.Databases.OpenAsync(House.AsAdmin(therapist), default);
        db.Members.Add(member);
        (await db.SaveAsync(new(AuditAction.PracticeChanged, member.Id, null, AuditReason.Administration), default)).Should().BeNull();
        return Actor.Therapist(therapist.PracticeId, account, member.Id, House.TestOrigin);
    }

    public static Task GiveCareAsync(this House house, Actor to, Guid patientId) => house.ArrangeAsync(
        $"insert into tc.care (practice_id, id, patient_id, member_id, since) values ('{to.PracticeId}', gen_random_uuid(), '{patientId}', '{to.PersonId}', now())");

    public static Task EndCareAsync(this House house, Actor of, Guid patientId) => house.ArrangeAsync(
        $"update tc.care set until = now() where practice_id = '{of.PracticeId}' and patient_id = '{patientId}' and member_id = '{of.PersonId}'");
}
