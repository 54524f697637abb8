using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Chat;

/// <summary>A patient who wrote, by initials.</summary>
public sealed record InboxRow(Guid PatientId, string Initials, DateTimeOffset LastAt);

/// <summary>«תשובות»: who wrote, newest first; the words open by person.</summary>
public sealed class Inbox(ITherapyDbFactory databases)
{
    public async Task<Result<IReadOnlyList<InboxRow>>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.RepliesOpened, null, null, AuditReason.Care);
        if (actor.Hat is not Hat.Therapist) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);

        var writers = await db.Replies
            .Where(r => db.Care.Any(c => c.PatientId == r.PatientId && c.MemberId == actor.PersonId && CareQueries.Holds(c.Until)))
            .GroupBy(r => r.PatientId).Select(g => new { PatientId = g.Key, LastAt = g.Max(r => r.WrittenAt) })
            .OrderByDescending(w => w.LastAt).Take(200)
            .Join(db.Patients, w => w.PatientId, p => p.Id, (w, p) => new { w.PatientId, w.LastAt, p.Name })
            .ToListAsync(ct);
        await db.LoadKeysAsync(writers.Select(w => w.Name), ct);
        var rows = new List<InboxRow>();
        foreach (var w in writers)
            rows.Add(new(w.PatientId, Initials.Of(await db.RevealAsync<Patient>(w.PatientId, p => p.Name, w.Name, ct)), w.LastAt));
        return rows.OrderByDescending(r => r.LastAt).ToList();
    }

    /// <summary>One patient's conversation.</summary>
    public async Task<Result<IReadOnlyList<ConversationLine>>> ReadAsync(Actor actor, Guid patientId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.RepliesOpened, null, patientId, AuditReason.Care);
        if (!await db.HasCareAsync(patientId, ct)) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry, ct);
        return new List<ConversationLine>(await Conversation.ReadAsync(db, patientId, 200, ct));
    }
}
