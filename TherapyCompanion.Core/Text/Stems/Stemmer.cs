using System.Text;

namespace TherapyCompanion.Core.Text.Stems;

/// <summary>Stems of Hebrew and English words: what the forms of one dictionary word have in common.</summary>
public static class Stemmer
{
    private const int SlipLetters = 6;

    /// <summary>
    /// The stems a word may have, the likeliest first: one for an English word, several for a Hebrew one whose first letters may be
    /// prefixes or root. Never empty for a word with letters or digits; a stem need not be a word.
    /// </summary>
    /// <param name="word">One word, in any script and case, with or without niqqud.</param>
    public static IReadOnlyList<string> Of(string word)
    {
        var letters = Letters(word);
        if (letters.Length == 0) return [];
        return Of(letters, out _);
    }

    /// <summary>The same for folded letters.</summary>
    /// <param name="names">How many of them, the first, say which word it is: the dictionary's where it knows the word, else all.</param>
    internal static IReadOnlyList<string> Of(string letters, out int names)
    {
        var stems = Characters.IsHebrew(letters[0]) ? HebrewStemmer.Of(letters, out names) : OfEnglish(letters, out names);
        if (names == 0) names = stems.Count;
        return stems;
    }

    /// <summary>
    /// Whether two words are forms of one dictionary word, as far as letters tell: ספרים and ספריו, נרדמתי and להירדם, worries and worried. Words
    /// that only share a root (עבודה, עובד) are not. One typing slip in a long word counts as none; CBT and סי-בי-טי are one. Symmetric.
    /// </summary>
    public static bool Same(string a, string b)
    {
        var (x, y) = (Letters(a), Letters(b));
        if (x.Length == 0 || y.Length == 0) return false;
        if (x == y) return true;
        var hebrew = Characters.IsHebrew(x[0]);
        if (hebrew != Characters.IsHebrew(y[0])) return hebrew ? LetterNames.Spell(a, y) : LetterNames.Spell(b, x);
        return (hebrew ? HebrewForms.Same(x, y) : EnglishForms.Same(x, y)) || Slip(x, y, hebrew);
    }

    // Two words of a dictionary are two words, however alike; of a long one that no dictionary has, one slip away from a word, it is likely meant.
    private static bool Slip(string x, string y, bool hebrew) =>
        Math.Min(x.Length, y.Length) >= SlipLetters && x[0] == y[0] && IsWord(x, hebrew) != IsWord(y, hebrew)
        && (IsWord(x, hebrew) ? Slips.AtMostOne(y, x) : Slips.AtMostOne(x, y));

    /// <summary>Whether a dictionary has these folded letters as a form of some word.</summary>
    internal static bool IsKnown(string letters) => IsWord(letters, letters.Length > 0 && Characters.IsHebrew(letters[0]));

    private static bool IsWord(string letters, bool hebrew) =>
        hebrew ? HebrewStemmer.Known(HebrewStemmer.FoldDoubled(letters)).Count > 0 : EnglishWords.Has(letters);

    private static string[] OfEnglish(string letters, out int names)
    {
        names = 1;
        return [EnglishStemmer.Of(EnglishForms.Base(letters))];
    }

    // Lower case, no niqqud and no marks, no quotes; final letters as the others.
    internal static string Letters(string? word)
    {
        if (string.IsNullOrEmpty(word)) return "";
        var letters = new StringBuilder(word.Length);
        foreach (var c in word)
            if (char.IsLetterOrDigit(c)) letters.Append(Unfinal(char.ToLowerInvariant(c)));
        return letters.ToString();
    }

    internal static char Unfinal(char c) => c switch { 'ך' => 'כ', 'ם' => 'מ', 'ן' => 'נ', 'ף' => 'פ', 'ץ' => 'צ', _ => c };
}
