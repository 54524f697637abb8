using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Light stems, good enough to see whether two words may be forms of one.</summary>
internal static class Stems
{
    private static readonly string[] HebrewEndings = ["יהם", "יהן", "יכם", "ותיה", "ותיו", "ינו", "ות", "ים", "יה", "יו", "נו", "תי", "תם", "ה", "ת", "י", "ו", "ך", "ם"];
    private static readonly string[] EnglishEndings = ["ing", "ies", "ied", "es", "ed", "ly", "s", "e"];

    /// <summary>The word itself and what is left without prefixes and endings; Hebrew verbs also without the letters of the future.</summary>
    public static IEnumerable<string> Of(string word)
    {
        yield return word;
        if (word.Length < 3)
        {
            yield break;
        }

        if (!Characters.IsHebrew(word[0]))
        {
            foreach (var ending in EnglishEndings)
            {
                if (word.Length >= ending.Length + 3 && word.EndsWith(ending, StringComparison.Ordinal))
                {
                    yield return word[..^ending.Length];
                    break;
                }
            }

            yield break;
        }

        for (var cut = 0; cut <= 3 && word.Length - cut >= 2; cut++)
        {
            if (!HebrewPrefixes.IsChain(word.AsSpan(0, cut)))
            {
                continue;
            }

            var bare = word[cut..];
            if (cut > 0)
            {
                yield return bare;
            }

            foreach (var ending in HebrewEndings)
            {
                if (bare.Length >= ending.Length + 3 && bare.EndsWith(ending, StringComparison.Ordinal))
                {
                    yield return bare[..^ending.Length];
                }
            }
        }

        if (word.Length >= 4 && word[0] is 'י' or 'ת' or 'נ' or 'א')
        {
            yield return word[1..];
        }
    }
}
