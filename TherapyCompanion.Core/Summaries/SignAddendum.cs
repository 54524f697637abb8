using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Summaries;

/// <summary>The author of an addendum signs the words that were on their screen; they stand under the record for good.</summary>
public sealed class SignAddendum(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="shown">The fingerprint of what the screen showed; another text is another signature.</param>
    public async Task<Refusal?> RunAsync(Actor actor, Guid addendumId, WordsFingerprint shown, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.AddendumSigned, addendumId, null, AuditReason.Care);
        var addendum = await db.InCareAsync(db.Addenda.Where(a => a.Id == addendumId), ct);
        // Another's draft is nobody's business, and so not there.
        if (addendum is null || (addendum.AuthorId != actor.PersonId && addendum.State is AddendumState.Draft)) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = addendum.PatientId };

        var words = await db.RevealAsync<Addendum>(addendum.Id, a => a.Content, addendum.Content, ct);
        if (!shown.Equals(await db.FingerprintAsync(addendum.PatientId, words, ct))) return await db.DenyAsync(AddendumRefusals.Changed, entry, ct);

        var now = clock.GetUtcNow();
        var document = AddendumDocument.Read(words) with { Signature = await db.SignatureAsync(now, ct) };
        var signed = await db.FingerprintAsync(addendum.PatientId, document.Write(), ct);
        if (addendum.Sign(actor, document, signed, now) is { } refused) return await db.DenyAsync(refused, entry, ct);
        var refusal = await db.SaveAsync(entry, ct);
        return refusal == Refusal.Raced ? AddendumRefusals.Changed : refusal;
    }
}

/// <summary>Under whose name a person signs.</summary>
public static class Signatures
{
    /// <summary>The actor's name, title and licence as they are at this moment.</summary>
    public static async Task<Signature> SignatureAsync(this ITherapyDb db, DateTimeOffset now, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking().SingleAsync(m => m.Id == db.Actor.PersonId, ct);
        return new(
            await db.RevealAsync<Member>(member.Id, m => m.Name, member.Name, ct),
            await db.RevealAsync<Member>(member.Id, m => m.Title, member.Title, ct),
            await db.RevealAsync<Member>(member.Id, m => m.Licence, member.Licence, ct),
            now);
    }
}
