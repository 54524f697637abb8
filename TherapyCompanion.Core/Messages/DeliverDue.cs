using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Safety;

namespace TherapyCompanion.Core.Messages;

/// <summary>
/// Puts one due message on its patient's page, in one transaction with its audit entry: a death at any point leaves it
/// either waiting or sent, never both. Any new fact since the approval stops it instead (design rule 12).
/// </summary>
public sealed class DeliverDue(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <returns>Whether there was one to deal with.</returns>
    public async Task<bool> RunAsync(Actor job, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(job, ct);
        var now = clock.GetUtcNow();
        var item = (await db.TakeDueAsync(OutboxChannel.Page, now, 1, ct)).SingleOrDefault();
        if (item is null) return false;

        var message = await db.Messages.SingleAsync(m => m.Id == item.MessageId, ct);
        // Only tampering leaves a waiting item without an approved message; stopped, it does not stand in the others' way.
        var cause = message.State is MessageState.Approved ? await NewFactAsync(db, message, ct) : null;
        var entry = new AuditEntry(AuditAction.MessageSent, message.Id, message.PatientId, AuditReason.Delivery);
        if (cause is { } fact)
        {
            entry = entry with { Action = AuditAction.MessagePaused };
            Expect(message.Pause(fact) ?? item.Stop());
        }
        else if (message.State is not MessageState.Approved)
        {
            entry = entry.Denied();
            Expect(item.Stop());
        }
        else if (await db.NextHourAsync(message.PatientId, now, ct) is var hour && hour > now)
        {
            // What was held up until the quiet hours began waits for their end.
            entry = entry with { Action = AuditAction.MessagePostponed };
            Expect(item.Postpone(hour));
        }
        else
        {
            Expect(message.Send(now) ?? item.Finish(now));
            db.Outbox.Add(new OutboxItem(message, OutboxChannel.Email, now));
        }

        Expect(await db.SaveAsync(entry, ct));
        return true;
    }

    private static async Task<PauseCause?> NewFactAsync(ITherapyDb db, Message message, CancellationToken ct)
    {
        if (await db.Alerts.AnyAsync(a => a.PatientId == message.PatientId && a.State == AlertState.Open, ct)) return PauseCause.OpenAlert;
        var approval = await db.Approvals.Where(a => a.MessageId == message.Id && a.At == message.ApprovedAt)
            .Select(a => new { a.MemberId, a.ReadUntil }).FirstAsync(ct);
        if (await db.Replies.AnyAsync(r => r.PatientId == message.PatientId && r.WrittenAt > approval.ReadUntil, ct)) return PauseCause.NewReply;
        // Care that ended, a stand-in whose day came, and an approver who may not act here any more: nobody answers for the words.
        var therapist = nameof(Hat.Therapist);
        if (!await db.Care.AnyAsync(
            c => c.PatientId == message.PatientId && c.MemberId == approval.MemberId && CareQueries.Holds(c.Until)
                && db.Members.Any(m => m.Id == c.MemberId && m.BlockedAt == null && m.Hats.Contains(therapist)), ct))
            return PauseCause.CareEnded;
        if (await db.Patients.AnyAsync(p => p.Id == message.PatientId && p.FormChosenAt > approval.ReadUntil, ct)) return PauseCause.FormChanged;
        if (await db.Patients.AnyAsync(p => p.Id == message.PatientId && p.HeldAt > approval.ReadUntil, ct)) return PauseCause.FileChanged;
        return null;
    }

    // The row is locked, so a refusal here is a bug or a race with a recall; either way nothing is saved.
    private static void Expect(Refusal? refusal)
    {
        if (refusal is not null) throw new DeliveryRefusedException(refusal);
    }
}

/// <summary>A delivery met a refusal: nothing was saved, and the next sweep looks again.</summary>
public sealed class DeliveryRefusedException(Refusal refusal) : Exception($"Delivery refused: {refusal.Key}")
{
    public Refusal Refusal { get; } = refusal;
}
