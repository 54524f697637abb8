using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Messages;

/// <summary>«לא לשלוח».</summary>
public sealed class RejectMessage(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, Guid messageId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MessageRejected, messageId, null, AuditReason.Care);
        var message = await db.InCareAsync(db.Messages.Where(m => m.Id == messageId), ct);
        if (message is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        return message.Reject() ?? await db.SaveAsync(entry with { PatientId = message.PatientId }, ct);
    }
}
