using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Core.Search;

/// <summary>A thing of the field named in a text.</summary>
/// <param name="Concept">The thing.</param>
/// <param name="Strength">How nearly its names mean the same, 0 to 1.</param>
/// <param name="Word">The first word of the name, by its number.</param>
/// <param name="Words">How many words the name has.</param>
/// <param name="Rarity">How rare its names are taken together, in the scale of <see cref="RarityTable"/>.</param>
internal readonly record struct ConceptMention(Term Concept, float Strength, int Word, int Words, float Rarity);

/// <summary>
/// Things of therapy and of everyday life that have several names, in Hebrew, English and English written in Hebrew letters
/// (<c>Names/*.tsv</c>). Names are met in any form and behind prefixes.
/// </summary>
internal static class Concepts
{
    private sealed record Name(Term Concept, float Strength, Term[][] Words);

    private static readonly string[] Files = ["fields", "feelings", "body", "people", "life", "therapy", "everyday"];

    // A reading of a name that stands in more than one text of this rarity says nothing: it is a homograph of some little word.
    private const float LeastRarity = 2f;
    private const float LeastWeight = 1.5f;
    private const float MostWeight = 4.5f;

    private static readonly HashSet<string> Plain = [.. EmbeddedLines.Read("Search.Names.plain.tsv").SelectMany(f => f[0].Split('|')).Select(Stemmer.Letters)];
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> PlainSpans = Plain.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly Dictionary<Term, List<Name>> ByFirst = Build();

    private static readonly Dictionary<Term, float> Rarities = ByFirst.SelectMany(p => p.Value.Where(n => n.Words.Length == 1).Select(n => (n.Concept, Stem: p.Key)))
        .GroupBy(p => p.Concept).ToDictionary(g => g.Key, g => Math.Clamp(-MathF.Log(g.Sum(p => MathF.Exp(-RarityTable.Of(p.Stem)))), LeastWeight, MostWeight));

    /// <summary>Every concept named in the words, in their order.</summary>
    public static IReadOnlyList<ConceptMention> In(IReadOnlyList<ReadWord> words)
    {
        var mentions = new List<ConceptMention>();
        for (var i = 0; i < words.Count; i++)
        {
            var from = mentions.Count;
            bool? plain = null;
            foreach (var stem in words[i].Names)
            {
                if (!ByFirst.TryGetValue(stem, out var names)) continue;
                foreach (var name in names)
                {
                    if ((name.Words.Length == 1 && (plain ??= IsPlain(words[i].Letters))) || !Stands(name, words, i) || Known(mentions, from, name.Concept)) continue;
                    mentions.Add(new(name.Concept, name.Strength, i, name.Words.Length, Rarities.GetValueOrDefault(name.Concept, MostWeight)));
                }
            }
        }

        return mentions;
    }

    private static bool IsPlain(string letters)
    {
        if (Plain.Contains(letters)) return true;
        var cut = 0;
        while (cut < 3 && cut < letters.Length - 2 && letters[cut] is 'ו' or 'ש' or 'ה' or 'כ') cut++;
        for (; cut > 0; cut--)
            if (PlainSpans.Contains(letters.AsSpan(cut))) return true;
        return false;
    }

    private static bool Known(List<ConceptMention> mentions, int from, Term concept)
    {
        for (var i = from; i < mentions.Count; i++)
            if (mentions[i].Concept == concept) return true;
        return false;
    }

    private static bool Stands(Name name, IReadOnlyList<ReadWord> words, int at)
    {
        if (at + name.Words.Length > words.Count) return false;
        for (var i = 1; i < name.Words.Length; i++)
            if (!name.Words[i].AsSpan().ContainsAny(words[at + i].Names)) return false;
        return true;
    }

    private static Dictionary<Term, List<Name>> Build()
    {
        var names = new Dictionary<Term, List<Name>>();
        foreach (var line in Files.SelectMany(f => EmbeddedLines.Read($"Search.Names.{f}.tsv")))
        {
            var concept = Term.Of(TermKind.Concept, line[0]);
            var strength = line[1] == "same" ? 1f : 0.6f;
            foreach (var name in line[2].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var words = name.Split(' ').Select(w => Stems(Stemmer.Letters(w))).ToArray();
                foreach (var first in words.Length == 1 ? Telling(words[0]) : words[0])
                {
                    if (!names.TryGetValue(first, out var list)) names[first] = list = [];
                    list.Add(new(concept, strength, words));
                }
            }
        }

        return names;
    }

    // A name stands without prefixes: the dictionary's words as it is written, else the stem that takes none off, which comes last.
    private static Term[] Stems(string letters)
    {
        if (letters.Length == 0) return [];
        var stems = Stemmer.Of(letters, out _);
        if (!Characters.IsHebrew(letters[0])) return [.. stems.Select(n => Term.Of(TermKind.Stem, n))];
        var written = HebrewStemmer.FoldDoubled(letters);
        var read = HebrewDictionary.Of(written).ToArray().ToList();
        if (read.Count == 0) return [Term.Of(TermKind.Stem, stems[^1])];
        // As names שיר is a song, not "sang", and לשנות is to change, not "to the years".
        if (read.Contains(written)) read.RemoveAll(n => n != written);
        if (letters[0] == 'ל' && read.Exists(IsVerb)) read.RemoveAll(n => !IsVerb(n));
        return [.. read.Select(n => Term.Of(TermKind.Stem, n))];
    }

    private static bool IsVerb(string stem) => stem.Contains('.', StringComparison.Ordinal) || stem.EndsWith('!');

    // Where every reading is common the likeliest stays: חברה is a friend, however often it is a company.
    private static IEnumerable<Term> Telling(Term[] stems)
    {
        var rare = Array.FindAll(stems, s => RarityTable.Of(s) >= LeastRarity);
        return rare.Length > 0 ? rare : stems.Take(1);
    }
}
