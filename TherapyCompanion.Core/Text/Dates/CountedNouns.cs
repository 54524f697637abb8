using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Dates;

/// <summary>Tells the things that a number counts ("three things", "ארבע עיניים") from words that follow an hour ("at three we ...").</summary>
internal static class CountedNouns
{
    private static readonly FrozenDictionary<string, bool> Known = EmbeddedLines.Read("Dates.counted.tsv")
        .Where(f => f[0] is "noun" or "other").SelectMany(f => f[1].Split('|').Select(w => KeyValuePair.Create(w, f[0] == "noun"))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="word">The word behind the number, folded.</param>
    /// <param name="digits">The number is in digits, so its gender doesn't tell whether a plural in ־ים belongs to it.</param>
    public static bool Is(string word, bool digits)
    {
        if (Known.TryGetValue(word, out var noun)) return noun;
        if (word.Length < 4) return false;
        if (char.IsAsciiLetter(word[0])) return word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal);
        return (word.EndsWith("ות", StringComparison.Ordinal) && word[0] != 'ל') || (digits && word.EndsWith("ים", StringComparison.Ordinal) && word[0] is not ('ב' or 'ל'));
    }
}
