using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Safety;

namespace TherapyCompanion.Core.Chat;

/// <summary>A line of the conversation.</summary>
/// <param name="Finding">For the patient's own lines: the help to show under it.</param>
public sealed record ConversationLine(Guid Id, bool FromPatient, string Words, DateTimeOffset At, CrisisFinding? Finding);

/// <summary>The patient's page.</summary>
/// <param name="PlaceName">The neutral name of the place.</param>
/// <param name="Icon">Its sign.</param>
public sealed record PatientPageView(
    string PlaceName, PlaceIcon Icon, string TherapistName, Form Form, string TimeZone, TimeOnly OpensAt, TimeOnly ClosesAt,
    IReadOnlyList<ConversationLine> Lines);

/// <summary>The conversation as the patient sees it: what was approved and sent, and what they wrote.</summary>
public sealed class PatientPage(ITherapyDbFactory databases)
{
    private const int Latest = 100;

    public async Task<Result<PatientPageView>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MessagesRead, null, actor.PersonId, AuditReason.Self);
        if (actor.Hat is not Hat.Patient) return await db.DenyAsync(Refusal.NotAllowed, entry with { PatientId = null }, ct);
        var patient = await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (patient is null) return Refusal.NotFound;
        await db.RecordAsync(entry, ct);

        var place = await db.PlaceNamesAsync(patient.Id, ct);
        return new PatientPageView(
            place.PlaceName, place.Icon, place.TherapistName, Enum.Parse<Form>(await db.RevealAsync<Patient>(patient.Id, p => p.Form, patient.Form, ct)),
            place.TimeZone, place.OpensAt, place.ClosesAt,
            await Conversation.ReadAsync(db, patient.Id, Latest, ct));
    }
}

/// <summary>The two sides of a conversation, in the order of time.</summary>
public static class Conversation
{
    /// <summary>The latest lines the actor may see, oldest first.</summary>
    public static async Task<IReadOnlyList<ConversationLine>> ReadAsync(ITherapyDb db, Guid patientId, int latest, CancellationToken ct)
    {
        var sent = await db.Messages.AsNoTracking().Where(m => m.PatientId == patientId && m.State == MessageState.Sent)
            .OrderByDescending(m => m.SentAt).Take(latest).Select(m => new { m.Id, m.Body, m.SentAt }).ToListAsync(ct);
        var written = await db.Replies.AsNoTracking().Where(r => r.PatientId == patientId)
            .OrderByDescending(r => r.WrittenAt).Take(latest).Select(r => new { r.Id, r.Body, r.WrittenAt }).ToListAsync(ct);
        await db.LoadKeysAsync([.. sent.Select(m => m.Body), .. written.Select(r => r.Body)], ct);

        var lines = new List<ConversationLine>();
        foreach (var m in sent)
            lines.Add(new(m.Id, false, await db.RevealAsync<Message>(m.Id, x => x.Body, m.Body, ct), m.SentAt!.Value, null));
        foreach (var r in written)
        {
            var words = await db.RevealAsync<Reply>(r.Id, x => x.Body, r.Body, ct);
            lines.Add(new(r.Id, true, words, r.WrittenAt, CrisisDetector.Detect(words)));
        }

        return [.. lines.OrderBy(l => l.At).TakeLast(latest)];
    }
}
