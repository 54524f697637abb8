using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients;

/// <summary>The therapist is back, or wants another stand-in: what was lent to a colleague is over now.</summary>
public sealed class EndStandIn(ITherapyDbFactory databases)
{
    /// <param name="patientId">The file; null for all of the therapist's own.</param>
    /// <returns>How many files the colleague no longer has.</returns>
    public async Task<Result<int>> RunAsync(Actor actor, Guid memberId, Guid? patientId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.StandInEnded, memberId, patientId, AuditReason.Care);
        IReadOnlyList<Guid> own = patientId is { } one ? [one] : await db.OwnFilesAsync(ct);
        if (patientId is { } asked && await db.OwnCareAsync(asked, ct) is null)
            return await db.DenyAsync(await db.WithoutOwnCareAsync(asked, ct), entry, ct);
        if (actor.Hat is not Hat.Therapist) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var lent = await db.Care.Where(c => own.Contains(c.PatientId) && c.MemberId == memberId && c.Kind == CareKind.StandIn && CareQueries.Holds(c.Until))
            .ToListAsync(ct);
        if (lent.Count == 0) return await db.DenyAsync(CareRefusals.StandInOver, entry, ct);
        foreach (var care in lent)
        {
            if (care.End(await db.NowAsync(ct)) is { } refused) return await db.DenyAsync(refused, entry, ct);
            if (await db.SaveAsync(entry with { PatientId = care.PatientId }, ct) is { } refusal) return refusal;
        }

        return lent.Select(c => c.PatientId).Distinct().Count();
    }
}
