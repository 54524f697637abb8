using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>
/// Drafts a session's summary from its notes. The model is called with the database closed, and consent is asked for
/// again before anything is stored. The draft keeps the notes it was made from, whatever is typed meanwhile.
/// </summary>
public sealed class DraftSummary(ITherapyDbFactory databases, IEngines engines, RungAgent rung, TimeProvider clock)
{
    /// <param name="where">The engine the therapist chose; one outside the house needs the patient's consent.</param>
    /// <returns>The summary's id.</returns>
    public async Task<Result<Guid>> RunAsync(Actor actor, Guid sessionId, EngineChoice where, CancellationToken ct)
    {
        var entry = new AuditEntry(AuditAction.SummaryDrafted, sessionId, null, AuditReason.Care);
        var engine = engines.Choose(where);
        var read = await ReadNotesAsync(actor, sessionId, engine, entry, ct);
        if (!read.IsDone) return read.Refusal!;
        var (session, notes) = read.Value;

        var units = SummarySource.Units(notes);
        var language = TextLanguage.Of(notes);
        var run = await rung.DraftAsync(engine, new(language, SummaryTemplate.Sections(language), units), ct);
        var document = Compose(language, notes, units, run.Value, run.Engine.Name);

        await using var db = await databases.OpenAsync(actor, ct);
        entry = entry with { PatientId = session.PatientId };
        if (!await MayUseAsync(db, engine, session.PatientId, ct)) return await db.DenyAsync(SummaryRefusals.ConsentMissing, entry, ct);
        var now = clock.GetUtcNow();
        var summary = await db.Summaries.SingleOrDefaultAsync(s => s.SessionId == sessionId, ct);
        if (summary is null) db.Summaries.Add(summary = new Summary(session, document, now));
        else
        {
            var before = SummaryDocument.Read(await db.RevealAsync<Summary>(summary.Id, s => s.Content, summary.Content, ct));
            if (summary.Rewrite(document.KeepWhatIsOwn(before), summary.Revision, now) is { } signed) return signed;
        }

        db.AgentRuns.Add(run.ToRecord(actor.PracticeId, session.PatientId, now));
        var refusal = await db.SaveAsync(entry, ct);
        return refusal is null ? summary.Id : refusal;
    }

    private async Task<Result<(Session Session, string Notes)>> ReadNotesAsync(
        Actor actor, Guid sessionId, Engine engine, AuditEntry entry, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = session.PatientId };
        if (!await MayUseAsync(db, engine, session.PatientId, ct)) return await db.DenyAsync(SummaryRefusals.ConsentMissing, entry, ct);
        if (await db.Summaries.AnyAsync(s => s.SessionId == sessionId && s.State == SummaryState.Signed, ct)) return SummaryRefusals.AlreadySigned;
        var notes = await db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.SessionId == sessionId, ct);
        if (notes is null) return SummaryRefusals.NoNotes;
        var text = await db.RevealAsync<SessionNotes>(notes.Id, n => n.Text, notes.Text, ct);
        return string.IsNullOrWhiteSpace(text) ? SummaryRefusals.NoNotes : (session, text);
    }

    private static async Task<bool> MayUseAsync(ITherapyDb db, Engine engine, Guid patientId, CancellationToken ct) =>
        engine.IsInside || await db.IsGivenAsync(patientId, ConsentKind.AiAnalysis, ct);

    private static SummaryDocument Compose(
        string language, string notes, IReadOnlyList<SourceUnit> units, SummaryProposal proposal, string madeBy)
    {
        var id = 0;
        var sections = SummaryTemplate.Sections(language).Select(spec => new SummarySection(
            spec.Key,
            [.. proposal.Sections.Where(s => s.Key == spec.Key).SelectMany(s => s.Sentences).Select(sentence =>
            {
                var restsOn = units.Where(u => sentence.RestsOn.Contains(u.Number)).ToList();
                return new SummarySentence(
                    ++id, sentence.Text, ProvenanceCheck.Of(sentence.Text, restsOn, units), [.. restsOn.Select(u => u.Span)]);
            })])).ToList();
        var risks = RiskMentions.In(notes).Select(m => new RiskMark(m.Kind, m.Span, m.Line, Read: false)).ToList();
        return new(language, notes, madeBy, sections, risks);
    }
}
