using TherapyCompanion.Core.Safety.Reading;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Detection;

/// <summary>A mention as it stands after what surrounds it was weighed.</summary>
/// <param name="Level">None: the surroundings turned it round.</param>
/// <param name="WasLevel">What the words alone would mean.</param>
/// <param name="Past">Told of a time that is over.</param>
internal sealed record Mention(CrisisEntry Entry, CrisisLevel Level, CrisisLevel WasLevel, bool Past, int First, int End);

/// <summary>Weighs each mention by its surroundings: negation, past, story, work, quotation, laughter, a trivial cause, advice.</summary>
internal static class Framing
{
    // A negation this close before a mention, in the same clause, turns it round ("לא התכוונתי למות", "I would never kill myself").
    private const int NegationReach = 3;
    private const int QuotationReach = 6;

    private static readonly string[] Laughter = ["😂", "🤣", "😅", "😆", "🙈", "😹", "🤪", "😜", "😝"];

    /// <summary>The mentions of a text; those that idioms cover are left out, those turned round have the level None.</summary>
    public static List<Mention> Mentions(Chart chart, string text)
    {
        var hits = CrisisGrammar.Entries(chart);
        if (hits.Count == 0) return [];
        var idioms = hits.Where(h => h.What.Level == CrisisLevel.None).ToList();
        var frames = CrisisGrammar.FramesOf(chart);
        // Whatever shares words with a figure of speech is one too.
        frames.AddRange(hits.Where(h => h.What is { FigureOfSpeech: true, Level: > CrisisLevel.None }).Select(h => new Found<string>("figure", h.First, h.End)));
        if (Laughs(text)) frames.AddRange(hits.Select(h => new Found<string>("joke", h.First, h.End)));
        // What surrounds a mention is its sentence: nothing else is asked, so that a long text costs in proportion to its length.
        var sentences = chart.Sentences();
        var framesOf = frames.ToLookup(f => sentences[f.First]);
        var idiomsOf = idioms.ToLookup(i => sentences[i.First]);
        var mentions = new List<Mention>();
        foreach (var sentence in hits.Where(h => h.What.Level != CrisisLevel.None).GroupBy(h => sentences[h.First]))
        {
            var (around, covering) = (framesOf[sentence.Key].ToList(), idiomsOf[sentence.Key].ToList());
            foreach (var hit in sentence)
                if (!covering.Exists(i => Covers(i, hit))) mentions.Add(Framed(hit, chart, around));
        }

        return mentions;
    }

    private static bool Laughs(string text) => Laughter.Any(l => text.Contains(l, StringComparison.Ordinal));

    // An idiom silences what shares half its words with it, and what it carries on ("don't want to live" + "live with him").
    private static bool Covers(Found<CrisisEntry> idiom, Found<CrisisEntry> hit)
    {
        var shared = Math.Min(idiom.End, hit.End) - Math.Max(idiom.First, hit.First);
        return shared > 0 && (shared * 2 >= hit.End - hit.First || (idiom.First > hit.First && idiom.End > hit.End));
    }

    private static Mention Framed(Found<CrisisEntry> hit, Chart chart, List<Found<string>> frames)
    {
        var entry = hit.What;
        var level = entry.Level;
        var past = false;
        var now = frames.Exists(f => f.What == "now" && f.First >= hit.First - 1 && f.First < hit.End);
        var present = now || frames.Exists(f => f.What == "present" && chart.SameSentence(f.First, hit.First));
        var self = frames.Exists(f => f.What == "self" && f.First >= hit.First && f.First < hit.End);
        foreach (var frame in frames)
        {
            if (!chart.SameSentence(frame.First, hit.First) || (entry.Firm && frame.What is ("joke" or "trivial" or "recovered" or "quoted" or "advice"))) continue;
            switch (frame.What)
            {
                case "negation" when !entry.OwnNegation && Negates(frame, hit, chart, frames):
                case "unneg" when entry.OwnNegation && frame.First <= hit.First && hit.First - frame.End <= 1:
                case "story" when !entry.OwnNegation && !now && !self:
                case "work" when !entry.OwnNegation && !now && !self:
                case "advice" when !now && !self && frame.End <= hit.First:
                    level = CrisisLevel.None;
                    break;
                case "dream" when entry.Kind is not (CrisisKind.Suicide or CrisisKind.SelfHarm):
                    level = CrisisLevel.None;
                    break;
                case "once" when frame.First < hit.End && hit.First - frame.End <= 2 && !now:
                case "past" or "recovered" when !present:
                    past = true;
                    level = Least(level, CrisisLevel.Low);
                    break;
                case "quoted" when frame.First <= hit.First && hit.First - frame.First <= QuotationReach:
                case "joke" or "trivial" when entry.FigureOfSpeech || frames.Exists(f => f.What == "figure" && f.First < hit.End && hit.First < f.End):
                    level = Least(level, CrisisLevel.Low);
                    break;
                case "joke":
                    level = Least(level, CrisisLevel.High);
                    break;
            }
        }

        return new Mention(entry, level, entry.Level, past, hit.First, hit.End);
    }

    // Before the mention, or just behind its first word ("I'm not suicidal"); what the words negate of themselves ("never wake up") is theirs.
    private static bool Negates(Found<string> frame, Found<CrisisEntry> hit, Chart chart, List<Found<string>> frames)
    {
        if (frame.First > hit.First) return frame.First <= hit.First + 2 && frame.End < hit.End && !frames.Exists(f => f.What is "carried" && f.First <= frame.First && f.End >= frame.End);
        return frame.End <= hit.First && hit.First - frame.End < NegationReach && chart.SameClause(frame.First, hit.First)
            && !frames.Exists(f => f.What == "break" && f.First >= frame.End && f.First < hit.First);
    }

    private static CrisisLevel Least(CrisisLevel a, CrisisLevel b) => a < b ? a : b;
}
