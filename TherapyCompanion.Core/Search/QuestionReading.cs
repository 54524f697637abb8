using System.Collections.Frozen;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Core.Search;

/// <summary>What a question asks for, as far as its words tell.</summary>
[Flags]
internal enum Asks
{
    Nothing = 0,

    /// <summary>"when", "מתי": a date, a day, a time.</summary>
    Time = 1,

    /// <summary>"how many", "כמה": a number.</summary>
    Amount = 2,

    /// <summary>"homework", "what was I to do": a task.</summary>
    Task = 4,

    /// <summary>"last time", "לאחרונה": the newest passage.</summary>
    Latest = 8,

    /// <summary>"the first time", "בהתחלה": the oldest.</summary>
    First = 16,
}

/// <summary>A question's words, how much each matters, and what the question asks for.</summary>
internal sealed class QuestionReading
{
    private const int MostLetters = 2_000;
    private const int MostWords = 64;
    private const int SlipLetters = 5;

    private static readonly FrozenDictionary<string, float> Frame = EmbeddedLines.Read("Search.question-words.tsv").Where(f => f[0] == "word")
        .SelectMany(f => f[2].Split('|').Select(w => (Word: Stemmer.Letters(w), Weight: float.Parse(f[1], System.Globalization.CultureInfo.InvariantCulture))))
        .GroupBy(p => p.Word).ToFrozenDictionary(g => g.Key, g => g.Min(p => p.Weight), StringComparer.Ordinal);

    private static readonly (Asks Asks, string[] Words)[] Cues = [.. EmbeddedLines.Read("Search.question-words.tsv").Where(f => f[0] == "asks")
        .SelectMany(f => f[2].Split('|').Select(p => (Enum.Parse<Asks>(f[1]), p.Split(' ').Select(Stemmer.Letters).ToArray())))];

    private QuestionReading(IReadOnlyList<ReadWord> words, float[] weights, IReadOnlyList<ConceptMention> concepts, Asks asks) =>
        (Words, Weights, Concepts, Asks) = (words, weights, concepts, asks);

    public IReadOnlyList<ReadWord> Words { get; }

    /// <summary>How much of a word counts, 0 to 1: words that only put the question count little. Not its rarity.</summary>
    public float[] Weights { get; }

    public IReadOnlyList<ConceptMention> Concepts { get; }

    public Asks Asks { get; }

    public static QuestionReading Of(string question)
    {
        var words = Asked(question);
        var weights = new float[words.Count];
        var asks = Asks.Nothing;
        for (var i = 0; i < words.Count; i++)
        {
            weights[i] = WeightOf(words[i].Letters);
            foreach (var (cue, form) in Cues)
                if (Stands(words, i, form)) asks |= cue;
        }

        return new(words, weights, Search.Concepts.In(words), asks);
    }

    /// <summary>The same question, its slips taken for words of these texts: a word of five letters and more that no dictionary and no text has, one slip
    /// away from a word of theirs, is likely that.</summary>
    public QuestionReading WithoutSlips(IReadOnlyList<ReadWord>[] texts)
    {
        ReadWord[]? meant = null;
        for (var i = 0; i < Words.Count; i++)
            if (IsOdd(Words[i]) && Meant(Words[i], texts) is { } word) (meant ??= [.. Words])[i] = word;
        return meant is null ? this : new(meant, Weights, Search.Concepts.In(meant), Asks);
    }

    private static ReadWord? Meant(ReadWord typed, IReadOnlyList<ReadWord>[] texts)
    {
        ReadWord? meant = null;
        foreach (var text in texts)
            for (var i = 0; i < text.Count; i++)
            {
                var word = text[i];
                if (word.Bare == typed.Bare) return null;
                if (Math.Abs(word.Letters.Length - typed.Letters.Length) > 1 || word.Letters[0] != typed.Letters[0]) continue;
                if (meant is null && IsSlip(typed, word)) meant = word;
            }

        return meant;
    }

    // What differs at an edge is a prefix or an ending, not a slip; and a word that shares a stem is found by it.
    private static bool IsSlip(ReadWord typed, ReadWord meant) =>
        meant.Letters.Length >= SlipLetters && typed.Letters[^1] == meant.Letters[^1]
        && !meant.Stems.AsSpan().ContainsAny(typed.Stems) && Slips.AtMostOne(typed.Letters, meant.Letters);

    private static bool IsOdd(ReadWord word) => word.Letters.Length >= SlipLetters && !Stemmer.IsKnown(word.Letters);

    // A question is a line, not a letter: beyond that its words are not read, and a word that comes again is read once.
    private static List<ReadWord> Asked(string question)
    {
        var (words, seen) = (new List<ReadWord>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var word in new TermReader().Read(question.Length > MostLetters ? question[..MostLetters] : question))
            if (words.Count < MostWords && seen.Add(word.Letters)) words.Add(word);
        return words;
    }

    private static bool Stands(IReadOnlyList<ReadWord> words, int at, string[] form)
    {
        if (at + form.Length > words.Count) return false;
        for (var i = 0; i < form.Length; i++)
            if (!HebrewPrefixes.IsForm(words[at + i].Letters, form[i])) return false;
        return true;
    }

    // A prefixed question word is one too: "ומתי", "שסיפרתי".
    private static float WeightOf(string letters)
    {
        if (Frame.TryGetValue(letters, out var weight)) return weight;
        if (!Characters.IsHebrew(letters[0])) return 1;
        for (var cut = 1; cut <= 3 && letters.Length - cut >= 2; cut++)
            if (HebrewPrefixes.IsChain(letters.AsSpan(0, cut)) && Frame.TryGetValue(letters[cut..], out weight)) return weight;
        return 1;
    }
}
