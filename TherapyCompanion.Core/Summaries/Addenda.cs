using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Summaries;

/// <summary>An addendum as it stands on somebody's screen, with the fingerprint that a signature compares.</summary>
public sealed record AddendumOnScreen(Guid Id, AddendumState State, int Revision, AddendumDocument Document, WordsFingerprint Shown);

/// <summary>A signed addendum on paper, with what its signature bound, in hexadecimal.</summary>
public sealed record AddendumOnPaper(AddendumDocument Document, string Fingerprint);

/// <summary>What was written to a record after it was signed.</summary>
internal static class Addenda
{
    /// <summary>The signed ones in the order of their signatures, and last the actor's own draft.</summary>
    public static async Task<IReadOnlyList<AddendumOnScreen>> OfAsync(this ITherapyDb db, Guid summaryId, CancellationToken ct)
    {
        var rows = await db.Addenda.AsNoTracking()
            .Where(a => a.SummaryId == summaryId && (a.State == AddendumState.Signed || a.AuthorId == db.Actor.PersonId))
            .OrderBy(a => a.SignedAt == null).ThenBy(a => a.SignedAt).ThenBy(a => a.Id).ToListAsync(ct);
        var shown = new List<AddendumOnScreen>();
        foreach (var a in rows)
        {
            var words = await db.RevealAsync<Addendum>(a.Id, x => x.Content, a.Content, ct);
            shown.Add(new(a.Id, a.State, a.Revision, AddendumDocument.Read(words), await db.FingerprintAsync(a.PatientId, words, ct)));
        }

        return shown;
    }

    /// <summary>The signed ones for paper; null when the words of one are not those that were signed.</summary>
    public static async Task<IReadOnlyList<AddendumOnPaper>?> OnPaperAsync(this ITherapyDb db, Guid summaryId, CancellationToken ct)
    {
        var bound = await db.Addenda.AsNoTracking().Where(a => a.SummaryId == summaryId && a.State == AddendumState.Signed)
            .Select(a => new { a.Id, a.WordsHmac }).ToDictionaryAsync(a => a.Id, a => a.WordsHmac!, ct);
        var signed = (await db.OfAsync(summaryId, ct)).Where(a => a.State is AddendumState.Signed).ToList();
        return signed.All(a => bound.TryGetValue(a.Id, out var hmac) && a.Shown.Equals(new WordsFingerprint(hmac)))
            ? [.. signed.Select(a => new AddendumOnPaper(a.Document, Convert.ToHexStringLower(a.Shown.Bytes)))]
            : null;
    }
}
