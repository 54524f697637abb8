using System.Text.RegularExpressions;
using TherapyCompanion.Core.Agents.BuiltIn.Summaries.Speech;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Notes;

/// <summary>
/// Says where in a summary a clause of typed notes belongs: by the heading it stands under, by its own words, by the clause before it. The weights
/// are few and add up; the words themselves are data.
/// </summary>
internal sealed partial class NoteSections(IReadOnlyList<SourceUnit> units, IReadOnlyList<SectionSpec> sections)
{
    // What a heading weighs for the clause it stands before, for the rest of its line, and for what follows a heading on a line of its own.
    private const double Heading = 6.5;
    private const double HeadingOfTasks = 8;
    private const double RestOfLine = 2.6;
    private const double LaterLine = 2.2;
    private const double OfList = 5;

    // A heading in the midst of prose ("השבוע: …") says little about the sentences after its own.
    private const double RestOfProse = 1;

    // Headings of what was brought gather everything; the words of what stands under them overrule them sooner.
    private const double OfTopics = 0.6;

    // The clause before, in the same sentence.
    private const double Before = 1.2;
    private const double BeforeOfRisk = 3;

    // "… and do the breathing": a task or plan that runs on.
    private const double RunsOn = 2.4;

    // In dictation what stands before is another sentence.
    private const double BeforeDictated = 0.5;

    // A number beside the one it was, or a score of so many.
    private const double Change = 4;
    private const double Score = 1.6;
    private const double Risk = 5;
    private const double Task = 1.6;

    private static readonly PhraseBook<string> Asked = new(f => f[0], "Summaries.Notes.asked.tsv");
    private static readonly PhraseBook<string> Done = new(f => f[0], "Summaries.Notes.review.tsv");

    private readonly int lastHomework = LastHomework(units, sections);
    private bool wholeLines;
    private bool sameLine;
    private bool inProse;
    private bool listItem;
    private bool lastWasRisk;

    /// <summary>The section of the heading that holds here, or null.</summary>
    public string? Under { get; private set; }

    /// <summary>Takes note of a unit and the heading it opens with.</summary>
    public void Enter(SourceUnit unit, Heading? heading)
    {
        sameLine = !unit.OpensLine;
        listItem = Tidy.IsListItem(unit.Text);
        if (heading is not null && (heading.Section is not null || unit.OpensLine))
        {
            (Under, wholeLines, sameLine, inProse) = (heading.Section, heading.Body.Length == 0, true, !unit.OpensLine);
        }
        else if (unit.OpensLine && !wholeLines && !listItem)
        {
            Under = null;
        }
    }

    /// <summary>The section of a clause and how much speaks for it.</summary>
    /// <param name="index">Index of the clause's unit.</param>
    /// <param name="heading">The heading the clause's sentence opens with.</param>
    /// <param name="opens">Whether the clause is the one right behind the heading.</param>
    /// <param name="before">The section of the clause before it in the same sentence.</param>
    /// <param name="dictated">Whether the sentence was spoken in one go, so that the clause before is a sentence of its own.</param>
    public (string Section, double Weight) Classify(int index, string text, Heading? heading, bool opens, string? before, bool dictated)
    {
        // The heading's own words are weighed as a heading, not once more as words.
        var body = opens && heading?.Section is not null && text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : text;
        var words = Words.Of(body);
        var weights = SectionCues.Weigh(words, Under is SectionCues.Homework or SectionCues.Plan);
        if (ChangePattern().IsMatch(text)) weights[SectionCues.Progress] = weights.GetValueOrDefault(SectionCues.Progress) + Change;
        else if (ScorePattern().IsMatch(text)) weights[SectionCues.Progress] = weights.GetValueOrDefault(SectionCues.Progress) + Score;
        var under = Under;
        if (under == SectionCues.Homework && IsReview(index, words))
        {
            under = SectionCues.Progress;
            weights.Remove(SectionCues.Homework);
            if (heading is not null) Under = SectionCues.Progress;
        }

        if (under is not null)
        {
            var weight = WeightOf(under, opens || (heading is not null && under == SectionCues.Homework));
            weights.Remove(SectionCues.Often, out var tasks);
            weights[under] = weights.GetValueOrDefault(under) + (weight * (under == SectionCues.Topics ? OfTopics : 1));

            // Under "plan" stand tasks and plans alike; how often or until when tells a task.
            if (under == SectionCues.Homework || (under == SectionCues.Plan && tasks >= Task)) weights[SectionCues.Homework] = weights.GetValueOrDefault(SectionCues.Homework) + tasks + (under == SectionCues.Plan ? weight : 0);
        }

        weights.Remove(SectionCues.Often);

        // What speaks of risk stays with risk, unless it is a task or a plan that a heading names; so does what was asked about it, and the answer.
        var task = under is SectionCues.Homework or SectionCues.Plan;
        if ((!task && RiskMentions.KindsIn(text).Count > 0) || (under is null && lastWasRisk && Asked.Any(words)))
        {
            weights[SectionCues.Risk] = weights.GetValueOrDefault(SectionCues.Risk) + Risk;
        }

        if (before is not null) weights[before] = weights.GetValueOrDefault(before) + (dictated ? BeforeDictated : before == SectionCues.Risk ? BeforeOfRisk : Before);
        if (before is SectionCues.Homework or SectionCues.Plan && SpeechWords.RunsOn(words)) weights[before] += RunsOn;
        var best = SectionCues.Best(weights);
        lastWasRisk = best.Section == SectionCues.Risk;
        return best;
    }

    private double WeightOf(string under, bool opens)
    {
        if (opens) return under is SectionCues.Homework or SectionCues.Plan ? HeadingOfTasks : Heading;
        if (wholeLines && listItem) return OfList;
        return inProse ? RestOfProse : sameLine && !wholeLines ? RestOfLine : LaterLine;
    }

    private bool IsReview(int index, IReadOnlyList<Word> words)
    {
        var early = index * 2 < units.Count;
        return (early && index < lastHomework) || Done.Find(words).Exists(h => h.Entry == "done" || early);
    }

    // Of two headings of homework the first tells how the last one went. Notes with one have no such first.
    private static int LastHomework(IReadOnlyList<SourceUnit> units, IReadOnlyList<SectionSpec> sections)
    {
        var (count, last) = (0, -1);
        for (var i = 0; i < units.Count; i++)
        {
            if (Headings.At(Tidy.WithoutListMark(units[i].Text), units[i].OpensLine || i == 0, sections)?.Section != SectionCues.Homework) continue;
            count++;
            last = i;
        }

        return count > 1 ? last : -1;
    }

    // "70->40", "מ-14 ל-9", "(was 4.5)", "from 6 to 3".
    [GeneratedRegex(@"\d\s*(?:[-–=]>|→|>)\s*\d|\d[^.\n]{0,30}(?:\bwas|\bprev(?:iously)?|\bprior|\bvs|היה|היתה|הייתה|היו|לעומת)\.?\s+-?\d|\bfrom\s+\d[\d.]*\s+to\s+\d|מ-\s?\d[\d.]*\s+ל-\s?\d", RegexOptions.IgnoreCase)]
    private static partial Regex ChangePattern();

    [GeneratedRegex(@"\b\d{1,3}\s?/\s?(?:3|5|10|100|27|21|63|80)\b")]
    private static partial Regex ScorePattern();
}
