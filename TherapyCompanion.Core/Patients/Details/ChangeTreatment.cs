using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients.Details;

/// <summary>A step of a treatment: it begins, rests, goes on or ends. What was approved before a rest or an end stops by itself.</summary>
public sealed class ChangeTreatment(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <returns>How it stands now.</returns>
    public async Task<Result<TreatmentStatus>> RunAsync(Actor actor, Guid patientId, TreatmentStep step, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.TreatmentChanged, patientId, patientId, AuditReason.Care);
        if (await db.OwnCareAsync(patientId, ct) is null) return await db.DenyAsync(await db.WithoutOwnCareAsync(patientId, ct), entry, ct);

        var patient = await db.Patients.SingleAsync(p => p.Id == patientId, ct);
        var treatment = new Treatment(await db.StatusAsync(patient.Id, patient.Status, ct));
        if (patient.Take(step, treatment, clock.GetUtcNow()) is { } refused) return await db.DenyAsync(refused, entry, ct);
        var refusal = await db.SaveAsync(entry, ct);
        return refusal is null ? treatment.Status : refusal;
    }
}
