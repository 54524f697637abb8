using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>Reads typed notes into pieces: headings, lists, sentences that lean on the one before.</summary>
internal sealed class NoteDraft
{
    // What a heading still weighs for the sentences after it; a sentence's own strong cues overrule it.
    private const double Inherited = 2.2;
    private const int LongestJoinedList = 70;

    private static readonly PhraseBook<string> Follows = new(f => f[0], "BuiltIn.follows.tsv");
    private static readonly PhraseBook<string> Asked = new(f => f[0], "BuiltIn.asked.tsv");
    private static readonly PhraseBook<string> Opening = new(f => f[0], "BuiltIn.openings.tsv");

    private readonly List<Piece> pieces = [];
    private readonly IReadOnlyList<SourceUnit> units;
    private readonly IReadOnlyList<SectionSpec> sections;
    private string? context;

    private NoteDraft(IReadOnlyList<SourceUnit> units, IReadOnlyList<SectionSpec> sections)
    {
        this.units = units;
        this.sections = sections;
    }

    public static IReadOnlyList<Piece> Pieces(IReadOnlyList<SourceUnit> units, IReadOnlyList<SectionSpec> sections)
    {
        var draft = new NoteDraft(units, sections);
        for (var i = 0; i < units.Count;)
        {
            i += draft.Read(i);
        }

        return draft.pieces;
    }

    // Reads one unit, or a heading with its list; says how many units it took.
    private int Read(int i)
    {
        var unit = units[i];
        var words = Words.Of(unit.Text);
        if (words.Count == 0)
        {
            return 1;
        }

        var heading = Headings.At(Tidy.WithoutListMark(unit.Text), sections);
        if (heading is { Body.Length: 0 })
        {
            return ReadList(i, heading);
        }

        if (heading is not null)
        {
            context = heading.Section;
        }

        if (i < 2 && heading is null && words.Count <= 6 && Opening.Any(words) && Kinds(unit.Text).Count == 0)
        {
            return 1;
        }

        if (heading is null && LeansBack(words) && pieces.Count > 0 && context is not SectionCues.Homework && Kinds(unit.Text).Count == 0)
        {
            Lean(unit);
            return 1;
        }

        Add(unit, heading, words);
        return 1;
    }

    private void Add(SourceUnit unit, Heading? heading, IReadOnlyList<Word> words)
    {
        var (section, weight) = Classify(unit.Text, words, heading?.Section);
        var text = heading is { Drop: true } ? heading.Body : unit.Text;
        if (section == SectionCues.Homework)
        {
            foreach (var item in HomeworkItems.Split(Tidy.WithoutListMark(text)))
            {
                pieces.Add(new Piece(Tidy.Sentence(item), [unit.Number], section, weight, true));
            }

            return;
        }

        pieces.Add(new Piece(Tidy.Sentence(text), [unit.Number], section, ValueOf(words, weight + AlsoSaid(words, section), unit.Text), Kept(section) || Kinds(unit.Text).Count > 0));
    }

    private (string Section, double Weight) Classify(string text, IReadOnlyList<Word> words, string? heading)
    {
        // What speaks of risk stays with risk, unless it is a task or a plan that a heading names.
        if (heading is not (SectionCues.Homework or SectionCues.Plan or SectionCues.Progress) && Kinds(text).Count > 0)
        {
            return (SectionCues.Risk, 5);
        }

        // What was asked about a mention of risk, and the answer, belong beside it: the record needs both.
        if (heading is null && pieces.Count > 0 && pieces[^1].Section == SectionCues.Risk && Asked.Any(words))
        {
            return (SectionCues.Risk, 5);
        }

        var weights = SectionCues.Weigh(words);
        if (heading is not null)
        {
            return (heading, (heading == SectionCues.Topics ? 1.5 : 3) + weights.GetValueOrDefault(heading));
        }

        // Homework needs a heading or a clear word for it: "פעם ביום" alone is also how symptoms are counted.
        if (context != SectionCues.Homework && weights.GetValueOrDefault(SectionCues.Homework) < 3)
        {
            weights.Remove(SectionCues.Homework);
        }

        if (context is not null)
        {
            weights[context] = weights.GetValueOrDefault(context) + Inherited;
        }

        var best = SectionCues.Best(weights);
        context = best.Section == context ? context : best.Section is SectionCues.Plan ? SectionCues.Plan : null;
        return best;
    }

    // A sentence that also speaks to other sections tells more.
    private static double AlsoSaid(IReadOnlyList<Word> words, string section) =>
        SectionCues.Weigh(words).Where(w => w.Key != section && w.Key != SectionCues.Homework).Sum(w => w.Value) * 0.4;

    private static double ValueOf(IReadOnlyList<Word> words, double weight, string text)
    {
        var value = weight + Math.Min(3, words.Count(w => w.IsNumber)) * 0.4;
        value += words.Count < 4 ? -1 : 0;
        value += text.Contains('"', StringComparison.Ordinal) ? 0.3 : 0;
        return value / Math.Pow(Math.Max(8, words.Count), 0.35);
    }

    // What a heading of the therapist's own template names is wanted there, too.
    private static bool Kept(string section) => section is not (SectionCues.Topics or SectionCues.Interventions or SectionCues.Progress);

    private static IReadOnlySet<CrisisKind> Kinds(string text) => RiskMentions.KindsIn(text);

    private static bool LeansBack(IReadOnlyList<Word> words) =>
        words.Count <= 2 || (words.Count <= 5 && Follows.Any(words));

    private void Lean(SourceUnit unit)
    {
        var last = pieces[^1];
        var text = last.Text + " " + Tidy.Sentence(unit.Text);
        pieces[^1] = last with { Text = text, Units = [.. last.Units, unit.Number], Value = last.Value + 0.1 };
    }

    private int ReadList(int i, Heading heading)
    {
        var count = 1;
        while (i + count < units.Count && Tidy.IsListItem(units[i + count].Text))
        {
            count++;
        }

        context = heading.Section;
        if (count == 1 || heading.Section is not null && heading.Drop)
        {
            // The heading says only where what follows belongs; its units are read in their turn.
            return 1;
        }

        var list = Enumerable.Range(i, count).Select(n => units[n]).ToList();
        var all = Words.Of(string.Join('\n', list.Select(u => u.Text)));
        if (all.Count > LongestJoinedList || heading.Section == SectionCues.Homework)
        {
            return 1;
        }

        var items = list.Skip(1).Select(u => Tidy.WithoutListMark(u.Text).Trim().TrimEnd('.', ';', ','));
        var (section, weight) = heading.Section is { } named ? (named, 4) : SectionCues.Best(SectionCues.Weigh(Words.Of(units[i].Text)));
        var text = Tidy.Sentence(units[i].Text.Trim() + " " + string.Join("; ", items));
        pieces.Add(new Piece(text, [.. list.Select(u => u.Number)], section, weight + 1, Kept(section)));
        return count;
    }
}
