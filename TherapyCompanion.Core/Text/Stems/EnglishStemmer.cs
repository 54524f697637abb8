using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Stems;

/// <summary>
/// The English stemmer of M. F. Porter, "Porter2" (The English stemming algorithm, Snowball, 2001, snowballstem.org), written from its
/// published description. Gives one key for a family of words ("worries", "worried", "worrying"), which need not be a word itself.
/// </summary>
internal static class EnglishStemmer
{
    // Words with their stems; those that stand alone are their own.
    private static readonly FrozenDictionary<string, string> Exceptions =
        "skis:ski skies:sky idly:idl gently:gentl ugly:ugli early:earli only:onli singly:singl sky news howe atlas cosmos bias andes".Split(' ')
            .Select(e => e.Split(':')).ToFrozenDictionary(e => e[0], e => e[^1], StringComparer.Ordinal);

    private static readonly FrozenSet<string> KeptAfterPlural =
        new[] { "inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] LongRegions = ["gener", "commun", "arsen", "past", "univers", "later", "emerg", "organ"];

    private static readonly (string Ending, string By)[] Second =
    [
        ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"), ("tional", "tion"), ("biliti", "ble"), ("lessli", "less"),
        ("entli", "ent"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"), ("enci", "ence"), ("anci", "ance"),
        ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"), ("ogist", "og"), ("ogi", "og"), ("li", ""),
    ];

    private static readonly (string Ending, string By)[] Third =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] Fourth =
        ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic"];

    /// <param name="word">Lower case, without apostrophes, as <see cref="Word.Folded"/>.</param>
    public static string Of(string word)
    {
        if (word.Length <= 2) return word;
        if (Exceptions.TryGetValue(word, out var known)) return known;
        var w = MarkConsonantY(word);
        var (r1, r2) = Regions(w);
        w = Plural(w);
        if (KeptAfterPlural.Contains(w)) return w;
        w = PastAndGerund(w, r1);
        if (w.Length > 2 && w[^1] is 'y' or 'Y' && !IsVowel(w[^2])) w = w[..^1] + "i";
        w = Replace(w, Second, r1, (stem, ending) => ending switch
        {
            "ogi" => stem.EndsWith('l'),
            "li" => stem.Length > 0 && stem[^1] is 'c' or 'd' or 'e' or 'g' or 'h' or 'k' or 'm' or 'n' or 'r' or 't',
            _ => true,
        });
        w = Replace(w, Third, r1, (stem, ending) => ending != "ative" || stem.Length >= r2);
        w = Derivation(w, r2);
        w = LastE(w, r1, r2);
        return w.Replace('Y', 'y');
    }

    /// <summary>The word without its plural, past or gerund ending only: what a dictionary would list, as far as letters tell.</summary>
    public static string Inflected(string word)
    {
        if (word.Length <= 2 || Exceptions.ContainsKey(word)) return word;
        var w = MarkConsonantY(word);
        var (r1, r2) = Regions(w);
        w = Plural(w);
        if (KeptAfterPlural.Contains(w)) return w;
        w = PastAndGerund(w, r1);
        if (w.Length > 2 && w[^1] is 'y' or 'Y' && !IsVowel(w[^2])) w = w[..^1] + "i";
        return LastE(w, r1, r2).Replace('Y', 'y');
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    private static string MarkConsonantY(string word)
    {
        if (!word.Contains('y', StringComparison.Ordinal)) return word;
        var letters = word.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
            if (letters[i] == 'y' && (i == 0 || IsVowel(letters[i - 1]))) letters[i] = 'Y';
        return new(letters);
    }

    private static (int R1, int R2) Regions(string w)
    {
        var r1 = -1;
        foreach (var start in LongRegions)
            if (w.StartsWith(start, StringComparison.Ordinal)) r1 = start.Length;
        if (r1 < 0) r1 = After(w, 0);
        return (r1, After(w, r1));
    }

    // Behind the first consonant that follows a vowel.
    private static int After(string w, int from)
    {
        for (var i = from + 1; i < w.Length; i++)
            if (!IsVowel(w[i]) && IsVowel(w[i - 1])) return i + 1;
        return w.Length;
    }

    private static string Plural(string w)
    {
        if (w.EndsWith("sses", StringComparison.Ordinal)) return w[..^2];
        if (w.EndsWith("ied", StringComparison.Ordinal) || w.EndsWith("ies", StringComparison.Ordinal)) return w.Length > 4 ? w[..^2] : w[..^1];
        if (w.EndsWith("us", StringComparison.Ordinal) || w.EndsWith("ss", StringComparison.Ordinal) || !w.EndsWith('s')) return w;
        for (var i = 0; i < w.Length - 2; i++)
            if (IsVowel(w[i])) return w[..^1];
        return w;
    }

    private static string PastAndGerund(string w, int r1)
    {
        foreach (var ending in new[] { "eedly", "eed" })
            if (w.EndsWith(ending, StringComparison.Ordinal)) return w.Length - ending.Length >= r1 ? w[..^ending.Length] + "ee" : w;
        foreach (var ending in new[] { "ingly", "edly", "ing", "ed" })
        {
            if (!w.EndsWith(ending, StringComparison.Ordinal)) continue;
            var stem = w[..^ending.Length];
            // "dying" is "die": the published second version of the rule.
            if (ending == "ing" && stem.Length == 2 && stem[1] is 'y' && !IsVowel(stem[0])) return stem[..1] + "ie";
            if (!stem.Any(IsVowel)) return w;
            if (stem.EndsWith("at", StringComparison.Ordinal) || stem.EndsWith("bl", StringComparison.Ordinal) || stem.EndsWith("iz", StringComparison.Ordinal)) return stem + "e";
            if (EndsDouble(stem) && !(stem.Length == 3 && stem[0] is 'a' or 'e' or 'o')) return stem[..^1];
            return r1 >= stem.Length && EndsShort(stem) ? stem + "e" : stem;
        }

        return w;
    }

    private static bool EndsDouble(string w) => w.Length > 1 && w[^1] == w[^2] && w[^1] is 'b' or 'd' or 'f' or 'g' or 'm' or 'n' or 'p' or 'r' or 't';

    private static bool EndsShort(string w) =>
        w.Length == 2 ? IsVowel(w[0]) && !IsVowel(w[1])
        : w.Length > 2 && !IsVowel(w[^3]) && IsVowel(w[^2]) && !IsVowel(w[^1]) && w[^1] is not ('w' or 'x' or 'Y');

    private static string Replace(string w, (string Ending, string By)[] rules, int region, Func<string, string, bool> may)
    {
        foreach (var (ending, by) in rules)
        {
            if (!w.EndsWith(ending, StringComparison.Ordinal)) continue;
            var stem = w[..^ending.Length];
            return stem.Length >= region && may(stem, ending) ? stem + by : w;
        }

        return w;
    }

    private static string Derivation(string w, int r2)
    {
        foreach (var ending in Fourth)
        {
            if (!w.EndsWith(ending, StringComparison.Ordinal)) continue;
            var stem = w[..^ending.Length];
            if (stem.Length < r2 || (ending == "ion" && !(stem.Length > 0 && stem[^1] is 's' or 't'))) return w;
            return stem;
        }

        return w;
    }

    private static string LastE(string w, int r1, int r2)
    {
        if (w.EndsWith('e') && (w.Length - 1 >= r2 || (w.Length - 1 >= r1 && !EndsShort(w[..^1])))) return w[..^1];
        return w.EndsWith("ll", StringComparison.Ordinal) && w.Length - 1 >= r2 ? w[..^1] : w;
    }
}
