using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Carries out one edit of a draft.</summary>
public sealed class ReviseSummary(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="seen">The revision the therapist had before them.</param>
    public async Task<Result<SummaryOnScreen>> RunAsync(Actor actor, Guid summaryId, SummaryEdit edit, int seen, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.SummaryEdited, summaryId, null, AuditReason.Care);
        var summary = await db.InCareAsync(db.Summaries.Where(s => s.Id == summaryId), ct);
        if (summary is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var document = SummaryDocument.Read(await db.RevealAsync<Summary>(summary.Id, s => s.Content, summary.Content, ct));
        if (edit.Apply(document) is not { } changed) return SummaryRefusals.NoSuchSentence;
        if (summary.Rewrite(changed, seen, clock.GetUtcNow()) is { } refused) return refused;
        var refusal = await db.SaveAsync(entry with { PatientId = summary.PatientId }, ct);
        if (refusal == Refusal.Raced) return SummaryRefusals.Changed;
        if (refusal is not null) return refusal;
        return new SummaryOnScreen(
            summary.Id, summary.State, summary.Revision, changed, await db.FingerprintAsync(summary.PatientId, changed.Write(), ct));
    }
}
