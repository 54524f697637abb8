using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// The look-ups before anybody is somebody. Row-level security shows this login the rows of the one account or link that
/// the transaction names, a few columns of them, and nothing else.
/// </summary>
public sealed class SignInDirectory(IDbContextFactory<SignInDb> databases) : ISignInDirectory
{
    public async Task<IReadOnlyList<WearableHat>> HatsOfAsync(Guid accountId, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select set_config('tc.account_id', {accountId.ToString()}, true)", ct);
        var rows = await db.Database.SqlQuery<HatRow>(
            $"""
            select unnest(hats) as hat, practice_id, id as person_id from tc.members where blocked_at is null
            union all
            select {nameof(Hat.Patient)}, practice_id, patient_id from tc.patient_accounts
            union
            select {nameof(Hat.Guardian)}, practice_id, patient_id from tc.guardians where tc.holds(until)
            """).ToListAsync(ct);
        // An order that does not depend on the database's mood: the first hat is where a person starts.
        return [.. rows.Select(r => new WearableHat(Enum.Parse<Hat>(r.Hat), r.PracticeId, r.PersonId))
            .OrderBy(h => h.Hat is Hat.Patient or Hat.Guardian).ThenBy(h => h.Hat).ThenBy(h => h.PracticeId)];
    }

    public async Task<bool> BelongsAsync(Guid accountId, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select set_config('tc.account_id', {accountId.ToString()}, true)", ct);
        return await db.Database.SqlQuery<bool>(
            $"""
            select exists (select practice_id from tc.members union all select practice_id from tc.patient_accounts
              union all select practice_id from tc.guardians) as "Value"
            """).SingleAsync(ct);
    }

    public async Task<InvitedPatient?> FindInvitationAsync(byte[] linkHash, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select set_config('tc.link_hash', {Convert.ToHexStringLower(linkHash)}, true)", ct);
        var row = await db.Database.SqlQuery<InvitedRow>($"select practice_id, patient_id, kind from tc.invitations where link_hash = {linkHash}")
            .SingleOrDefaultAsync(ct);
        return row is null ? null : new InvitedPatient(row.PracticeId, row.PatientId, Enum.Parse<InvitationKind>(row.Kind));
    }

    public async Task<InvitedMember?> FindMemberInvitationAsync(byte[] linkHash, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select set_config('tc.link_hash', {Convert.ToHexStringLower(linkHash)}, true)", ct);
        var rows = await db.Database.SqlQuery<HatRow>(
            $"select unnest(hats) as hat, practice_id, member_id as person_id from tc.member_invitations where link_hash = {linkHash}").ToListAsync(ct);
        return rows.Count == 0 ? null : new(rows[0].PracticeId, rows[0].PersonId, [.. rows.Select(r => Enum.Parse<Hat>(r.Hat)).Order()]);
    }

    public async Task<bool> AnyPracticeAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Database.SqlQuery<bool>($"""select exists (select id from tc.practices) as "Value" """).SingleAsync(ct);
    }

    private sealed record HatRow(
        [property: Column("hat")] string Hat, [property: Column("practice_id")] Guid PracticeId, [property: Column("person_id")] Guid PersonId);

    private sealed record InvitedRow(
        [property: Column("practice_id")] Guid PracticeId, [property: Column("patient_id")] Guid PatientId, [property: Column("kind")] string Kind);
}
