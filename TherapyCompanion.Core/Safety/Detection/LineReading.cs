using TherapyCompanion.Core.Safety.Reading;
using TherapyCompanion.Core.Safety.Wordings;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Detection;

/// <summary>Reads a short text: the most urgent mention decides; where the rules find none that calls, a patient's wording as a whole may.</summary>
internal static class LineReading
{
    // What a level is worth where a number is asked for.
    private static readonly double[] Numbers = [0, 0.3, 0.75, 0.95];

    // How sure the wording must be before it calls by itself, and how much there must be to go by.
    private const double WordingBar = 0.98;
    private const int ShortestWording = 3;
    private const int LongestWording = 40;
    private const int MostSentences = 200;

    public static double Worth(CrisisLevel level) => Numbers[(int)level];

    /// <summary>
    /// A patient's own line: the rules, and where these know nothing of the words, the wording. Some ordinary lines are called too many rather than
    /// half of the roundabout ones missed; docs/engines/crisis.md has the figures.
    /// </summary>
    public static CrisisReading OfPatient(string text)
    {
        var chart = CrisisGrammar.Read(text);
        var reading = Of(text, chart);
        // Where the rules know the words and took them for a figure of speech, denied or past, they have decided.
        return reading.Calls || CrisisGrammar.Entries(chart).Count > 0 ? reading : Wording(text) ?? reading;
    }

    /// <summary>What the wording of a line calls for, sentence by sentence where it is long; null where it calls for nothing.</summary>
    public static CrisisReading? Wording(string text, int turn = 0)
    {
        var words = Words.Of(text);
        if (words.Count <= LongestWording) return Wording(words, turn);
        return Sentences.Of(text).Take(MostSentences)
            .Select(s => Wording([.. words.Where(w => w.Start >= s.Start && w.End <= s.End).Take(LongestWording)], turn))
            .Where(r => r is not null).MaxBy(r => r!.Level);
    }

    private static CrisisReading? Wording(IReadOnlyList<Word> words, int turn)
    {
        if (words.Count < ShortestWording) return null;
        var weighed = WordingWeights.Shipped.Weigh(words);
        if (weighed.Calls < WordingBar) return null;
        var level = weighed.Levels[(int)CrisisLevel.Imminent] > weighed.Levels[(int)CrisisLevel.High] ? CrisisLevel.Imminent : CrisisLevel.High;
        var kind = (CrisisKind)Array.IndexOf(weighed.Kinds, weighed.Kinds.Max());
        return new CrisisReading(level, kind, Worth(level), [.. WordingWeights.Shipped.Grounds(words).Select(s => new CrisisWords(turn, s))]);
    }

    /// <summary>The rules alone.</summary>
    public static CrisisReading Of(string text) => Of(text, CrisisGrammar.Read(text));

    private static CrisisReading Of(string text, Chart chart)
    {
        Mention? worst = null;
        var spans = new List<TextSpan>();
        foreach (var mention in Framing.Mentions(chart, text))
        {
            if (mention.Level == CrisisLevel.None) continue;
            spans.Add(chart.Span(mention.First, mention.End));
            if (worst is null || mention.Level > worst.Level || (mention.Level == worst.Level && mention.End - mention.First > worst.End - worst.First)) worst = mention;
        }

        return worst is null
            ? CrisisReading.Nothing
            : new CrisisReading(worst.Level, worst.Entry.Kind, Worth(worst.Level), [.. Merged(spans).Select(s => new CrisisWords(0, s))]);
    }

    public static List<TextSpan> Merged(List<TextSpan> spans)
    {
        spans.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var merged = new List<TextSpan>();
        foreach (var span in spans)
        {
            if (merged.Count > 0 && merged[^1].Overlaps(span))
            {
                var end = Math.Max(merged[^1].End, span.End);
                merged[^1] = new TextSpan(merged[^1].Start, end - merged[^1].Start);
            }
            else
            {
                merged.Add(span);
            }
        }

        return merged;
    }
}
