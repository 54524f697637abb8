using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Takes the patient's part off the patient's page again; whoever has care may do it.</summary>
public sealed class WithdrawPatientPart(ITherapyDbFactory databases, TimeProvider clock)
{
    public async Task<Refusal?> RunAsync(Actor actor, Guid partId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.PatientPartWithdrawn, partId, null, AuditReason.Care);
        var part = await db.InCareAsync(db.PatientParts.Where(p => p.Id == partId), ct);
        if (part is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = part.PatientId };
        if (part.Withdraw(clock.GetUtcNow()) is { } refused) return await db.DenyAsync(refused, entry, ct);
        var refusal = await db.SaveAsync(entry, ct);
        return refusal == Refusal.Raced ? PatientPartRefusals.NotShown : refusal;
    }
}
