using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients.Finding;

namespace TherapyCompanion.Core.Patients.Details;

/// <summary>The therapist says anew who a patient is; the index of names follows in the same save, and a minor's guardians get their end.</summary>
public sealed class ChangeDetails(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="seen">The version of the file that was on the screen.</param>
    public async Task<Refusal?> RunAsync(Actor actor, Guid patientId, PatientDetails details, uint seen, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.DetailsChanged, patientId, patientId, AuditReason.Care);
        if (await db.OwnCareAsync(patientId, ct) is null) return await db.DenyAsync(await db.WithoutOwnCareAsync(patientId, ct), entry, ct);

        details = details.Tidy();
        var (now, hours) = (clock.GetUtcNow(), (await db.Practices.AsNoTracking().SingleAsync(p => p.Id == actor.PracticeId, ct)).SendingHours());
        if (details.Check(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, hours.Zone).DateTime)) is { } wrong) return wrong;
        var patient = await db.Patients.SingleAsync(p => p.Id == patientId, ct);
        var before = await db.DetailsAsync(patient, ct);
        if (patient.Describe(details, before, seen, now) is { } refused) return refused;

        if (details.About.BirthDate is { } born && born != before.About.BirthDate)
        {
            var at = hours.At(PatientDetails.EighteenOn(born), TimeOnly.MinValue);
            var dbNow = await db.NowAsync(ct);
            foreach (var guardian in await db.Guardians.Where(g => g.PatientId == patientId && CareQueries.Holds(g.Until)).ToListAsync(ct))
                if (at > dbNow && guardian.EndAt(at, dbNow) is { } over) return over;
        }

        await db.IndexNamesAsync(patientId, details.Name, details.About.Called, ct);
        var refusal = await db.SaveAsync(entry, ct);
        return refusal == Refusal.Raced ? DetailsRefusals.Changed : refusal;
    }
}
