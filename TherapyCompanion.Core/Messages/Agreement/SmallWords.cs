using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>The word lists of <c>words.tsv</c>.</summary>
internal static class SmallWords
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Lists = EmbeddedLines.Read("Agreement.words.tsv")
        .GroupBy(f => f[0], f => f[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => g.SelectMany(w => w).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    public static bool Is(string kind, string word) => Lists[kind].Contains(word);
}
