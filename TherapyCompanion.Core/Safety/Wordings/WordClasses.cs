using System.Collections.Concurrent;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Wordings;

/// <summary>The classes of <c>classes.tsv</c> a word belongs to.</summary>
internal static class WordClasses
{
    // A flood of odd words must not fill memory.
    private const int RememberedWords = 20_000;

    private static readonly (string Class, string Word, bool Begins)[] Entries =
    [
        .. EmbeddedLines.Read("Wordings.classes.tsv").SelectMany(f => f[1].Split('|').Select(w => (f[0], w.TrimEnd('*'), w.EndsWith('*')))),
    ];

    private static readonly ILookup<string, string> Exact = Entries.Where(e => !e.Begins).ToLookup(e => e.Word, e => e.Class, StringComparer.Ordinal);
    private static readonly (string Class, string Word, bool Begins)[] Beginnings = [.. Entries.Where(e => e.Begins)];
    private static readonly ConcurrentDictionary<string, string[]> Known = new(StringComparer.Ordinal);

    public static string[] Of(string folded)
    {
        if (Known.TryGetValue(folded, out var known)) return known;
        var found = Exact[folded].Concat(Beginnings.Where(b => folded.StartsWith(b.Word, StringComparison.Ordinal)).Select(b => b.Class)).Distinct().ToArray();
        for (var cut = 1; found.Length == 0 && cut <= 3 && folded.Length - cut >= 2 && Characters.IsHebrew(folded[0]); cut++)
        {
            if (HebrewPrefixes.IsChain(folded.AsSpan(0, cut))) found = [.. Exact[folded[cut..]].Distinct()];
        }

        if (Known.Count < RememberedWords) Known.TryAdd(folded, found);
        return found;
    }
}
