using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text;

/// <summary>The letters that join the front of a Hebrew word (ו ה ב כ ל מ ש and their chains).</summary>
public static class HebrewPrefixes
{
    private static readonly FrozenSet<string> Chains = Build();

    /// <summary>Whether <paramref name="chain"/> can stand before a whole word: "", "ו", "ול", "שה", "וכשה" and the like.</summary>
    public static bool IsChain(ReadOnlySpan<char> chain) =>
        chain.Length == 0 || (chain.Length <= 5 && Chains.GetAlternateLookup<ReadOnlySpan<char>>().Contains(chain));

    /// <summary>Whether <paramref name="word"/> is <paramref name="bare"/>, with or without a prefix chain. Both folded.</summary>
    public static bool IsForm(string word, string bare)
    {
        if (word.Length < bare.Length || !word.EndsWith(bare, StringComparison.Ordinal))
        {
            return false;
        }

        return word.Length == bare.Length || (Characters.IsHebrew(bare[0]) && IsChain(word.AsSpan(0, word.Length - bare.Length)));
    }

    private static FrozenSet<string> Build()
    {
        string[] and = ["", "ו"];
        string[] that = ["", "ש", "כש", "לכש", "מש"];
        string[] preposition = ["", "ב", "כ", "ל", "מ"];
        string[] the = ["", "ה"];
        var chains = from a in and from t in that from p in preposition from h in the select a + t + p + h;
        return chains.Where(c => c.Length > 0).ToFrozenSet(StringComparer.Ordinal);
    }
}
