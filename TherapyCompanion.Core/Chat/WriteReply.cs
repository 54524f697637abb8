using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Safety;

namespace TherapyCompanion.Core.Chat;

/// <summary>
/// The patient writes to their therapist. The words pass crisis detection in code before anything else, and an alert is
/// stored in the same transaction as the words: one alert for a reply, also after a crash and a second post.
/// </summary>
public sealed class WriteReply(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <returns>The finding, when help is to be shown at once; null otherwise.</returns>
    public async Task<Result<CrisisFinding?>> RunAsync(Actor actor, string body, Guid idempotencyKey, CancellationToken ct)
    {
        body = body.Trim().Replace("\0", "", StringComparison.Ordinal);
        if (body.Length == 0) return ChatRefusals.Empty;
        if (body.Length > Reply.Longest) return ChatRefusals.TooLong;
        var finding = CrisisDetector.Detect(body);

        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.ReplyWritten, null, actor.PersonId, AuditReason.Self);
        if (actor.Hat is not Hat.Patient) return await db.DenyAsync(Refusal.NotAllowed, entry with { PatientId = null }, ct);
        if (await db.Replies.AnyAsync(r => r.IdempotencyKey == idempotencyKey, ct)) return Result(finding);

        var reply = new Reply(actor.PracticeId, actor.PersonId, idempotencyKey, body, clock.GetUtcNow());
        db.Replies.Add(reply);
        if (finding is { Level: >= CrisisLevel.High })
        {
            db.Alerts.Add(new CrisisAlert(reply, finding));
            entry = entry with { Action = AuditAction.AlertRaised };
        }

        var refusal = await db.SaveAsync(entry with { Target = reply.Id }, ct);
        // The same form posted twice at once: the unique key lets one through, and that one counts.
        return refusal is null || refusal == Refusal.Raced ? Result(finding) : refusal;
    }

    private static Result<CrisisFinding?> Result(CrisisFinding? finding) => finding;
}
