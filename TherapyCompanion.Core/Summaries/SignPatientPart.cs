using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Summaries;

/// <summary>A therapist signs, apart from the record, the words that were on their screen; the patient sees these and no others.</summary>
public sealed class SignPatientPart(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="shown">The fingerprint of what the screen showed; another text is another signature.</param>
    public async Task<Refusal?> RunAsync(Actor actor, Guid partId, WordsFingerprint shown, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.PatientPartSigned, partId, null, AuditReason.Care);
        var part = await db.InCareAsync(db.PatientParts.Where(p => p.Id == partId), ct);
        if (part is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = part.PatientId };

        var words = await db.RevealAsync<PatientPart>(part.Id, p => p.Content, part.Content, ct);
        if (!shown.Equals(await db.FingerprintAsync(part.PatientId, words, ct))) return await db.DenyAsync(PatientPartRefusals.Changed, entry, ct);

        var now = clock.GetUtcNow();
        var document = PatientPartDocument.Read(words) with { Signature = await db.SignatureAsync(now, ct) };
        var signed = await db.FingerprintAsync(part.PatientId, document.Write(), ct);
        if (part.Sign(actor, document, signed, now) is { } refused) return await db.DenyAsync(refused, entry, ct);
        var refusal = await db.SaveAsync(entry, ct);
        return refusal == Refusal.Raced ? PatientPartRefusals.Changed : refusal;
    }
}
