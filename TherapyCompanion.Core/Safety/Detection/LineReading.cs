using TherapyCompanion.Core.Safety.Reading;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Detection;

/// <summary>Reads a short text: the most urgent mention decides.</summary>
internal static class LineReading
{
    // What a level is worth where a number is asked for.
    private static readonly double[] Numbers = [0, 0.3, 0.75, 0.95];

    public static double Worth(CrisisLevel level) => Numbers[(int)level];

    public static CrisisReading Of(string text)
    {
        var chart = CrisisGrammar.Read(text);
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
