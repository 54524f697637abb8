using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>The words and numbers of the units a sentence cites.</summary>
internal sealed class CitedWords
{
    private const int NegationReach = 3;

    private static readonly FrozenSet<string> Neutral = List("neutral");
    private static readonly FrozenSet<string> Negations = List("negation");
    private static readonly FrozenDictionary<string, int> NumberWords = EmbeddedLines.Read("Summaries.numbers.tsv")
        .SelectMany(f => f[1].Split('|').Select(w => KeyValuePair.Create(w, int.Parse(f[0], System.Globalization.CultureInfo.InvariantCulture))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private readonly HashSet<string> stems = new(StringComparer.Ordinal);
    private readonly HashSet<string> numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> letters = new(StringComparer.Ordinal);
    private readonly HashSet<string> affirmed = new(StringComparer.Ordinal);
    private readonly bool negates;

    public CitedWords(IReadOnlyList<SourceUnit> units)
    {
        foreach (var unit in units)
        {
            var words = Words.Of(unit.Text);
            for (var i = 0; i < words.Count; i++)
            {
                AddNumber(words, i);
                letters.Add(words[i].Folded);
                var negated = IsNegated(words, i);
                negates |= IsNegation(words[i]);
                foreach (var stem in Stems.Of(words[i].Folded))
                {
                    stems.Add(stem);
                    if (!negated)
                    {
                        affirmed.Add(stem);
                    }
                }
            }
        }
    }

    public bool Has(in Word word) => Stems.Of(word.Folded).Any(stems.Contains);

    public bool HasNumber(string number) => numbers.Contains(Plain(number));

    /// <summary>The share of words that carry something and stand in no cited unit; 0 when no word carries anything.</summary>
    public double MissingShareOf(IReadOnlyList<Word> words)
    {
        int carrying = 0, missing = 0;
        foreach (var word in words.Where(Carries))
        {
            carrying++;
            missing += Has(word) ? 0 : 1;
        }

        return carrying == 0 ? 0 : (double)missing / carrying;
    }

    /// <summary>Whether the sentence has a name, recognised by its capital inside a sentence, that the cited units lack.</summary>
    public bool MissesName(string sentence, IReadOnlyList<Word> words) =>
        words.Any(w => w.Before == Gap.None && !w.IsNumber && w.Folded.Length > 1 && char.IsUpper(sentence[w.Start])
            && !letters.Contains(w.Folded) && !Has(w) && !Neutral.Contains(w.Folded));

    /// <summary>Whether the sentence says plainly what the source only negates, or negates where the source negates nothing.</summary>
    public bool TurnsRound(IReadOnlyList<Word> words)
    {
        var sentenceNegates = words.Any(w => IsNegation(w));
        if (sentenceNegates)
        {
            return !negates;
        }

        return words.Where(Carries).Any(w => Has(w) && !Stems.Of(w.Folded).Any(affirmed.Contains));
    }

    private static bool Carries(Word word) =>
        !word.IsNumber && word.Folded.Length > 1 && !NumberWords.ContainsKey(word.Folded) && !Neutral.Contains(word.Folded)
        && !Negations.Contains(word.Folded) && !Stems.Of(word.Folded).Any(Neutral.Contains);

    private static bool IsNegation(in Word word) => Negations.Contains(word.Folded) || (word.IsHebrew && Stems.Of(word.Folded).Any(Negations.Contains));

    private static bool IsNegated(IReadOnlyList<Word> words, int i)
    {
        for (var back = 1; back <= NegationReach && i - back >= 0 && words[i - back + 1].Before == Gap.None; back++)
        {
            if (IsNegation(words[i - back]))
            {
                return true;
            }
        }

        return false;
    }

    private void AddNumber(IReadOnlyList<Word> words, int i)
    {
        var word = words[i].Folded;
        if (words[i].IsNumber)
        {
            numbers.Add(Plain(word));
            return;
        }

        var value = NumberOf(word);
        if (value is null)
        {
            return;
        }

        numbers.Add(value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // "שלושים וחמש", "thirty five"
        if (i > 0 && value < 10 && NumberOf(words[i - 1].Folded) is { } tens && tens % 10 == 0 && words[i].Before == Gap.None)
        {
            numbers.Add((tens + value.Value).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static int? NumberOf(string word)
    {
        if (NumberWords.TryGetValue(word, out var value))
        {
            return value;
        }

        return word.Length > 3 && Stems.Of(word).Select(s => NumberWords.TryGetValue(s, out var v) ? v : (int?)null).FirstOrDefault(v => v is not null) is { } stemmed ? stemmed : null;
    }

    private static string Plain(string number) => number.Trim('%').TrimStart('0') is { Length: > 0 } plain && plain[0] != '.' ? plain : number;

    private static FrozenSet<string> List(string kind) =>
        EmbeddedLines.Read("Summaries.function-words.tsv").Where(f => f[0] == kind).SelectMany(f => f[1].Split('|')).ToFrozenSet(StringComparer.Ordinal);
}
