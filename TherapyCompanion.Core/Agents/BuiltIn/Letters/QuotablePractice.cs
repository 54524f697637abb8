using System.Collections.Frozen;
using TherapyCompanion.Core.Agents.BuiltIn.Summaries;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Letters;

/// <summary>
/// Decides which signed homework may be quoted in a letter. It is a whitelist: a line passes because every word of it is known to be harmless,
/// never because no harmful word was found.
/// </summary>
internal static class QuotablePractice
{
    private const int MostWords = 12;
    private const int FewestWords = 2;

    // Larger numbers are likelier to be scores, dates or doses than "10 minutes".
    private const int LargestNumber = 20;

    private static readonly FrozenSet<string> Known = EmbeddedLines.Read("Letters.practice-words.tsv")
        .SelectMany(f => f[2].Split('|')).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Acts = EmbeddedLines.Read("Letters.practice-words.tsv")
        .Where(f => f[1] == "act").SelectMany(f => f[2].Split('|')).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The words to quote, or null when the line must only be referred to.</summary>
    public static string? Quote(SignedFact fact)
    {
        var text = Tidy.WithoutListMark(fact.Text).Trim().TrimEnd('.', ';', ',', '!');
        var words = Words.Of(text);
        var plain = text.All(c => char.IsLetterOrDigit(c) || Characters.IsSilent(c) || Characters.IsHyphen(c) || c is ' ' or ',' or '\'' or '׳');
        if (!plain || words.Count is < FewestWords or > MostWords || !words.All(IsKnown))
        {
            return null;
        }

        return char.IsAsciiLetterUpper(text[0]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    /// <summary>Whether the words begin with what to do ("לצאת להליכה", "walk for ten minutes") and not with a thing ("יומן נשימות", "slow breathing").</summary>
    public static bool NamesAnAct(string task) => Words.Of(task) is [var first, ..] && Acts.Contains(first.Folded);

    private static bool IsKnown(Word word)
    {
        if (word.IsNumber)
        {
            return int.TryParse(word.Folded, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) && n <= LargestNumber;
        }

        for (var cut = 0; cut <= 2 && word.Folded.Length - cut >= 2; cut++)
        {
            if (HebrewPrefixes.IsChain(word.Folded.AsSpan(0, cut)) && Known.Contains(word.Folded[cut..]))
            {
                return true;
            }
        }

        return false;
    }
}
