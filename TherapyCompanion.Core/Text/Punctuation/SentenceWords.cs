using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Punctuation;

/// <summary>The words of sentences.tsv by kind.</summary>
internal static class SentenceWords
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Kinds = EmbeddedLines.Read("Punctuation.sentences.tsv")
        .ToFrozenDictionary(f => f[0], f => f[1].Split('|').ToFrozenSet(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal);

    public static FrozenSet<string> Of(string kind) => Kinds[kind];

    public static bool Has(string kind, ReadOnlySpan<char> word) => Kinds[kind].GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
