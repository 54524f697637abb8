using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients;

/// <summary>A colleague who stands in for the therapist now.</summary>
/// <param name="Until">The last of their ends.</param>
public sealed record StandInRow(Guid MemberId, string Name, int Files, DateTimeOffset Until);

/// <summary>The page of a therapist who will be away.</summary>
/// <param name="Files">Their own files, by initials.</param>
public sealed record StandInsView(IReadOnlyList<PatientRow> Files, IReadOnlyList<StandInRow> Current, IReadOnlyList<Colleague> Colleagues);

/// <summary>Who stands in for the therapist, and what there is to lend.</summary>
public sealed class StandIns(ITherapyDbFactory databases)
{
    public async Task<Result<StandInsView>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.FilesListed, null, null, AuditReason.Care);
        if (actor.Hat is not Hat.Therapist) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);

        var own = await db.OwnFilesAsync(ct);
        var colleagues = (await db.ColleaguesAsync(ct)).Where(c => c.MemberId != actor.PersonId).ToList();
        var lent = await db.Care.AsNoTracking()
            .Where(c => own.Contains(c.PatientId) && c.Kind == CareKind.StandIn && CareQueries.Holds(c.Until))
            .Select(c => new { c.MemberId, c.PatientId, c.Until }).ToListAsync(ct);
        var current = lent.GroupBy(c => c.MemberId).Join(colleagues, g => g.Key, m => m.MemberId, (g, m) =>
            new StandInRow(m.MemberId, m.Name, g.Select(c => c.PatientId).Distinct().Count(), g.Max(c => c.Until)!.Value));
        return new StandInsView(await PatientList.RowsAsync(db, ownOnly: true, ct), [.. current.OrderBy(r => r.Until)], colleagues);
    }
}
