using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>
/// Reads a dialogue into pieces. The patient's words prove reports and stand as quotations; the therapist's prove interventions and plans.
/// What the patient denies stands only together with the question.
/// </summary>
internal sealed class DialogueDraft
{
    private const int LongestQuestion = 32;
    private const int LongestAnswer = 34;
    private const int ShortAnswer = 6;

    // What a therapist says is first of all something a therapist does.
    private const double TherapistActs = 1.5;

    private readonly List<Piece> pieces = [];
    private readonly bool hebrew;

    // A question the patient met with a question ("where to?"); it waits for the answer after next.
    private Said? waiting;

    private DialogueDraft(bool hebrew) => this.hebrew = hebrew;

    public static IReadOnlyList<Piece> Pieces(IReadOnlyList<SourceUnit> units)
    {
        var draft = new DialogueDraft(TextLanguage.Of(string.Concat(units.Take(40).Select(u => u.Text))) == "he");
        var turns = Turns.Of(units);
        for (var i = 0; i < turns.Count; i++)
        {
            if (turns[i].Speaker == Speaker.Therapist)
            {
                draft.ReadTherapist(turns[i]);
            }
            else
            {
                draft.ReadAnswer(turns[i], i > 0 && turns[i - 1].Speaker == Speaker.Therapist ? turns[i - 1] : null);
            }
        }

        return draft.pieces;
    }

    private void ReadTherapist(Turn turn)
    {
        var toMachine = false;
        foreach (var said in turn.Sentences)
        {
            // "hey dragon ?" and then, as a sentence of its own, what the machine is to do.
            var command = toMachine;
            toMachine = SpeechWords.IsToMachine(said.Words) && said.Words.Count <= 3;
            if (command || said.IsQuestion && !SpeechWords.EndsInTag(said.Words) || SpeechWords.IsToMachine(said.Words) || SpeechWords.IsCourtesy(said.Words))
            {
                continue;
            }

            var weights = SectionCues.Weigh(said.Words);
            weights[SectionCues.Interventions] = weights.GetValueOrDefault(SectionCues.Interventions) * TherapistActs;
            var (section, weight) = SectionCues.Best(weights);
            var task = section is SectionCues.Homework or SectionCues.Plan;
            if (weight == 0 || SpeechWords.Weight(said.Words) < (task ? 3 : 4))
            {
                continue;
            }

            var text = Tidy.Statement(SpeechWords.Trimmed(said, statement: true));
            Add(text, said.Units, section, weight, said.Words, task);
        }
    }

    private void ReadAnswer(Turn turn, Turn? before)
    {
        var all = turn.Sentences.SelectMany(s => s.Words).ToList();
        var question = before?.Sentences.LastOrDefault(s => s.IsQuestion);
        var answered = question is not null && before!.Sentences.Count - before.Sentences.ToList().IndexOf(question) <= 2;
        var risk = Risky(question, turn);
        if (answered && turn.Sentences.Count == 1 && turn.Sentences[0].IsQuestion)
        {
            waiting = question;
            return;
        }

        if (waiting is not null && !answered && before is not null)
        {
            AddPair(waiting, turn, risk, before.Sentences[0]);
            waiting = null;
            return;
        }

        waiting = null;
        if (SpeechWords.IsNod(all) && !(answered && (risk || SpeechWords.Proposes(question!.Words))))
        {
            return;
        }

        var negative = turn.Sentences.Any(s => SpeechWords.IsNegative(s.Words));
        var yesOrNo = all.Count > 0 && all[0].Folded is "yes" or "no" or "yeah" or "כן" or "לא";
        var pairable = answered && !SpeechWords.IsCourtesy(question!.Words) && question.Words.Count <= LongestQuestion;
        if (pairable && (risk || negative || yesOrNo || SpeechWords.Weight(all) <= ShortAnswer || SpeechWords.Proposes(question!.Words)))
        {
            AddPair(question!, turn, risk);
            return;
        }

        if (yesOrNo && before is { Sentences.Count: > 0 } && !SpeechWords.IsCourtesy(before.Sentences[^1].Words) && all.Count > 3)
        {
            AddPair(before.Sentences[^1], turn, risk);
            return;
        }

        foreach (var group in Groups(turn.Sentences))
        {
            AddReport(group, answered ? question : null);
        }
    }

