using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Speech;

/// <summary>
/// Reads a dialogue into pieces. The patient's words prove reports and stand as quotations; the therapist's prove interventions and plans.
/// What the patient denies stands only together with the question.
/// </summary>
internal sealed class DialogueDraft
{
    private const int LongestQuestion = 32;
    private const int LongestAnswer = 34;
    private const int ShortAnswer = 6;

    // Words that carry something a statement needs, by who makes it and whether it sets a task.
    private const int LeastOfTask = 3;
    private const int LeastOfTherapist = 4;
    private const int LeastOfPatient = 3;

    private const double ClearTask = 3;
    private const double AsksForRisk = 3.5;

    // A task or plan runs on over the sentences that follow it.
    private const double RunsOn = 3;

    private readonly List<Piece> pieces = [];
    private readonly bool hebrew;
    private readonly SpokenValue value;

    // A question the patient met with a question ("where to?"); it waits for the answer after next.
    private Said? waiting;
    private string? running;

    private DialogueDraft(bool hebrew, SpokenValue value) => (this.hebrew, this.value) = (hebrew, value);

    public static IReadOnlyList<Piece> Pieces(IReadOnlyList<SourceUnit> units)
    {
        var turns = Turns.Of(units);
        var draft = new DialogueDraft(TextLanguage.Of(string.Concat(units.Take(40).Select(u => u.Text))) == "he", new SpokenValue(turns));
        for (var i = 0; i < turns.Count; i++)
        {
            if (turns[i].Speaker == Speaker.Therapist) draft.ReadTherapist(turns[i]);
            else draft.ReadAnswer(turns[i], i > 0 && turns[i - 1].Speaker == Speaker.Therapist ? turns[i - 1] : null);
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
            var asks = said.IsQuestion && !SpeechWords.EndsInTag(said.Words) && !SpeechWords.Invites(said.Words);
            if (command || asks || SpeechWords.IsToMachine(said.Words) || SpeechWords.IsCourtesy(said.Words)) continue;
            var weights = SectionCues.Weigh(said.Words);
            if (running is not null && SpeechWords.RunsOn(said.Words)) weights[running] = weights.GetValueOrDefault(running) + RunsOn;
            var (section, weight) = SectionCues.Best(weights);
            var task = section is SectionCues.Homework or SectionCues.Plan;
            if (task || SpeechWords.Weight(said.Words) > 1) running = task ? section : null;
            if (!(task && weight >= ClearTask) && IsAside(said.Words)) continue;
            if (SpeechWords.Weight(said.Words) < (task ? LeastOfTask : LeastOfTherapist)) continue;
            if (section == SectionCues.Risk && RiskMentions.KindsIn(said.Text).Count == 0) section = SectionCues.Interventions;

            // A therapist's word about what was brought or changed is a reflection; a measure they read out is none.
            if (section == SectionCues.Topics || (section == SectionCues.Progress && !said.Words.Any(w => w.IsNumber))) section = SectionCues.Interventions;
            Add(Tidy.Statement(SpeechWords.Plain(said)), said.Units, section, weight, said.Words, task && weight >= ClearTask, Speaker.Therapist);
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
            AddPair(waiting, turn.Sentences, risk, before.Sentences[0]);
            waiting = null;
            return;
        }

        waiting = null;
        if (SpeechWords.IsNod(all) && !(answered && (risk || SpeechWords.Proposes(question!.Words) || Salience.Of(question!.Words) > 0))) return;
        var said = Asked(turn.Sentences, answered ? question : null);
        if (said.Count == 0) return;
        var yesOrNo = all.Count > 0 && SpeechWords.IsYesOrNo(all[0]);
        var pairable = answered && !SpeechWords.IsCourtesy(question!.Words) && question.Words.Count <= LongestQuestion;
        var needed = risk || yesOrNo || SpeechWords.Proposes(question?.Words ?? [])
            || said[0].Any(s => Negatives.IsFinding(s.Words) || SpeechWords.IsNegative(s.Words))
            || SpeechWords.Weight([.. said[0].SelectMany(s => s.Words)]) <= ShortAnswer || SpeechWords.IsFragment(said[0][0].Words)
            || SpeechWords.Weight(said[0][0].Words) <= 3 && said[0][0].Words.Any(w => w.IsNumber || Salience.Of(w) > 0);
        if (pairable && needed)
        {
            var rest = AddPair(question!, said[0], risk);
            said[0] = [.. said[0].Skip(rest)];
        }
        else if (yesOrNo && all.Count > 3 && before is { Sentences: [.., var last] } && !SpeechWords.IsCourtesy(last.Words) && Salience.Of(last.Words) > 0)
        {
            var rest = AddPair(last, said[0], risk);
            said[0] = [.. said[0].Skip(rest)];
        }

        var asked = answered ? question : before?.Sentences.LastOrDefault(s => SpeechWords.Weight(s.Words) > 1);
        foreach (var group in said.SelectMany(Groups)) AddReport(group, asked);
    }

    // The answer's sentences in runs that may stand together, without negative findings that nobody asked for.
    private static List<IReadOnlyList<Said>> Asked(IReadOnlyList<Said> sentences, Said? question)
    {
        var runs = new List<IReadOnlyList<Said>>();
        var run = new List<Said>();
        var place = 0;
        foreach (var said in sentences)
        {
            var asked = !Negatives.IsFinding(said.Words) || (question is not null && Negatives.IsAsked(question, said, place));
            if (asked && !IsAside(said.Words))
            {
                run.Add(said);
            }
            else
            {
                if (run.Count > 0) runs.Add(run);
                run = [];
                if (!asked) runs.AddRange(Negatives.Without(said).Where(s => !IsAside(s.Words)).Select(s => (IReadOnlyList<Said>)[s]));
            }

            // After a bare "no" the answer goes on.
            if (said.Words.Count == 1 && SpeechWords.IsNegative(said.Words)) continue;
            place += SpeechWords.Weight(said.Words) > 0 || SpeechWords.IsNegative(said.Words) ? 1 : 0;
        }

        if (run.Count > 0) runs.Add(run);
        return runs;
    }

