using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>«לכתוב לבד»: the empty template beside the notes; no engine is called.</summary>
public sealed class StartEmptySummary(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <returns>The summary's id; of the one that is there already, if there is.</returns>
    public async Task<Result<Guid>> RunAsync(Actor actor, Guid sessionId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.SummaryEdited, sessionId, null, AuditReason.Care);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        var there = await db.Summaries.AsNoTracking().SingleOrDefaultAsync(s => s.SessionId == sessionId, ct);
        if (there is not null) return there.Id;

        var notes = await db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.SessionId == sessionId, ct);
        var text = notes is null ? "" : await db.RevealAsync<SessionNotes>(notes.Id, n => n.Text, notes.Text, ct);
        var language = TextLanguage.Of(text);
        var document = new SummaryDocument(
            language, text, "",
            [.. SummaryTemplate.Sections(language).Select(s => new SummarySection(s.Key, []))],
            [.. RiskMentions.In(text).Select(m => new RiskMark(m.Kind, m.Span, m.Line, Read: false))]);
        var summary = new Summary(session, document, clock.GetUtcNow());
        db.Summaries.Add(summary);
        var refusal = await db.SaveAsync(entry with { PatientId = session.PatientId }, ct);
        return refusal is null ? summary.Id : refusal;
    }
}
