using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Summaries;

/// <summary>A person signs the words that were on their screen; they become the record.</summary>
public sealed class SignSummary(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="shown">The fingerprint of what the screen showed; another text is another signature.</param>
    public async Task<Refusal?> RunAsync(Actor actor, Guid summaryId, WordsFingerprint shown, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.SummarySigned, summaryId, null, AuditReason.Care);
        if (!actor.IsPerson) return await db.DenyAsync(SummaryRefusals.NotAPerson, entry, ct);
        var summary = await db.InCareAsync(db.Summaries.Where(s => s.Id == summaryId), ct);
        if (summary is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = summary.PatientId };

        var words = await db.RevealAsync<Summary>(summary.Id, s => s.Content, summary.Content, ct);
        if (!shown.Equals(await db.FingerprintAsync(summary.PatientId, words, ct)))
            return await db.DenyAsync(SummaryRefusals.Changed, entry, ct);

        var now = clock.GetUtcNow();
        var record = SummaryDocument.Read(words).Sign(await db.SignatureAsync(now, ct));
        var recordWords = await db.FingerprintAsync(summary.PatientId, record.Write(), ct);
        if (summary.Sign(actor, record, recordWords, now) is { } refused) return await db.DenyAsync(refused, entry, ct);
        var refusal = await db.SaveAsync(entry, ct);
        return refusal == Refusal.Raced ? SummaryRefusals.Changed : refusal;
    }
}
