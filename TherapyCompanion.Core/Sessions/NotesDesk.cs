using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Core.Sessions;

/// <summary>The notes as the writing screen shows them.</summary>
/// <param name="Revision">0 while nothing is saved.</param>
/// <param name="AiConsent">Whether an engine outside the house may be used for this patient.</param>
public sealed record NotesView(
    Guid SessionId, Guid PatientId, string Initials, int Number, DateTimeOffset StartsAt, int Minutes, string Text, int Revision,
    DateTimeOffset? SavedAt, SummaryState? Summary, bool AiConsent);

/// <summary>Opens a session's notes.</summary>
public sealed class NotesDesk(ITherapyDbFactory databases)
{
    public async Task<Result<NotesView>> OpenAsync(Actor actor, Guid sessionId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.NotesOpened, sessionId, null, AuditReason.Care);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry with { PatientId = session.PatientId }, ct);

        var name = await db.Patients.Where(p => p.Id == session.PatientId).Select(p => p.Name).SingleAsync(ct);
        var notes = await db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.SessionId == sessionId, ct);
        var state = await db.Summaries.Where(s => s.SessionId == sessionId).Select(s => (SummaryState?)s.State).SingleOrDefaultAsync(ct);
        return new NotesView(
            session.Id, session.PatientId,
            Initials.Of(await db.RevealAsync<Patient>(session.PatientId, p => p.Name, name, ct)),
            session.Number, session.StartsAt, session.Minutes,
            notes is null ? "" : await db.RevealAsync<SessionNotes>(notes.Id, n => n.Text, notes.Text, ct),
            notes?.Revision ?? 0, notes?.SavedAt, state,
            await db.IsGivenAsync(session.PatientId, ConsentKind.AiAnalysis, ct));
    }
}
