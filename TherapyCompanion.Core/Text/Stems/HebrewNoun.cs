namespace TherapyCompanion.Core.Text.Stems;

/// <summary>The written forms of a Hebrew noun or adjective: number, the construct, and the possessive endings.</summary>
internal static class HebrewNoun
{
    private static readonly string[] OwnersOfOne = ["י", "ו", "כ", "ה", "נו", "כמ", "כנ", "מ", "המ", "הנ"];
    private static readonly string[] OwnersOfMany = ["י", "יי", "יו", "יה", "יכ", "ייכ", "ינו", "יכמ", "יכנ", "יהמ", "יהנ"];

    /// <param name="kind">"ים", "ות" or "יים": how the plural ends; "תואר": an adjective; "שם": no plural.</param>
    /// <param name="word">The dictionary form, letters without finals.</param>
    /// <param name="plural">The plural where it is not the word with the ending; null else.</param>
    /// <exception cref="ArgumentException">No such kind: the data file is wrong.</exception>
    public static IEnumerable<string> Forms(string kind, string word, string? plural)
    {
        var open = word[^1] == 'ה';
        var stem = open ? word[..^1] : word;
        return kind switch
        {
            "תואר" => Adjective(word, stem),
            "ים" or "ות" or "יים" => One(word, stem, open).Concat(Many(plural ?? Plural(kind, word, stem))),
            "שם" => One(word, stem, open),
            _ => throw new ArgumentException($"No such kind: {kind}.", nameof(kind)),
        };
    }

    private static string Plural(string kind, string word, string stem) => kind switch
    {
        // תחנה תחנות, בעיה בעיות, זהות זהויות, מטפלת מטפלות
        "ות" when word.EndsWith("ות", StringComparison.Ordinal) && word.Length > 3 => word[..^1] + "יות",
        "ות" when word.EndsWith("ית", StringComparison.Ordinal) => word[..^1] + "ות",
        "ות" when word.EndsWith('ת') && word.Length > 3 => word[..^1] + "ות",
        "ות" => stem + "ות",
        "יים" when word.EndsWith('ה') => stem + "תיימ",
        "יים" => stem + "יימ",
        _ => stem.EndsWith('י') ? stem + "מ" : stem + "ימ",
    };

    private static IEnumerable<string> One(string word, string stem, bool open)
    {
        yield return word;
        // משפחתי: the ending ה turns to ת before an owner.
        var before = open ? stem + "ת" : word;
        if (open) yield return before;
        foreach (var owner in OwnersOfOne) yield return before + owner;
        if (open) yield break;
    }

    private static IEnumerable<string> Many(string plural)
    {
        yield return plural;
        if (plural.EndsWith("ות", StringComparison.Ordinal))
        {
            foreach (var owner in OwnersOfMany) yield return plural + owner;
            yield break;
        }

        var bare = plural.EndsWith("ימ", StringComparison.Ordinal) ? plural[..^2] : plural;
        foreach (var owner in OwnersOfMany) yield return bare + owner;
    }

    private static IEnumerable<string> Adjective(string word, string stem)
    {
        yield return word;
        if (stem.EndsWith('י'))
        {
            // חברתי חברתית חברתיים חברתיות
            foreach (var ending in new[] { "ת", "ה", "ימ", "מ", "ות" }) yield return stem + ending;
            yield break;
        }

        foreach (var ending in new[] { "ה", "ת", "ימ", "ות", "י" }) yield return stem + ending;
    }
}
