using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Sessions;

/// <summary>A written surface with what was last stored of it.</summary>
/// <param name="Revision">0 while nothing is saved.</param>
public sealed record StoredWords(string Text, int Revision, DateTimeOffset? SavedAt);

/// <summary>Opens what a therapist keeps of a session for themselves. Whoever else has care of the file sees an empty page of their own.</summary>
public sealed class PersonalNotesDesk(ITherapyDbFactory databases)
{
    public async Task<Result<StoredWords>> OpenAsync(Actor actor, Guid sessionId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.PersonalNotesOpened, sessionId, null, AuditReason.Care);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry with { PatientId = session.PatientId }, ct);

        var notes = await db.PersonalNotes.AsNoTracking().SingleOrDefaultAsync(n => n.SessionId == sessionId, ct);
        return notes is null
            ? new StoredWords("", 0, null)
            : new StoredWords(await db.RevealAsync<PersonalNotes>(notes.Id, n => n.Text, notes.Text, ct), notes.Revision, notes.SavedAt);
    }
}
