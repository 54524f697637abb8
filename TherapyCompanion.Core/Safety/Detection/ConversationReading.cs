using TherapyCompanion.Core.Safety.Reading;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Detection;

/// <summary>
/// Reads several turns. The patient's own lines count as lines do; a "yes" counts for what the therapist asked; a denial when asked takes back a figure of
/// speech, never a plain statement; signs that mean little alone add up.
/// </summary>
internal static class ConversationReading
{
    private const int SignsThatAddUp = 2;

    public static CrisisReading Of(IReadOnlyList<CrisisTurn> turns)
    {
        var state = new State();
        (CrisisKind Kind, bool Means)? asked = null;
        for (var t = 0; t < turns.Count; t++)
        {
            var chart = CrisisGrammar.Read(turns[t].Text ?? "");
            if (turns[t].Speaker == Speaker.Therapist)
            {
                asked = Asked(turns[t].Text ?? "", chart, asked);
                continue;
            }

            if (asked is { } question) state.Answer(question.Kind, question.Means, chart, t);
            state.Add(chart, t);
            asked = null;
        }

        return state.Result();
    }

    private static (CrisisKind Kind, bool Means)? Asked(string text, Chart chart, (CrisisKind Kind, bool Means)? before)
    {
        if (!text.Contains('?', StringComparison.Ordinal)) return before;
        var hit = CrisisGrammar.Entries(chart).Where(h => h.What.Level > CrisisLevel.Low).Select(h => (CrisisKind?)h.What.Kind).FirstOrDefault()
            ?? RiskMentions.KindsIn(text).Select(k => (CrisisKind?)k).FirstOrDefault();
        var means = CrisisGrammar.Of(chart, "ask-means").Count > 0;
        return hit is { } kind ? (kind, means) : null;
    }

    private sealed class State
    {
        private readonly List<(Mention Mention, int Turn, TextSpan Span)> mentions = [];
        private readonly List<(string Sign, int Turn, TextSpan Span)> signs = [];
        private readonly List<CrisisWords> answers = [];
        private CrisisLevel answered = CrisisLevel.None;
        private CrisisKind? answeredKind;
        private bool denied;

        public void Add(Chart chart, int turn)
        {
            foreach (var m in Framing.Mentions(chart).Where(m => m.Level > CrisisLevel.None)) mentions.Add((m, turn, chart.Span(m.First, m.End)));
            foreach (var s in CrisisGrammar.SignsOf(chart)) signs.Add((s.What, turn, chart.Span(s.First, s.End)));
        }

        public void Answer(CrisisKind kind, bool means, Chart chart, int turn)
        {
            var no = CrisisGrammar.Of(chart, "nay").Count > 0;
            var yes = CrisisGrammar.Of(chart, "yes");
            if (no)
            {
                denied = true;
                return;
            }

            if (yes.Count == 0 || chart.Words.Count == 0) return;
            var level = means && (answered >= CrisisLevel.High || mentions.Exists(m => m.Mention.Level >= CrisisLevel.High)) ? CrisisLevel.Imminent : CrisisLevel.High;
            if (level > answered) (answered, answeredKind) = (level, kind);
            answers.Add(new CrisisWords(turn, chart.Span(yes[0].First, yes[0].End)));
        }

        public CrisisReading Result()
        {
            var kept = mentions.Where(m => !denied || !m.Mention.Entry.FigureOfSpeech || m.Mention.Entry.OwnNegation).ToList();
            var worst = kept.OrderByDescending(m => m.Mention.Level).ThenByDescending(m => m.Mention.End - m.Mention.First).FirstOrDefault();
            var level = worst.Mention?.Level ?? (mentions.Count > 0 ? CrisisLevel.Low : CrisisLevel.None);
            var kind = worst.Mention?.Entry.Kind ?? mentions.Select(m => (CrisisKind?)m.Mention.Entry.Kind).FirstOrDefault();
            if (answered > level) (level, kind) = (answered, answeredKind);
            var kinds = signs.Select(s => s.Sign).Distinct().Count();
            var together = kinds >= SignsThatAddUp && !denied;
            if (together && level < CrisisLevel.High && signs.Select(s => s.Turn).Distinct().Count() > 1) (level, kind) = (CrisisLevel.High, CrisisKind.Suicide);
            if (level == CrisisLevel.None) return CrisisReading.Nothing;
            var words = mentions.Select(m => new CrisisWords(m.Turn, m.Span)).Concat(answers).Concat(together ? signs.Select(s => new CrisisWords(s.Turn, s.Span)) : []);
            return new CrisisReading(level, kind, level switch { CrisisLevel.Imminent => 0.95, CrisisLevel.High => 0.75, _ => 0.3 },
                [.. words.Distinct().OrderBy(w => w.Turn).ThenBy(w => w.Span.Start)]);
        }
    }
}
