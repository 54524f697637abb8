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

    private static readonly (string Name, CrisisKind Kind)[] Topics =
    [
        ("ask-harm_to_others", CrisisKind.HarmToOthers), ("ask-violence", CrisisKind.Violence), ("ask-suicide", CrisisKind.Suicide),
        ("ask-self_harm", CrisisKind.SelfHarm), ("ask-medical", CrisisKind.Overdose),
    ];

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
            state.Add(turns[t].Text ?? "", chart, t);
            asked = null;
        }

        return state.Result();
    }

    // What a question asks about: the plain words of danger, or the gentler ones therapists use.
    private static (CrisisKind Kind, bool Means)? Asked(string text, Chart chart, (CrisisKind Kind, bool Means)? before)
    {
        if (!text.Contains('?', StringComparison.Ordinal)) return before;
        var means = CrisisGrammar.Of(chart, "ask-means").Count > 0;
        foreach (var (name, kind) in Topics)
            if (CrisisGrammar.Of(chart, name).Count > 0) return (kind, means);
        return means && before is { } last ? (last.Kind, true) : null;
    }

    private sealed class State
    {
        private readonly List<(Mention Mention, int Turn, TextSpan Span)> mentions = [];
        private readonly List<(string Sign, int Turn, TextSpan Span)> signs = [];
        private readonly List<CrisisWords> answers = [];
        private CrisisLevel answered = CrisisLevel.None;
        private CrisisKind? answeredKind;
        private CrisisReading? worded;
        private bool denied;
        private bool retracted;

        public void Add(string text, Chart chart, int turn)
        {
            foreach (var m in Framing.Mentions(chart, text).Where(m => m.Level > CrisisLevel.None)) mentions.Add((m, turn, chart.Span(m.First, m.End)));
            if (LineReading.Wording(text, turn) is { } reading && reading.Level > (worded?.Level ?? CrisisLevel.None)) worded = reading;
            retracted |= CrisisGrammar.Of(chart, "retract").Count > 0;
            foreach (var s in CrisisGrammar.SignsOf(chart)) signs.Add((s.What, turn, chart.Span(s.First, s.End)));
        }

        public void Answer(CrisisKind kind, bool means, Chart chart, int turn)
        {
            if (CrisisGrammar.Of(chart, "nay").Count > 0)
            {
                denied = true;
                return;
            }

            var yes = CrisisGrammar.Of(chart, "yes");
            if (yes.Count == 0) return;
            // Of what was taken and when, a "yes" alone says little.
            if (kind == CrisisKind.Overdose && mentions.Count == 0 && signs.Count == 0) return;
            var known = answered >= CrisisLevel.High || mentions.Exists(m => m.Mention.Level >= CrisisLevel.High);
            var level = means && known ? CrisisLevel.Imminent : CrisisLevel.High;
            if (level > answered) (answered, answeredKind) = (level, kind);
            answers.Add(new CrisisWords(turn, chart.Span(yes[0].First, yes[0].End)));
        }

        public CrisisReading Result()
        {
            var kept = mentions.Where(m => !TakenBack(m.Mention)).ToList();
            var worst = kept.OrderByDescending(m => m.Mention.Level).ThenByDescending(m => m.Mention.End - m.Mention.First).FirstOrDefault();
            var level = worst.Mention?.Level ?? CrisisLevel.None;
            var kind = worst.Mention?.Entry.Kind;
            if (answered > level && !retracted) (level, kind) = (answered, answeredKind);
            var together = denied || retracted
                ? null
                : signs.GroupBy(s => CrisisGrammar.KindOf(s.Sign)).Where(g => g.Select(s => s.Sign).Distinct().Count() >= SignsThatAddUp && g.Select(s => s.Turn).Distinct().Count() > 1)
                    .OrderByDescending(g => g.Count()).FirstOrDefault();
            if (together is not null && level < CrisisLevel.High) (level, kind) = (CrisisLevel.High, together.Key);
            if (level < CrisisLevel.High && !denied && !retracted && worded is not null) return worded;
            if (level == CrisisLevel.None) return CrisisReading.Nothing;
            var words = kept.Select(m => new CrisisWords(m.Turn, m.Span)).Concat(answers).Concat(together?.Select(s => new CrisisWords(s.Turn, s.Span)) ?? []);
            return new CrisisReading(level, kind, LineReading.Worth(level), [.. words.Distinct().OrderBy(w => w.Turn).ThenBy(w => w.Span.Start)]);
        }

        private bool TakenBack(Mention mention) =>
            (denied && mention.Entry is { FigureOfSpeech: true, OwnNegation: false }) || (retracted && (mention.Entry.FigureOfSpeech || mention.Entry.Kind == CrisisKind.Overdose));
    }
}
