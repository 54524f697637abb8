using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Core.Chat;

/// <summary>What a therapist signed for the patient about one session.</summary>
public sealed record Material(Guid Id, string Language, string Words, DateTimeOffset SessionAt, string SignedBy, DateTimeOffset SignedAt);

/// <summary>The patient's page of materials.</summary>
public sealed record MyMaterialsView(PlaceNames Place, IReadOnlyList<Material> Materials);

/// <summary>What was signed for the patient apart from the record, and nothing else of it.</summary>
public sealed class MyMaterials(ITherapyDbFactory databases)
{
    public async Task<Result<MyMaterialsView>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MaterialsRead, null, actor.PersonId, AuditReason.Self);
        if (actor.Hat is not Hat.Patient) return await db.DenyAsync(Refusal.NotAllowed, entry with { PatientId = null }, ct);
        await db.RecordAsync(entry, ct);

        var parts = await db.PatientParts.AsNoTracking().Where(p => p.PatientId == actor.PersonId && p.State == PatientPartState.Signed).ToListAsync(ct);
        await db.LoadKeysAsync(parts.Select(p => p.Content), ct);
        var materials = new List<Material>();
        foreach (var p in parts)
        {
            var words = await db.RevealAsync<PatientPart>(p.Id, x => x.Content, p.Content, ct);
            // Only what a person signed, to the letter: else it is as if it were not there.
            if (p.WordsHmac is not { } bound || !new WordsFingerprint(bound).Equals(await db.FingerprintAsync(p.PatientId, words, ct))) continue;
            var document = PatientPartDocument.Read(words);
            if (document.Signature is not { } signature) continue;
            materials.Add(new(p.Id, document.Language, document.Words, document.SessionAt, signature.Name, signature.At));
        }

        return new MyMaterialsView(await db.PlaceNamesAsync(actor.PersonId, ct), [.. materials.OrderByDescending(m => m.SessionAt).ThenByDescending(m => m.SignedAt)]);
    }
}
