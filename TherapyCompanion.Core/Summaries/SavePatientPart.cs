using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>The patient's part as it stands on a therapist's screen.</summary>
public sealed record PatientPartOnScreen(Guid Id, PatientPartState State, int Revision, PatientPartDocument Document, WordsFingerprint Shown);

/// <summary>Keeps what a therapist writes for the patient; nobody else sees it before it is signed.</summary>
public sealed class SavePatientPart(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="seen">The revision the therapist had before them; 0 for a new one.</param>
    public async Task<Result<PatientPartOnScreen>> RunAsync(Actor actor, Guid summaryId, string words, int seen, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.PatientPartEdited, summaryId, null, AuditReason.Care);
        var summary = await db.InCareAsync(db.Summaries.AsNoTracking().Where(s => s.Id == summaryId), ct);
        if (summary is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = summary.PatientId };
        if (summary.State is not SummaryState.Signed) return await db.DenyAsync(SummaryRefusals.NotSigned, entry, ct);
        if (words.Length > PatientPart.Longest) return PatientPartRefusals.TooLong;

        var at = await db.Sessions.Where(s => s.Id == summary.SessionId).Select(s => s.StartsAt).SingleAsync(ct);
        var document = new PatientPartDocument(TextLanguage.Of(words), words, at);
        var part = await db.PatientParts.SingleOrDefaultAsync(p => p.SummaryId == summaryId && p.State != PatientPartState.Withdrawn, ct);
        if (part is null)
        {
            if (seen != 0) return PatientPartRefusals.Changed;
            db.PatientParts.Add(part = new PatientPart(summary, actor.PersonId, document, clock.GetUtcNow()));
        }
        else if (part.Rewrite(actor.PersonId, document, seen, clock.GetUtcNow()) is { } refused)
        {
            return refused;
        }

        var refusal = await db.SaveAsync(entry with { Target = part.Id }, ct);
        if (refusal is not null) return refusal == Refusal.Raced ? PatientPartRefusals.Changed : refusal;
        return new PatientPartOnScreen(part.Id, part.State, part.Revision, document, await db.FingerprintAsync(part.PatientId, document.Write(), ct));
    }
}

/// <summary>Reads the patient's part for a therapist's screen.</summary>
internal static class PatientParts
{
    /// <summary>The one that is being written or shown; null while there is none.</summary>
    public static async Task<PatientPartOnScreen?> PatientPartAsync(this ITherapyDb db, Guid summaryId, CancellationToken ct)
    {
        var part = await db.PatientParts.AsNoTracking().SingleOrDefaultAsync(p => p.SummaryId == summaryId && p.State != PatientPartState.Withdrawn, ct);
        if (part is null) return null;
        var words = await db.RevealAsync<PatientPart>(part.Id, p => p.Content, part.Content, ct);
        return new(part.Id, part.State, part.Revision, PatientPartDocument.Read(words), await db.FingerprintAsync(part.PatientId, words, ct));
    }
}
