using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Core.Patients;

/// <summary>A member who may open a file.</summary>
/// <param name="Until">For a stand-in: the end.</param>
public sealed record FileReader(Guid MemberId, string Name, CareKind Kind, DateTimeOffset? Until);

/// <summary>A guardian, by the name the therapist gave.</summary>
/// <param name="Since">Null while they were invited and have not come in.</param>
public sealed record GuardianRow(Guid Id, string Name, DateTimeOffset? Since, DateTimeOffset? Until);

/// <summary>A colleague who may be asked to stand in.</summary>
public sealed record Colleague(Guid MemberId, string Name);

/// <summary>«מי רואה את התיק».</summary>
/// <param name="OwnCare">Whether the reader's care is their own: only then they invite, appoint and end.</param>
public sealed record WhoSeesView(
    bool OwnCare, IReadOnlyList<FileReader> Readers, IReadOnlyList<GuardianRow> Guardians, IReadOnlyList<Colleague> Colleagues);

/// <summary>Who may open a patient's file. Part of the visit that opened it, and so no reading of its own.</summary>
public sealed class WhoSees(ITherapyDbFactory databases)
{
    public async Task<Result<WhoSeesView>> OpenAsync(Actor actor, Guid patientId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        if (!await db.HasCareAsync(patientId, ct))
            return await db.DenyAsync(Refusal.NotFound, new(AuditAction.FileOpened, patientId, patientId, AuditReason.Care), ct);

        var colleagues = await db.ColleaguesAsync(ct);
        var care = await db.Care.AsNoTracking().Where(c => c.PatientId == patientId && CareQueries.Holds(c.Until))
            .OrderBy(c => c.Kind).ThenBy(c => c.Since).Select(c => new { c.MemberId, c.Kind, c.Until }).ToListAsync(ct);
        var guardians = await db.Guardians.AsNoTracking().Where(g => g.PatientId == patientId && CareQueries.Holds(g.Until))
            .OrderBy(g => g.Since == null).ThenBy(g => g.Since).ToListAsync(ct);
        var rows = new List<GuardianRow>();
        foreach (var g in guardians) rows.Add(new(g.Id, await db.RevealAsync<Guardian>(g.Id, x => x.Name, g.Name, ct), g.Since, g.Until));
        // Who is shut out reads nothing, whatever care they have.
        var readers = care.Join(colleagues, c => c.MemberId, m => m.MemberId, (c, m) => new FileReader(c.MemberId, m.Name, c.Kind, c.Until)).ToList();
        return new WhoSeesView(
            care.Any(c => c.MemberId == actor.PersonId && c.Kind is CareKind.Own), readers, rows,
            [.. colleagues.Where(m => m.MemberId != actor.PersonId && !care.Any(c => c.MemberId == m.MemberId && c.Kind is CareKind.Own))]);
    }
}

/// <summary>Who can be asked and what can be lent.</summary>
public static class StandInQueries
{
    /// <summary>The files that are the actor's own.</summary>
    public static async Task<List<Guid>> OwnFilesAsync(this ITherapyDb db, CancellationToken ct) => db.Actor.Hat is Hat.Therapist
        ? await db.Care.Where(c => c.MemberId == db.Actor.PersonId && c.Kind == CareKind.Own && CareQueries.Holds(c.Until))
            .Select(c => c.PatientId).Distinct().ToListAsync(ct)
        : [];

    /// <summary>The therapists of the practice who may come in, the actor among them.</summary>
    public static async Task<IReadOnlyList<Colleague>> ColleaguesAsync(this ITherapyDb db, CancellationToken ct)
    {
        var therapist = nameof(Hat.Therapist);
        var members = await db.Members.AsNoTracking().Where(m => m.BlockedAt == null && m.Hats.Contains(therapist))
            .Select(m => new { m.Id, m.Name }).ToListAsync(ct);
        var rows = new List<Colleague>();
        foreach (var m in members) rows.Add(new(m.Id, await db.RevealAsync<Member>(m.Id, x => x.Name, m.Name, ct)));
        return [.. rows.OrderBy(r => r.Name, StringComparer.CurrentCulture)];
    }
}
