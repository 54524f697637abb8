using TherapyCompanion.Core.Safety.Reading;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Detection;

/// <summary>
/// Reads a long post. People who support others use the same words, so single mentions decide nothing: what counts is how much of it is said of oneself and
/// of now, against advice, comfort, other people's stories and what is over.
/// </summary>
internal static class PostReading
{
    private const double Threshold = 0.5;

    // A "never" this far before a mention still weakens it in told prose ("never at the stage of wanting to harm myself").
    private const int NegationReach = 7;

    public static CrisisReading Of(string text)
    {
        var chart = CrisisGrammar.Read(text);
        if (chart.Words.Count == 0) return CrisisReading.Nothing;
        var mentions = Framing.Mentions(chart, text).Where(m => m.WasLevel > CrisisLevel.None).ToList();
        var evidence = Evidence(chart, mentions, out var weighed);
        var score = Score(chart, evidence);
        var calls = score >= Threshold;
        var top = weighed.OrderByDescending(w => w.Weight * Math.Max(1, (int)w.Mention.Level)).Select(w => w.Mention).FirstOrDefault();
        var level = Level(calls, score, weighed);
        CrisisKind? kind = level == CrisisLevel.None ? null : top?.Entry.Kind ?? CrisisKind.Suicide;
        var spans = LineReading.Merged([.. weighed.Where(w => w.Weight >= 0.3).Select(w => chart.Span(w.Mention.First, w.Mention.End))]);
        return new CrisisReading(level, kind, score, level == CrisisLevel.None ? [] : [.. spans.Select(s => new CrisisWords(0, s))]);
    }

    private static CrisisLevel Level(bool calls, double score, List<(Mention Mention, double Weight)> weighed)
    {
        if (calls) return weighed.Exists(w => w.Mention.Level == CrisisLevel.Imminent && w.Weight >= 1.2) ? CrisisLevel.Imminent : CrisisLevel.High;
        return score >= Threshold / 2 && weighed.Count > 0 ? CrisisLevel.Low : CrisisLevel.None;
    }

    // The strongest mention of each sentence, by who says it of whom and when.
    private static double Evidence(Chart chart, List<Mention> mentions, out List<(Mention Mention, double Weight)> weighed)
    {
        weighed = [];
        var sum = 0.0;
        var sentence = -1;
        var best = 0.0;
        foreach (var mention in mentions)
        {
            var start = SentenceStart(chart, mention.First);
            if (start != sentence)
            {
                sum += best;
                (sentence, best) = (start, 0);
            }

            var weight = Weight(chart, mention, start);
            weighed.Add((mention, weight));
            best = Math.Max(best, weight);
        }

        return sum + best;
    }

    private static double Weight(Chart chart, Mention mention, int start)
    {
        var weight = (mention.Level, mention.WasLevel) switch
        {
            (CrisisLevel.Imminent, _) => 2.0,
            (CrisisLevel.High, _) => 1.2,
            (CrisisLevel.Low, CrisisLevel.Low) => 0.25,
            (CrisisLevel.Low, _) => 0.5,
            _ => 0.0,
        };
        // Experts judge a post by danger to the writer's own life.
        weight *= mention.Entry.Kind switch { CrisisKind.Suicide or CrisisKind.SelfHarm => 1.0, CrisisKind.Overdose => 0.8, _ => 0.4 };
        var (self, you, third, negated) = (0, 0, 0, false);
        for (var i = start; i < mention.End; i++)
        {
            self += PostWords.Is(chart, i, PostWords.I) ? 1 : 0;
            you += PostWords.Is(chart, i, PostWords.You) ? 1 : 0;
            third += PostWords.Is(chart, i, PostWords.Third) ? 1 : 0;
            negated |= i < mention.First && i >= mention.First - NegationReach && PostWords.Is(chart, i, PostWords.Negation);
        }

        // Said to somebody, or of somebody: the writer is not in it.
        if (you > self) weight *= 0.15;
        else if (self == 0) weight *= third > 0 ? 0.35 : 0.8;
        else if (third > self) weight *= 0.6;
        if (negated && !mention.Entry.OwnNegation) weight *= 0.4;
        return weight;
    }

    private static double Score(Chart chart, double evidence)
    {
        var count = chart.Words.Count;
        var i = PostWords.Count(chart, PostWords.I);
        var you = PostWords.Count(chart, PostWords.You);
        var support = CrisisGrammar.Of(chart, "support").Select(f => SentenceStart(chart, f.First)).Distinct().Count();
        var despair = PostWords.Count(chart, PostWords.Despair);
        var absolute = PostWords.Count(chart, PostWords.Absolute);
        var recovered = CrisisGrammar.Of(chart, "recovered").Count;
        var signs = CrisisGrammar.SignsOf(chart).Select(s => s.What).Distinct().Count();
        // Long texts say more of everything: counts are taken by the root of the length, shares as they are.
        var size = Math.Sqrt(Math.Max(count, 60) / 200.0);
        var x = -1.05
            + 1.35 * Math.Log(1 + evidence / Math.Max(1, size * 0.8))
            + 6.0 * ((double)i / count - 0.07) - 12.0 * ((double)you / count - 0.01)
            + 8.0 * ((double)despair / count - 0.012) + 4.0 * ((double)absolute / count - 0.02)
            + 0.18 * Math.Max(0, signs - 1)
            - 0.28 * support / size - 0.12 * recovered / size;
        return 1 / (1 + Math.Exp(-x));
    }

    private static int SentenceStart(Chart chart, int at)
    {
        while (at > 0 && chart.Words[at].Before != Gap.Sentence) at--;
        return at;
    }
}

/// <summary>The word classes that posts are weighed by.</summary>
internal static class PostWords
{
    public static readonly int[] I = [CrisisGrammar.Symbol("word-i")];
    public static readonly int[] Third = [CrisisGrammar.Symbol("whoever"), CrisisGrammar.Symbol("person"), CrisisGrammar.Symbol("pron3"), CrisisGrammar.Symbol("family"), CrisisGrammar.Symbol("child"), CrisisGrammar.Symbol("partner")];
    public static readonly int[] Negation = [CrisisGrammar.Symbol("negword")];
    public static readonly int[] You = [CrisisGrammar.Symbol("word-you")];
    public static readonly int[] Absolute = [CrisisGrammar.Symbol("word-absolute")];
    public static readonly int[] Despair = [CrisisGrammar.Symbol("word-despair")];

    public static bool Is(Chart chart, int at, int[] symbols) => Chart.Has(chart.Own[at], symbols);

    public static int Count(Chart chart, int[] symbols) => chart.Own.Count(own => Chart.Has(own, symbols));
}
