using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Safety;

namespace TherapyCompanion.Core.Messages;

/// <summary>A person approves the words that were on their screen; they leave when they are due, within the practice's hours.</summary>
public sealed class ApproveMessage(ITherapyDbFactory databases, IOptions<MessagesOptions> options, TimeProvider clock)
{
    /// <param name="shown">The fingerprint of the words that were on the screen.</param>
    /// <param name="wanted">When it should leave; null: as soon as it can be called back no longer and the hours allow.</param>
    /// <param name="readUntil">The drafting time, or the moment up to which the approver has read the patient's replies.</param>
    /// <returns>When it will leave.</returns>
    public async Task<Result<DateTimeOffset>> RunAsync(
        Actor actor, Guid messageId, WordsFingerprint shown, DateTimeOffset? wanted, DateTimeOffset readUntil, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MessageApproved, messageId, null, AuditReason.Care);
        if (!actor.IsPerson) return await db.DenyAsync(MessageRefusals.NotAPerson, entry, ct);
        var message = await db.InCareAsync(db.Messages.Where(m => m.Id == messageId), ct);
        if (message is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = message.PatientId };

        var words = await db.RevealAsync<Message>(message.Id, m => m.Body, message.Body, ct);
        var stored = await db.FingerprintAsync(message.PatientId, words, ct);
        if (!shown.Equals(stored)) return await db.DenyAsync(MessageRefusals.TextChanged, entry, ct);
        if (await db.Alerts.AnyAsync(a => a.PatientId == message.PatientId && a.State == AlertState.Open, ct))
            return await db.DenyAsync(MessageRefusals.AlertOpen, entry, ct);
        if (await db.Replies.AnyAsync(r => r.PatientId == message.PatientId && r.WrittenAt > readUntil, ct))
            return await db.DenyAsync(MessageRefusals.NewReply, entry, ct);
        if (await db.Patients.AnyAsync(p => p.Id == message.PatientId && p.FormChosenAt > readUntil, ct))
            return await db.DenyAsync(MessageRefusals.FormChanged, entry, ct);
        if (await db.Patients.AnyAsync(p => p.Id == message.PatientId && p.HeldAt > readUntil, ct))
            return await db.DenyAsync(MessageRefusals.FileChanged, entry, ct);

        var now = clock.GetUtcNow();
        var due = await DueAsync(db, message.PatientId, now, wanted, ct);
        if (!due.IsDone) return due;
        if (message.Approve(actor, now, due.Value) is { } refused) return await db.DenyAsync(refused, entry, ct);
        db.Approvals.Add(new Approval(message, actor.PersonId, stored, readUntil, now));
        db.Outbox.Add(new OutboxItem(message, OutboxChannel.Page, due.Value));
        var refusal = await db.SaveAsync(entry, ct);
        if (refusal is null) return due;
        return refusal == Refusal.Raced ? MessageRefusals.TextChanged : refusal;
    }

    private async Task<Result<DateTimeOffset>> DueAsync(ITherapyDb db, Guid patientId, DateTimeOffset now, DateTimeOffset? wanted, CancellationToken ct)
    {
        var hours = await db.HoursOfAsync(patientId, ct);
        var earliest = now.AddSeconds(options.Value.RecallSeconds);
        if (wanted is not { } at) return hours.NextFrom(earliest);
        at = at.ToUniversalTime();
        if (at < now) return MessageRefusals.DueInThePast;
        if (hours.NextFrom(at) > at) return MessageRefusals.OutsideHours;
        return at < earliest ? earliest : at;
    }
}
