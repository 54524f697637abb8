using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Messages;

/// <summary>Changes a message's words before approval.</summary>
public sealed class EditMessage(ITherapyDbFactory databases)
{
    /// <param name="seen">The revision the therapist had before them.</param>
    public async Task<Refusal?> RunAsync(Actor actor, Guid messageId, string body, int seen, CancellationToken ct)
    {
        body = body.Trim().Replace("\0", "", StringComparison.Ordinal);
        if (body.Length == 0) return MessageRefusals.Empty;
        if (body.Length > Message.Longest) return MessageRefusals.TooLong;

        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MessageEdited, messageId, null, AuditReason.Care);
        var message = await db.InCareAsync(db.Messages.Where(m => m.Id == messageId), ct);
        if (message is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        if (message.Edit(body, seen) is { } refused) return refused;
        var refusal = await db.SaveAsync(entry with { PatientId = message.PatientId }, ct);
        return refusal == Refusal.Raced ? MessageRefusals.TextChanged : refusal;
    }
}