    private static bool IsAside(IReadOnlyList<Word> words) => Asides.Weight(words) >= 1.5 + (0.5 * Salience.Of(words));

    private static bool Risky(Said? question, Turn turn) =>
        (question is not null && AsksAboutRisk(question)) || turn.Sentences.Any(s => CrisisDetector.Mentioned(s.Text) is { Level: >= CrisisLevel.High });

    private static bool AsksAboutRisk(Said question) =>
        SectionCues.Weigh(question.Words).GetValueOrDefault(SectionCues.Risk) >= AsksForRisk
        || RiskMentions.KindsIn(question.Text).Count > 0 || CrisisDetector.Mentioned(question.Text) is { Level: >= CrisisLevel.High };

    private void AddReport(IReadOnlyList<Said> group, Said? question)
    {
        var words = group.SelectMany(s => s.Words).ToList();
        var risk = group.Any(s => CrisisDetector.Mentioned(s.Text) is { Level: >= CrisisLevel.High });
        var says = SpeechWords.Weight(words) >= LeastOfPatient && !SpeechWords.IsToMachine(words) && !SpeechWords.IsCourtesy(words) && !group.All(s => s.IsQuestion);
        if (!risk && !says) return;
        var (section, weight) = OfPatient(words);
        var takesOn = running == SectionCues.Homework && SpeechWords.Commits(words);
        var ownRisk = SectionCues.Weigh(words).GetValueOrDefault(SectionCues.Risk) >= AsksForRisk && group.Any(s => RiskMentions.KindsIn(s.Text).Count > 0);
        if (risk || ownRisk) section = SectionCues.Risk;
        else if (takesOn) section = SectionCues.Homework;

        // A quotation that begins with "no" is a denial to whoever reads it alone; with its question it is what it was.
        if (group.Any(s => SpeechWords.IsNegative(s.Words)) && question is not null && question.Words.Count <= LongestQuestion)
        {
            AddPair(question, group, risk);
            return;
        }

        Add(Quote(Joined(group)), Units(group), section, weight, words, risk || takesOn, Speaker.Patient);
    }

    // A patient reports, progresses, or tells of an appointment; what a therapist does they only tell about.
    private static (string Section, double Weight) OfPatient(IReadOnlyList<Word> words)
    {
        var weights = SectionCues.Weigh(words);
        var (progress, plan) = (weights.GetValueOrDefault(SectionCues.Progress), weights.GetValueOrDefault(SectionCues.Plan));
        var topics = weights.GetValueOrDefault(SectionCues.Topics);
        if (plan > 3 && plan > progress && plan > topics) return (SectionCues.Plan, plan);
        return progress > topics ? (SectionCues.Progress, progress) : (SectionCues.Topics, topics);
    }

    /// <returns>How many sentences of the answer it holds.</returns>
    private int AddPair(Said question, IReadOnlyList<Said> sentences, bool risk, Said? between = null)
    {
        var answer = Fitting(sentences);
        var answerWords = answer.SelectMany(s => s.Words).ToList();
        var words = question.Words.Concat(answerWords).ToList();
        var proposes = SpeechWords.Proposes(question.Words);
        var planned = SectionCues.Weigh(question.Words).GetValueOrDefault(SectionCues.Plan) >= 3;
        var (section, weight) = OfPatient(answerWords);
        if (weight <= 0) (section, weight) = OfPatient(words);
        if (risk) section = SectionCues.Risk;
        else if (SpeechWords.Invites(question.Words)) section = SectionCues.Interventions;
        else if (proposes || planned) section = proposes ? SectionCues.Homework : SectionCues.Plan;

        // Said once is enough: what stands in the pair doesn't also stand alone.
        pieces.RemoveAll(p => p.Text == Tidy.Statement(SpeechWords.Plain(question)));
        IReadOnlyList<Said> asked = between is null ? [question] : [question, between];
        var text = string.Join(" — ", asked.Select(s => Quote(SpeechWords.Trimmed(s, statement: false)))) + " — " + Quote(Joined(answer));
        Add(text, [.. Units(asked), .. Units(answer).Except(Units(asked))], section, weight, words, risk || proposes || planned, Speaker.Other);
        return answer.Count;
    }

    private void Add(string text, IReadOnlyList<int> units, string section, double weight, IReadOnlyList<Word> words, bool keep, Speaker who) =>
        pieces.Add(new Piece(text, units, section, value.Of(section, weight, words, who), keep));

    // Whole answers where they fit; of a long one its beginning, sentence by sentence.
    private static IReadOnlyList<Said> Fitting(IReadOnlyList<Said> sentences)
    {
        var first = 0;
        while (first < sentences.Count - 1 && sentences[first].Words.Count == 0) first++;
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
        if (group.Count == 1) return SpeechWords.Trimmed(group[0], statement: false);
        var first = SpeechWords.Trimmed(group[0], statement: false);
        return Tidy.Speech(first + " " + string.Join(' ', group.Skip(1).Select(s => s.Text)));
    }

    private static int[] Units(IReadOnlyList<Said> group) => [.. group.SelectMany(s => s.Units).Distinct()];

    private string Quote(string words) => hebrew ? "״" + words + "״" : "“" + words + "”";
}