    private static bool Risky(Said? question, Turn turn) =>
        (question is not null && (RiskMentions.KindsIn(question.Text).Count > 0 || CrisisDetector.Detect(question.Text) is { Level: >= CrisisLevel.High }))
        || turn.Sentences.Any(s => CrisisDetector.Detect(s.Text) is { Level: >= CrisisLevel.High });

    private void AddReport(IReadOnlyList<Said> group, Said? question)
    {
        var words = group.SelectMany(s => s.Words).ToList();
        if (SpeechWords.Weight(words) < 4 || SpeechWords.IsToMachine(words) || SpeechWords.IsCourtesy(words))
        {
            return;
        }

        // A denial nobody asked for has no place in a record; without its question it is left to the reader of the transcript.
        var risk = group.Any(s => CrisisDetector.Detect(s.Text) is { Level: >= CrisisLevel.High });
        if (question is null && !risk && group.Any(s => SpeechWords.IsNegative(s.Words)))
        {
            return;
        }

        var (section, weight) = SectionCues.Best(SectionCues.Weigh(words));
        section = risk ? SectionCues.Risk : section is SectionCues.Progress ? section : SectionCues.Topics;
        Add(Quote(Joined(group)), Units(group), section, weight + 0.5, words, risk);
    }

    private void AddPair(Said question, Turn turn, bool risk, Said? between = null)
    {
        var answer = Fitting(turn.Sentences);
        var words = question.Words.Concat(answer.SelectMany(s => s.Words)).ToList();
        var proposes = SpeechWords.Proposes(question.Words);
        var (section, weight) = SectionCues.Best(SectionCues.Weigh(words));
        var planned = SectionCues.Weigh(question.Words).GetValueOrDefault(SectionCues.Plan) >= 2;
        section = risk ? SectionCues.Risk : proposes ? SectionCues.Homework : planned ? SectionCues.Plan : section is SectionCues.Progress ? section : SectionCues.Topics;
        // Said once is enough: what stands in the pair doesn't also stand alone.
        pieces.RemoveAll(p => p.Text == Tidy.Statement(SpeechWords.Trimmed(question, statement: true)));
        IReadOnlyList<Said> asked = between is null ? [question] : [question, between];
        var text = string.Join(" — ", asked.Select(s => Quote(SpeechWords.Trimmed(s, statement: false)))) + " — " + Quote(Joined(answer));
        Add(text, [.. Units(asked), .. Units(answer).Except(Units(asked))], section, weight + 0.5, words, risk || proposes || planned);
    }

    private void Add(string text, IReadOnlyList<int> units, string section, double weight, IReadOnlyList<Word> words, bool keep)
    {
        var value = weight + Math.Min(2, words.Count(w => w.IsNumber)) * 0.4 + Math.Min(14, SpeechWords.Weight(words)) * 0.08;
        pieces.Add(new Piece(text, units, section, value, keep));
    }

    // Whole answers where they fit; of a long one its beginning, sentence by sentence.
    private static IReadOnlyList<Said> Fitting(IReadOnlyList<Said> sentences)
    {
        var first = 0;
        while (first < sentences.Count - 1 && sentences[first].Words.Count == 0)
        {
            first++;
        }

        var count = 1;
        var words = sentences[first].Words.Count;
        while (first + count < sentences.Count && words + sentences[first + count].Words.Count <= LongestAnswer)
        {
            words += sentences[first + count].Words.Count;
            count++;
        }

        return [.. sentences.Skip(first).Take(count)];
    }

    private static IEnumerable<IReadOnlyList<Said>> Groups(IReadOnlyList<Said> sentences)
    {
        var rest = sentences.SkipWhile(s => SpeechWords.IsNod(s.Words)).ToList();
        while (rest.Count > 0)
        {
            var group = Fitting(rest);
            yield return group;
            rest = rest.Skip(group.Count).ToList();
        }
    }

    private static string Joined(IReadOnlyList<Said> group)
    {
        if (group.Count == 1)
        {
            return SpeechWords.Trimmed(group[0], statement: false);
        }

        var first = SpeechWords.Trimmed(group[0], statement: false);
        return Tidy.Speech(first + " " + string.Join(' ', group.Skip(1).Select(s => s.Text)));
    }

    private static int[] Units(IReadOnlyList<Said> group) => [.. group.SelectMany(s => s.Units).Distinct()];

    private string Quote(string words) => hebrew ? "״" + words + "״" : "“" + words + "”";
}
