namespace TherapyCompanion.Core.Text.Stems;

/// <summary>
/// Light stems of Hebrew words by their letters alone: prefix chains, endings of nouns, adjectives and verbs, and vowel letters inside
/// (full and defective spelling) come off while enough of a root remains. Words are given without final letters.
/// </summary>
internal static class HebrewStemmer
{
    // Longest first; what is left must keep two letters, three for the short ones, which are often root.
    private static readonly string[] Endings =
    [
        "ותיהמ", "ותיהנ", "ותיכמ", "ותיכנ", "ותינו", "יותיו", "יותיה", "ויות", "ותיי", "ותיו", "ותיה", "ותיכ", "ותמ", "ותנ", "ותי", "יות", "ייה", "יהמ", "יהנ", "יכמ", "יכנ",
        "ינו", "תנו", "תכמ", "תכנ", "תמ", "תנ", "תי", "תו", "תה", "תכ", "ות", "ית", "ימ", "יו", "יה", "יכ", "נו", "המ", "הנ", "כמ", "כנ", "ה", "ת", "י", "ו", "כ", "מ",
    ];

    // By their last letter, still the longest first.
    private static readonly string[][] ByLast = [.. Enumerable.Range('א', 27).Select(c => Endings.Where(e => e[^1] == c).ToArray())];

    /// <summary>The dictionary words it may be a form of, then what its letters leave for each way to take the first ones as prefixes.</summary>
    public static IReadOnlyList<string> Of(string letters) => Of(letters, out _);

    /// <param name="known">How many of them, the first, are dictionary words.</param>
    public static IReadOnlyList<string> Of(string letters, out int known)
    {
        var word = FoldDoubled(letters);
        var stems = Known(word);
        known = stems.Count;
        foreach (var stem in Guessed(word))
            if (!stems.Contains(stem)) stems.Add(stem);
        return stems;
    }

    /// <summary>The dictionary words a word may be a form of, behind the shortest prefix chain that leaves any; with a mark that no other stem has.</summary>
    internal static List<string> Known(string word)
    {
        var known = new List<string>(4);
        if (KnownCut(word) is not { } at) return known;
        foreach (var name in HebrewDictionary.Of(word.AsSpan(at))) known.Add(name);
        // לבנות is "to build" and "to the daughters".
        if (at == 0 && word[0] == 'ל' && known.Exists(n => n.Contains('.', StringComparison.Ordinal)))
            foreach (var name in HebrewDictionary.Of(word.AsSpan(1))) known.Add(name);
        return known;
    }

    /// <summary>Stems by the letters alone, the longest prefix chain first.</summary>
    internal static IEnumerable<string> Guessed(string word)
    {
        foreach (var cut in Cuts(word)) yield return Light(word[cut..]);
    }

    /// <summary>The same of a word in the dictionary, only as it stands there.</summary>
    internal static IEnumerable<string> GuessedAsKnown(string word) => KnownCut(word) is { } at ? [Light(word[at..])] : Guessed(word);

    private static int? KnownCut(string word)
    {
        for (var cut = 0; cut <= Math.Min(5, word.Length - 2); cut++)
            if (HebrewPrefixes.IsChain(word.AsSpan(0, cut)) && HebrewDictionary.Of(word.AsSpan(cut)).Length > 0) return cut;
        return null;
    }

    /// <summary>Where a prefix chain may end, the likeliest first: a chain is cut where three letters remain.</summary>
    internal static IEnumerable<int> Cuts(string word)
    {
        for (var cut = Math.Min(5, word.Length - 3); cut > 0; cut--)
            if (HebrewPrefixes.IsChain(word.AsSpan(0, cut))) yield return cut;
        yield return 0;
    }

    /// <summary>A word without prefixes, stripped of one ending and of the vowel letters inside.</summary>
    internal static string Light(string bare)
    {
        var stem = bare;
        if (!Characters.IsHebrew(bare[^1])) return Skeleton(stem);
        foreach (var ending in ByLast[bare[^1] - 'א'])
        {
            if (bare.Length - ending.Length < (ending.Length > 1 && ending != "תנ" && ending != "כמ" ? 2 : 3) || !bare.EndsWith(ending, StringComparison.Ordinal)) continue;
            stem = bare[..^ending.Length];
            break;
        }

        return Skeleton(stem);
    }

    /// <summary>Double vav and yod of the full spelling as one.</summary>
    internal static string FoldDoubled(string word) =>
        word.Contains("וו", StringComparison.Ordinal) || word.Contains("יי", StringComparison.Ordinal)
            ? word.Replace("וו", "ו", StringComparison.Ordinal).Replace("יי", "י", StringComparison.Ordinal)
            : word;

    /// <summary>Without vav and yod between the first letter and the last, where three letters stay.</summary>
    internal static string Skeleton(string stem)
    {
        if (stem.Length < 4) return stem.Length == 3 && stem[1] is 'ו' or 'י' ? $"{stem[0]}{stem[2]}" : stem;
        Span<char> kept = stackalloc char[stem.Length > 64 ? 64 : stem.Length];
        var n = 0;
        for (var i = 0; i < stem.Length && n < kept.Length; i++)
            if (i == 0 || i == stem.Length - 1 || stem[i] is not ('ו' or 'י')) kept[n++] = stem[i];
        return new(kept[..n]);
    }
}
