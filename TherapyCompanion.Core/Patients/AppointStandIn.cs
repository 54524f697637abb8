using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients;

/// <summary>
/// A therapist who will be away lends care of their files to a colleague, to an end. Each file is a transaction of its own with
/// its own entry, so that the trail of a file says who could open it; run again, it goes on where it stopped.
/// </summary>
public sealed class AppointStandIn(ITherapyDbFactory databases)
{
    /// <param name="patientIds">The files; null for all of the therapist's own.</param>
    /// <param name="until">The end, within <see cref="Care.LongestStandIn"/> by the database's clock.</param>
    /// <returns>How many files were lent.</returns>
    public async Task<Result<int>> RunAsync(
        Actor actor, Guid memberId, IReadOnlyCollection<Guid>? patientIds, DateTimeOffset until, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.StandInAppointed, memberId, patientIds is { Count: 1 } ? patientIds.Single() : null, AuditReason.Care);
        var own = new List<Care>();
        foreach (var patientId in patientIds ?? await db.OwnFilesAsync(ct))
        {
            if (await db.OwnCareAsync(patientId, ct) is not { } care)
                return await db.DenyAsync(await db.WithoutOwnCareAsync(patientId, ct), entry with { PatientId = patientId }, ct);
            own.Add(care);
        }

        if (own.Count == 0) return await db.DenyAsync(actor.Hat is Hat.Therapist ? CareRefusals.NoFiles : Refusal.NotFound, entry, ct);
        var therapist = nameof(Hat.Therapist);
        if (!await db.Members.AnyAsync(m => m.Id == memberId && m.BlockedAt == null && m.Hats.Contains(therapist), ct))
            return await db.DenyAsync(CareRefusals.NotATherapist, entry, ct);

        var lent = 0;
        foreach (var care in own)
        {
            var refused = await LendAsync(db, care, memberId, until, ct);
            if (refused == CareRefusals.HasCare && own.Count > 1) continue; // a file they share needs no stand-in
            entry = entry with { PatientId = care.PatientId };
            if (refused is not null) return await db.DenyAsync(refused, entry, ct);
            if (await db.SaveAsync(entry, ct) is { } refusal) return refusal;
            lent++;
        }

        return lent > 0 ? lent : await db.DenyAsync(CareRefusals.HasCare, entry, ct);
    }

    // A stand-in who is there already gets the new end instead of the old one.
    private static async Task<Refusal?> LendAsync(ITherapyDb db, Care care, Guid memberId, DateTimeOffset until, CancellationToken ct)
    {
        var now = await db.NowAsync(ct);
        var there = await db.Care.Where(c => c.PatientId == care.PatientId && c.MemberId == memberId && CareQueries.Holds(c.Until)).ToListAsync(ct);
        if (memberId != care.MemberId && there.Any(c => c.Kind is CareKind.Own)) return CareRefusals.HasCare;
        var lent = care.Lend(memberId, until, now);
        if (!lent.IsDone) return lent.Refusal;
        foreach (var old in there)
            if (old.End(now) is { } refused) return refused;
        db.Care.Add(lent.Value);
        return null;
    }
}
