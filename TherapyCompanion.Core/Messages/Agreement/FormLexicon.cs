using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>
/// Every spelling of the verbs, adjectives and suffixed words the check knows. The verbs are written out from their roots by the patterns of
/// <c>verb-patterns.tsv</c>; nothing here is a list of inflected forms.
/// </summary>
internal static class FormLexicon
{
    // What may stand before a whole clause or predicate. Longer first is not needed: no two of them lead to different known words.
    private static readonly string[] Prefixes = ["ו", "ש", "וש", "כש", "וכש", "לכש", "מש", "שכש"];

    private static readonly FrozenDictionary<string, Reading[]> Readings = Build();

    /// <summary>What a folded word can be; without its prefix where only that leads to a known word.</summary>
    public static (int Prefix, Reading[] Readings) Find(string folded)
    {
        if (SmallWords.Is("ordinary", folded))
        {
            return (0, []);
        }

        if (Readings.TryGetValue(folded, out var whole))
        {
            return (0, whole);
        }

        foreach (var prefix in Prefixes)
        {
            if (folded.Length > prefix.Length + 1 && folded.StartsWith(prefix, StringComparison.Ordinal)
                && !SmallWords.Is("ordinary", folded[prefix.Length..]) && Readings.TryGetValue(folded[prefix.Length..], out var behind))
            {
                return (prefix.Length, behind);
            }
        }

        // לדעתך, מעצמך: only words with "your" take these, or half the language would look like a verb.
        if (folded.Length > 3 && folded[0] is 'ב' or 'ל' or 'מ' or 'כ' && Readings.TryGetValue(folded[1..], out var owned) && owned[0].Paradigm.Kind == WordKind.Suffixed)
        {
            return (1, owned);
        }

        return (0, []);
    }

    /// <summary>How many spellings are known.</summary>
    public static int Count => Readings.Count;

    private static FrozenDictionary<string, Reading[]> Build()
    {
        var all = new Dictionary<string, List<Reading>>(StringComparer.Ordinal);
        string[] small = ["bridge", "connector", "subordinator", "ordinary"];
        foreach (var paradigm in VerbForms.All().Concat(DescribingForms.All()).Concat(BoundForms.All()))
        {
            for (var slot = 0; slot < Paradigm.Slots; slot++)
            {
                for (var n = 0; n < paradigm.Spellings[slot].Length; n++)
                {
                    var spelling = paradigm.Spellings[slot][n];
                    if (paradigm.Kind == WordKind.Suffixed || spelling == "לך" || !Array.Exists(small, k => SmallWords.Is(k, spelling)))
                    {
                        Add(all, spelling, new Reading(paradigm, slot, n));
                    }
                }
            }
        }

        return all.ToFrozenDictionary(p => p.Key, p => p.Value.OrderByDescending(r => r.Paradigm.Kind == WordKind.Suffixed).ThenByDescending(r => r.IsPreferred).ToArray(), StringComparer.Ordinal);
    }

    private static void Add(Dictionary<string, List<Reading>> all, string spelling, Reading reading)
    {
        if (!all.TryGetValue(spelling, out var readings))
        {
            all[spelling] = readings = [];
        }

        readings.Add(reading);
    }
}

/// <summary>Adjectives and their kin, from <c>adjectives.tsv</c>.</summary>
internal static class DescribingForms
{
    public static IEnumerable<Paradigm> All()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fields in EmbeddedLines.Read("Agreement.adjectives.tsv").Reverse())
        {
            foreach (var word in fields[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var forms = Inflect(fields[0], word);
                if (seen.Add(forms[0]))
                {
                    var spellings = VerbForms.Empty();
                    for (var i = 0; i < forms.Length; i++)
                    {
                        spellings[6 + i] = [forms[i]];
                    }

                    yield return new Paradigm(forms[0], WordKind.Describing, spellings);
                }
            }
        }
    }

    private static string[] Inflect(string pattern, string word)
    {
        var stem = FinalLetters.Medial(word);
        return pattern switch
        {
            "t" => [word, stem + "ת", stem + "ים", stem + "ות"],
            "it" => [word, stem + "ית", stem + "ים", stem + "יות"],
            "i" => [word, stem + "ת", stem + "ים", stem + "ות"],
            "ai" => [word, stem + "ת", stem + "ם", stem + "ות"],
            "e" => [word, word, stem[..^1] + "ים", stem[..^1] + "ות"],
            "o" => word.Split('/'),
            _ => stem[^1] == 'ה' ? [word, word, stem[..^1] + "ים", stem[..^1] + "ות"] : [word, stem + "ה", stem + "ים", stem + "ות"],
        };
    }
}
