using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Messages;

/// <summary>Calls an approved message back, as long as it has not left.</summary>
public sealed class RecallMessage(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, Guid messageId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MessageRecalled, messageId, null, AuditReason.Care);
        var message = await db.InCareAsync(db.Messages.Where(m => m.Id == messageId), ct);
        if (message is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        if (message.Recall() is { } refused) return refused;
        foreach (var item in await db.Outbox.Where(o => o.MessageId == messageId && o.State == OutboxState.Waiting).ToListAsync(ct))
            if (item.Stop() is { } gone) return gone;
        var refusal = await db.SaveAsync(entry with { PatientId = message.PatientId }, ct);
        return refusal == Refusal.Raced ? MessageRefusals.AlreadySent : refusal;
    }
}
