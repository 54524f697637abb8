using System.Collections.Frozen;
using System.Globalization;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Names;

/// <summary>Words that the languages have anyway: what stands in none of these lists may be a name.</summary>
internal static class OrdinaryWords
{
    private static readonly FrozenDictionary<string, int> Hebrew = Load("words-he.tsv");
    private static readonly FrozenDictionary<string, int> English = Load("words-en.tsv");

    private static readonly (string Ending, string Instead)[] Endings =
    [
        ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"), ("ly", ""), ("ers", ""), ("ers", "e"), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"), ("ness", ""),
        ("nt", ""), ("ve", ""), ("ll", ""), ("re", ""), ("in", "ing"), ("ment", ""), ("ful", ""), ("less", ""), ("y", ""),
    ];

    // What Hebrew puts at the end of nouns and verbs: plural, possessor, person.
    private static readonly string[] HebrewEndings = ["ים", "ות", "ה", "ת", "י", "ו", "תי", "נו", "תם", "תן", "ית", "יים", "יות", "יו", "יה", "ך", "ם", "ן", "הם", "הן", "יהם", "ותיו", "ותיה"];

    /// <summary>How ordinary a folded word is: 1 the commonest to 4, 0 when no list has it in any form.</summary>
    public static int Band(string key) => key.Length == 0 ? 0 : Characters.IsHebrew(key[0]) ? HebrewBand(key) : EnglishBand(key);

    /// <summary>The band of the form as it stands, without looking behind prefixes or endings.</summary>
    public static int Whole(string key) => key.Length > 0 && Characters.IsHebrew(key[0]) ? Hebrew.GetValueOrDefault(key) : English.GetValueOrDefault(key);

    private static int EnglishBand(string key)
    {
        if (English.TryGetValue(key, out var band)) return band;
        foreach (var (ending, instead) in Endings)
        {
            if (key.Length - ending.Length < 3 || !key.EndsWith(ending, StringComparison.Ordinal)) continue;
            var stem = key[..^ending.Length] + instead;
            if (English.TryGetValue(stem, out band)) return band;
            // "stopped", "running": the doubled letter.
            if (ending is "ed" or "ing" or "er" && stem.Length > 3 && stem[^1] == stem[^2] && English.TryGetValue(stem[..^1], out band)) return band;
        }

        return 0;
    }

    private static int HebrewBand(string key)
    {
        if (Hebrew.TryGetValue(key, out var band)) return band;
        for (var cut = 0; cut <= 4 && key.Length - cut >= 2; cut++)
        {
            if (cut > 0 && !HebrewPrefixes.IsChain(key.AsSpan(0, cut))) continue;
            var rest = key[cut..];
            if (rest.Length >= 2 && Hebrew.TryGetValue(rest, out band)) return band;
            if (Stem(rest) is > 0 and var stem) return stem;
        }

        return 0;
    }

    private static int Stem(string word)
    {
        foreach (var ending in HebrewEndings)
        {
            if (word.Length - ending.Length < 3 || !word.EndsWith(ending, StringComparison.Ordinal)) continue;
            var stem = word[..^ending.Length];
            if (Hebrew.TryGetValue(stem, out var band) || Hebrew.TryGetValue(stem + "ה", out band) || Hebrew.TryGetValue(stem + "ת", out band) || Hebrew.TryGetValue(Final(stem), out band)) return Math.Max(band, 2);
        }

        return 0;
    }

    private static string Final(string stem) => stem[^1] switch
    {
        'כ' => stem[..^1] + "ך",
        'מ' => stem[..^1] + "ם",
        'נ' => stem[..^1] + "ן",
        'פ' => stem[..^1] + "ף",
        'צ' => stem[..^1] + "ץ",
        _ => stem,
    };

    private static FrozenDictionary<string, int> Load(string file)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var fields in EmbeddedLines.Read("Names." + file))
        {
            var band = int.Parse(fields[0], CultureInfo.InvariantCulture);
            foreach (var word in fields[1].Split(' ')) words.TryAdd(word, band);
        }

        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
