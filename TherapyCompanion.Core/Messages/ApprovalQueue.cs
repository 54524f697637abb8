using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Safety;

namespace TherapyCompanion.Core.Messages;

/// <summary>A message that waits, by initials.</summary>
public sealed record QueueRow(Guid Id, string Initials, LetterKind Kind, MessageState State, DateTimeOffset DraftedAt, DateTimeOffset? DueAt);

/// <summary>A message as the patient will see it, and what decides about it.</summary>
/// <param name="Shown">The fingerprint of exactly these words; the approval carries it back.</param>
/// <param name="RepliesSince">Whether the patient has written since the draft.</param>
/// <param name="LeavesAt">When it would leave if it were approved now.</param>
/// <param name="ReadUntil">The moment at which this was read: what the patient writes later is a new fact.</param>
/// <param name="HeldAt">When what was scheduled for the patient last stopped (<see cref="Patient.HeldAt"/>).</param>
/// <param name="FormChosenAt">When the patient chose the form of address themselves; null when they have not.</param>
public sealed record MessageOnScreen(
    Guid Id, Guid PatientId, string Initials, LetterKind Kind, MessageState State, string Words, int Revision, string MadeBy,
    Form Form, Form Speaker, WordsFingerprint Shown, IReadOnlyList<MessageCheckFinding> Findings, bool RepliesSince, bool AlertOpen,
    DateTimeOffset DraftedAt, DateTimeOffset LeavesAt, DateTimeOffset ReadUntil, PauseCause? PausedBy, DateTimeOffset? DueAt,
    DateTimeOffset? FormChosenAt, DateTimeOffset? HeldAt)
{
    /// <summary>Whether the treatment rests or ended, or the form of address was changed, since the draft: today's reader knows by this screen.</summary>
    public bool FileChanged => HeldAt > DraftedAt;

    /// <summary>
    /// Up to when an approval of this screen knows what is new. Without a reply on the table anything that the patient wrote since the
    /// draft stops it; a form of address that was chosen meanwhile, and a change in the file, are on the screen.
    /// </summary>
    public DateTimeOffset KnownUntil => RepliesSince ? ReadUntil : new[] { DraftedAt, FormChosenAt ?? DraftedAt, HeldAt ?? DraftedAt }.Max();
}

/// <summary>The queue «לאישור»: oldest first, one at a time.</summary>
public sealed class ApprovalQueue(ITherapyDbFactory databases, IOptions<MessagesOptions> options, TimeProvider clock)
{
    public async Task<Result<IReadOnlyList<QueueRow>>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.QueueOpened, null, null, AuditReason.Care);
        if (actor.Hat is not Hat.Therapist) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);
        return await RowsAsync(db, ct);
    }

    /// <summary>The same within one visit.</summary>
    public async Task<IReadOnlyList<QueueRow>> RefreshAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        return actor.Hat is Hat.Therapist ? await RowsAsync(db, ct) : [];
    }

    private static async Task<List<QueueRow>> RowsAsync(ITherapyDb db, CancellationToken ct)
    {
        var waiting = await db.Messages.AsNoTracking()
            .Where(m => m.State != MessageState.Sent && m.State != MessageState.Rejected
                && db.Care.Any(c => c.PatientId == m.PatientId && c.MemberId == db.Actor.PersonId && CareQueries.Holds(c.Until)))
            .OrderBy(m => m.State == MessageState.Approved).ThenBy(m => m.DraftedAt).Take(200)
            .Join(db.Patients, m => m.PatientId, p => p.Id,
                (m, p) => new { m.Id, m.PatientId, p.Name, m.Kind, m.State, m.DraftedAt, m.DueAt })
            .ToListAsync(ct);
        await db.LoadKeysAsync(waiting.Select(w => w.Name), ct);
        var rows = new List<QueueRow>();
        foreach (var w in waiting)
            rows.Add(new(
                w.Id, Initials.Of(await db.RevealAsync<Patient>(w.PatientId, p => p.Name, w.Name, ct)),
                Enum.Parse<LetterKind>(await db.RevealAsync<Message>(w.Id, m => m.Kind, w.Kind, ct)), w.State, w.DraftedAt, w.DueAt));
        return rows;
    }

    /// <summary>Opens one message in full.</summary>
    public async Task<Result<MessageOnScreen>> OpenMessageAsync(Actor actor, Guid messageId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MessageOpened, messageId, null, AuditReason.Care);
        var message = await db.InCareAsync(db.Messages.AsNoTracking().Where(m => m.Id == messageId), ct);
        if (message is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry with { PatientId = message.PatientId }, ct);
        return await OnScreenAsync(db, message, ct);
    }

    /// <summary>Reads it again within the same visit.</summary>
    public async Task<Result<MessageOnScreen>> ReadAsync(Actor actor, Guid messageId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var message = await db.InCareAsync(db.Messages.AsNoTracking().Where(m => m.Id == messageId), ct);
        if (message is null)
            return await db.DenyAsync(Refusal.NotFound, new(AuditAction.MessageOpened, messageId, null, AuditReason.Care), ct);
        return await OnScreenAsync(db, message, ct);
    }

    private async Task<MessageOnScreen> OnScreenAsync(ITherapyDb db, Message message, CancellationToken ct)
    {
        var (actor, now) = (db.Actor, clock.GetUtcNow());
        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == message.PatientId, ct);
        var me = await db.Members.AsNoTracking().SingleAsync(m => m.Id == actor.PersonId, ct);
        var words = await db.RevealAsync<Message>(message.Id, m => m.Body, message.Body, ct);
        var form = Enum.Parse<Form>(await db.RevealAsync<Patient>(patient.Id, p => p.Form, patient.Form, ct));
        var speaker = await db.FirstPersonAsync(me, ct);
        return new MessageOnScreen(
            message.Id, patient.Id, Initials.Of(await db.RevealAsync<Patient>(patient.Id, p => p.Name, patient.Name, ct)),
            Enum.Parse<LetterKind>(await db.RevealAsync<Message>(message.Id, m => m.Kind, message.Kind, ct)),
            message.State, words, message.Revision, message.MadeBy, form, speaker,
            await db.FingerprintAsync(patient.Id, words, ct), OutgoingTextCheck.Check(words, speaker, form),
            await db.Replies.AnyAsync(r => r.PatientId == patient.Id && r.WrittenAt > message.DraftedAt, ct),
            await db.Alerts.AnyAsync(a => a.PatientId == patient.Id && a.State == AlertState.Open, ct),
            message.DraftedAt, (await db.HoursOfAsync(patient.Id, ct)).NextFrom(now.AddSeconds(options.Value.RecallSeconds)), now, message.PausedBy, message.DueAt,
            patient.FormChosenAt, patient.HeldAt);
    }
}
