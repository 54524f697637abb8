using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Research;

/// <summary>A kind of thing that narrows down who somebody is.</summary>
internal enum Particular
{
    /// <summary>The public knows them, or it was in the news.</summary>
    Fame,

    /// <summary>An office or calling that few people have.</summary>
    Rare,

    /// <summary>"The only", "the first woman who".</summary>
    Only,

    /// <summary>Something that happened and can be looked up.</summary>
    Event,

    Place,

    Time,

    Employer,

    Age,

    /// <summary>Who the family is: so many children, twins, a marriage to somebody known by their work.</summary>
    Family,

    /// <summary>An ordinary occupation.</summary>
    Work,

    /// <summary>Where they came from, a community.</summary>
    Origin,

    /// <summary>One thing after another: a story is told.</summary>
    Sequence,
}

/// <summary>Which kinds of particulars a question tells, by the phrases of its data files.</summary>
internal static class Particulars
{
    private static readonly PhraseBook<Particular> Book = new(f => Enum.Parse<Particular>(f[0], ignoreCase: true), "Research.particulars-he.tsv", "Research.particulars-en.tsv");

    private static readonly HashSet<string> Towns = [.. EmbeddedLines.Read("Redaction.places.tsv").Where(f => f[0] == "city").SelectMany(f => f[1].Split(' ')).Select(Folded)];

    /// <param name="steps">How often the words go on to what happened next.</param>
    public static IReadOnlySet<Particular> In(IReadOnlyList<Word> words, out int steps)
    {
        var told = new HashSet<Particular>();
        var hits = Book.Find(words);
        foreach (var hit in hits) told.Add(hit.Entry);
        steps = hits.Where(h => h.Entry == Particular.Sequence).Select(h => h.First).Distinct().Count();
        if (Enumerable.Range(0, words.Count).Any(i => IsTown(words, i))) told.Add(Particular.Place);
        return told;
    }

    private static bool IsTown(IReadOnlyList<Word> words, int at)
    {
        var phrase = words[at].Folded;
        for (var length = 1; ; length++)
        {
            if (Towns.Contains(phrase) || (words[at].IsHebrew && BehindPrefix(phrase))) return true;
            if (length == 3 || at + length >= words.Count || words[at + length].Before != Gap.None) return false;
            phrase += "_" + words[at + length].Folded;
        }
    }

    private static bool BehindPrefix(string phrase)
    {
        for (var cut = 1; cut <= 3 && cut < phrase.Length - 2; cut++)
        {
            if (HebrewPrefixes.IsChain(phrase.AsSpan(0, cut)) && Towns.Contains(phrase[cut..])) return true;
        }

        return false;
    }

    private static string Folded(string place) => Characters.IsHebrew(place[0]) ? place.Replace('-', '_') : place.Replace("'", "", StringComparison.Ordinal).Replace('-', '_');
}
