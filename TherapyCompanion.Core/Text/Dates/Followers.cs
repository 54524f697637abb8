using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>Words behind a day or number that tell what it is; counted.tsv lists them by kind.</summary>
internal static class Followers
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Kinds = EmbeddedLines.Read("Dates.counted.tsv").GroupBy(f => f[0])
        .ToFrozenDictionary(g => g.Key, g => g.SelectMany(f => f[1].Split('|')).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether the word is of the kind.</summary>
    public static bool Is(string kind, string word) => Kinds[kind].Contains(word);
}
