using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>BM25 (k 1.2, b 0.75) over one kind of term, with the collection's own counts: what the engine is held against, and not part of it.</summary>
internal sealed class PlainBm25
{
    private const double K = 1.2;
    private const double B = 0.75;

    private readonly IReadOnlyList<SearchPassage> passages;
    private readonly Func<string, IEnumerable<string>> view;
    private readonly Dictionary<string, List<(int At, int Count)>> postings = new(StringComparer.Ordinal);
    private readonly double[] lengths;
    private readonly double mean;

    public PlainBm25(IReadOnlyList<SearchPassage> passages, Func<string, IEnumerable<string>> view)
    {
        (this.passages, this.view, lengths) = (passages, view, new double[passages.Count]);
        for (var i = 0; i < passages.Count; i++)
        {
            foreach (var group in view(passages[i].Text).GroupBy(t => t))
            {
                if (!postings.TryGetValue(group.Key, out var list)) postings[group.Key] = list = [];
                list.Add((i, group.Count()));
                lengths[i] += group.Count();
            }
        }

        mean = lengths.DefaultIfEmpty(1).Average();
    }

    public static IReadOnlyList<(string Name, Func<string, IEnumerable<string>> View)> Views { get; } =
    [
        ("BM25, words between spaces", t => t.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ("BM25, clean words", t => Words.Of(t).Select(w => w.Folded)),
        ("BM25, without prefixes", t => Words.Of(t).Select(w => WithoutPrefix(w.Folded))),
        ("BM25, runs of 3 to 5 letters", t => Words.Of(t).SelectMany(w => Runs($"_{w.Folded}_"))),
    ];

    public IReadOnlyList<string> Search(string question, string? patient)
    {
        var scores = new double[passages.Count];
        foreach (var term in view(question).Distinct())
        {
            if (!postings.TryGetValue(term, out var list)) continue;
            var idf = Math.Log(1 + (passages.Count - list.Count + 0.5) / (list.Count + 0.5));
            foreach (var (at, count) in list) scores[at] += idf * count * (K + 1) / (count + K * (1 - B + B * lengths[at] / mean));
        }

        return [.. Enumerable.Range(0, passages.Count).Where(i => patient is null || passages[i].Patient == patient).OrderByDescending(i => scores[i]).Take(10).Select(i => passages[i].Id)];
    }

    private static string WithoutPrefix(string word)
    {
        for (var cut = Math.Min(4, word.Length - 3); cut > 0; cut--)
            if (HebrewPrefixes.IsChain(word.AsSpan(0, cut))) return word[cut..];
        return word;
    }

    private static IEnumerable<string> Runs(string edged)
    {
        for (var n = 3; n <= 5; n++)
            for (var i = 0; i + n <= edged.Length; i++) yield return edged.Substring(i, n);
    }
}
