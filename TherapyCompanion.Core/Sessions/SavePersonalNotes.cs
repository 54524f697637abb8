using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Sessions;

/// <summary>Saves what a therapist keeps of a session for themselves, as it stands on their screen.</summary>
public sealed class SavePersonalNotes(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="seen">The revision the writer started from; 0 when there was none.</param>
    /// <returns>The new revision.</returns>
    public async Task<Result<int>> RunAsync(Actor actor, Guid sessionId, string text, int seen, CancellationToken ct)
    {
        if (text.Length > PersonalNotes.Longest) return SessionRefusals.NotesTooLong;
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.PersonalNotesSaved, sessionId, null, AuditReason.Care);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var clean = text.Replace("\0", "", StringComparison.Ordinal);
        var notes = await db.PersonalNotes.SingleOrDefaultAsync(n => n.SessionId == sessionId, ct);
        if (notes is null)
        {
            if (seen != 0) return SessionRefusals.NotesChanged;
            await db.EnsurePersonalKeyAsync(session.PatientId, ct);
            db.PersonalNotes.Add(notes = new PersonalNotes(session, actor.PersonId, clean, clock.GetUtcNow()));
        }
        else if (notes.Rewrite(clean, seen, clock.GetUtcNow()) is { } changed) return changed;

        var refusal = await db.SaveAsync(entry with { PatientId = session.PatientId }, ct);
        if (refusal == Refusal.Raced) return SessionRefusals.NotesChanged;
        return refusal is null ? notes.Revision : refusal;
    }
}
