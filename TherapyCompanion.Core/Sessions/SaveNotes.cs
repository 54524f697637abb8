using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Sessions;

/// <summary>Saves the notes of a session as they stand on the writer's screen.</summary>
public sealed class SaveNotes(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="seen">The revision the writer started from; 0 when there were no notes.</param>
    /// <returns>The new revision.</returns>
    public async Task<Result<int>> RunAsync(Actor actor, Guid sessionId, string text, int seen, CancellationToken ct)
    {
        if (text.Length > SessionNotes.Longest) return SessionRefusals.NotesTooLong;
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.NotesSaved, sessionId, null, AuditReason.Care);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var clean = text.Replace("\0", "", StringComparison.Ordinal);
        var notes = await db.Notes.SingleOrDefaultAsync(n => n.SessionId == sessionId, ct);
        if (notes is null)
        {
            if (seen != 0) return SessionRefusals.NotesChanged;
            db.Notes.Add(notes = new SessionNotes(session, clean, clock.GetUtcNow()));
        }
        else if (notes.Rewrite(clean, seen, clock.GetUtcNow()) is { } changed) return changed;

        var refusal = await db.SaveAsync(entry with { PatientId = session.PatientId }, ct);
        if (refusal == Refusal.Raced) return SessionRefusals.NotesChanged;
        return refusal is null ? notes.Revision : refusal;
    }
}
