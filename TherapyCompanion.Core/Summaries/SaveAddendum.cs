using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Keeps what a therapist writes to a signed record: the first words make the draft, later ones replace it.</summary>
public sealed class SaveAddendum(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="seen">The revision the therapist had before them; 0 for a new one.</param>
    public async Task<Result<AddendumOnScreen>> RunAsync(Actor actor, Guid summaryId, string words, int seen, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.AddendumEdited, summaryId, null, AuditReason.Care);
        var summary = await db.InCareAsync(db.Summaries.AsNoTracking().Where(s => s.Id == summaryId), ct);
        if (summary is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = summary.PatientId };
        if (summary is not { State: SummaryState.Signed, WordsHmac: { } record }) return await db.DenyAsync(SummaryRefusals.NotSigned, entry, ct);
        if (words.Length > Addendum.Longest) return AddendumRefusals.TooLong;

        var document = new AddendumDocument(TextLanguage.Of(words), words, Convert.ToHexStringLower(record));
        var draft = await db.Addenda.SingleOrDefaultAsync(a => a.SummaryId == summaryId && a.AuthorId == actor.PersonId && a.State == AddendumState.Draft, ct);
        if (draft is null)
        {
            if (seen != 0) return AddendumRefusals.Changed;
            db.Addenda.Add(draft = new Addendum(summary, actor.PersonId, document, clock.GetUtcNow()));
        }
        else if (draft.Rewrite(document, seen, clock.GetUtcNow()) is { } refused)
        {
            return refused;
        }

        var refusal = await db.SaveAsync(entry with { Target = draft.Id }, ct);
        if (refusal is not null) return refusal == Refusal.Raced ? AddendumRefusals.Changed : refusal;
        return new AddendumOnScreen(
            draft.Id, draft.State, draft.Revision, document, await db.FingerprintAsync(draft.PatientId, document.Write(), ct));
    }
}
