using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Safety;

/// <summary>A therapist takes an urgent alert in hand.</summary>
public sealed class AcknowledgeAlert(ITherapyDbFactory databases, TimeProvider clock)
{
    public async Task<Refusal?> RunAsync(Actor actor, Guid alertId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.AlertAcknowledged, alertId, null, AuditReason.Care);
        var alert = await db.InCareAsync(db.Alerts.Where(a => a.Id == alertId), ct);
        if (alert is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        if (alert.Acknowledge(actor, clock.GetUtcNow()) is { } refused) return refused;
        var refusal = await db.SaveAsync(entry with { PatientId = alert.PatientId }, ct);
        return refusal == Refusal.Raced ? SafetyRefusals.AlreadyAcknowledged : refusal;
    }
}
