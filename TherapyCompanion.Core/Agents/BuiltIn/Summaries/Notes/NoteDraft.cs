using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Notes;

/// <summary>Reads typed notes into pieces: headings and what stands under them, lists, clauses, sentences that lean on the one before.</summary>
internal sealed class NoteDraft
{
    // What was done and what changed is what a record is read for.
    private const double WhatWasDone = 0.8;
    private const double ClearlySaid = 3;

    private const int LongestJoinedList = 70;
    private const int LongestJoined = 20;
    private const int LongestLeaning = 5;
    private const int LongestOpening = 8;
    private const int ShortestEntry = 2;

    // What a few words beside the matter weigh ("Copay collected"): they lean on nothing.
    private const double AsideOfFew = 2;

    // Fewer words than this stay with the clause before them, whatever section they speak to, unless it is risk, a task or a plan.
    private const int ShortestOwn = 5;

    private static readonly PhraseBook<string> Follows = new(f => f[0], "Summaries.Notes.follows.tsv");
    private static readonly PhraseBook<string> Opening = new(f => f[0], "Summaries.Notes.openings.tsv");

    private readonly List<Piece> pieces = [];
    private readonly IReadOnlyList<SourceUnit> units;
    private readonly IReadOnlyList<SectionSpec> sections;
    private readonly NoteSections places;

    // Whether the last clause read became a piece: only then can the next lean on it.
    private bool standing;
    private bool opening;

    private NoteDraft(IReadOnlyList<SourceUnit> units, IReadOnlyList<SectionSpec> sections)
    {
        this.units = units;
        this.sections = sections;
        places = new NoteSections(units, sections);
    }

    public static IReadOnlyList<Piece> Pieces(IReadOnlyList<SourceUnit> units, IReadOnlyList<SectionSpec> sections)
    {
        var draft = new NoteDraft(units, sections);
        for (var i = 0; i < units.Count;) i += draft.Read(i);
        return draft.pieces;
    }

    // Reads one unit, or a heading with its list; says how many units it took.
    private int Read(int i)
    {
        var unit = units[i];
        var words = Words.Of(unit.Text);
        if (words.Count == 0) return 1;
        var heading = Headings.At(Tidy.WithoutListMark(unit.Text), unit.OpensLine || i == 0, sections);
        places.Enter(unit, heading);
        if (heading is { Body.Length: 0 }) return ReadList(i, heading);
        opening = i < 2 && heading is null && Opening.Any(words) && !IsRisky(unit.Text);
        if (opening && words.Count <= LongestOpening) return 1;
        if (heading is null && standing && LeansBack(words) && Asides.Weight(words) < AsideOfFew && places.Under is not SectionCues.Homework && !IsRisky(unit.Text))
        {
            Lean(unit);
            return 1;
        }

        ReadClauses(i, heading);
        return 1;
    }

    private void ReadClauses(int i, Heading? heading)
    {
        var unit = units[i];

        // "סיכון: ללא": so short an entry says nothing without its heading.
        var drops = heading is { Drop: true } && (heading.Section is SectionCues.Homework or SectionCues.Plan || Words.Of(heading.Body).Count > ShortestEntry);
        var text = drops ? heading!.Body : unit.Text;
        var read = new List<(string Text, string Section, double Weight, bool Aside)>();
        var dictated = Statements.IsDictated(Words.Of(text));
        foreach (var span in Statements.Of(text))
        {
            var clause = text.Substring(span.Start, span.Length);
            var words = Words.Of(clause);
            var before = read.Count == 0 ? null : read[^1].Section;
            var (section, weight) = places.Classify(i, clause, heading, heading?.Section is not null && span.Start == 0, before, dictated);
            var aside = IsAside(words, clause, section, weight);
            if (words.Count < ShortestOwn && before is not null && !dictated && section is SectionCues.Topics or SectionCues.Interventions or SectionCues.Progress)
            {
                read[^1] = read[^1] with { Text = read[^1].Text + clause };
            }
            else if (before == section && read[^1].Aside == aside && !dictated && MayJoin(read[^1].Text, words, section))
            {
                read[^1] = (read[^1].Text + clause, section, Math.Max(read[^1].Weight, weight), aside);
            }
            else
            {
                read.Add((clause, section, weight, aside));
            }
        }

        // A clause that only its neighbour makes true ("without intent" …) is no statement of its own.
        if (read.Count > 1 && read.Exists(r => !r.Aside && !IsLinked(new Piece(Tidy.Sentence(r.Text), [unit.Number], r.Section, 0, false))))
        {
            var strongest = read.MaxBy(r => r.Weight);
            read = [(text, strongest.Section, strongest.Weight, false)];
        }

        foreach (var (clause, section, weight, aside) in read)
        {
            standing = !aside;
            if (!aside) Add(unit, clause, section, weight);
        }
    }

    private void Add(SourceUnit unit, string text, string section, double weight)
    {
        if (section == SectionCues.Homework)
        {
            foreach (var item in HomeworkItems.Split(Tidy.WithoutListMark(text)))
            {
                pieces.Add(new Piece(Tidy.Sentence(item), [unit.Number], section, ValueOf(Words.Of(item), weight, item), weight >= 2));
            }

            return;
        }

        // What names the session says who came; it sets no plan and matters little.
        if (opening) (section, weight) = (SectionCues.Topics, 0);
        var words = Words.Of(text);
        var value = ValueOf(words, weight + (AlsoSaid(words, section) * 0.4), text);
        if (section is SectionCues.Interventions or SectionCues.Progress && weight >= ClearlySaid) value += WhatWasDone;
        pieces.Add(new Piece(Tidy.Sentence(text), [unit.Number], section, value, IsKept(section, weight) || IsRisky(text)));
    }

    // A sentence that also speaks to other sections tells more.
    private static double AlsoSaid(IReadOnlyList<Word> words, string section) =>
        SectionCues.Weigh(words).Where(w => w.Key != section && w.Key != SectionCues.Homework && w.Value > 0).Sum(w => w.Value);

    private static double ValueOf(IReadOnlyList<Word> words, double weight, string text)
    {
        var value = 1 + (0.5 * Math.Min(weight, 8)) + (0.5 * Math.Min(4, Salience.Of(words)));
        value += Math.Min(3, words.Count(w => w.IsNumber)) * 0.4;
        value += Math.Min(14, words.Count(w => w.Folded.Length > 3)) * 0.06;
        value += text.AsSpan().ContainsAny('"', '“', '”') ? 0.5 : 0;
        value -= words.Count < 4 ? 1 : 0;
        return Math.Max(0, value - (0.8 * Asides.Weight(words)));
    }

    // What stands beside the matter stays out, unless it speaks of risk or carries much all the same.
    private static bool IsAside(IReadOnlyList<Word> words, string text, string section, double weight)
    {
        var aside = Asides.Weight(words);
        if (aside < 1.5 || IsRisky(text) || section == SectionCues.Risk) return false;
        var carries = Salience.Of(words) + (section is SectionCues.Interventions or SectionCues.Progress ? 0.25 * Math.Min(weight, 6) : 0);
        return aside >= 1.5 + (0.4 * carries);
    }

    // What a heading of the therapist's own template names is wanted there, too.
    private static bool IsKept(string section, double weight) => section switch
    {
        SectionCues.Topics or SectionCues.Interventions or SectionCues.Progress => false,
        SectionCues.Homework or SectionCues.Plan => weight >= 2.4,
        _ => true,
    };

    private static bool IsRisky(string text) => RiskMentions.KindsIn(text).Count > 0;

    private static bool LeansBack(IReadOnlyList<Word> words) =>
        (words.Count <= 2 && !words.Any(w => w.IsNumber)) || (words.Count <= LongestLeaning && Follows.Any(words));

    private void Lean(SourceUnit unit)
    {
        var last = pieces[^1];
        var text = Tidy.Sentence(unit.Text);
        var joined = last with { Text = last.Text + " " + text, Units = [.. last.Units, unit.Number], Value = last.Value + 0.1 };

        // "שאלתי על אלימות. שללו": together they would need one unit for question and answer; apart, each stands on its own.
        if (IsLinked(joined)) pieces[^1] = joined;
        else pieces.Add(last with { Text = text, Units = [unit.Number] });
    }

    // Clauses of one sentence and section stay together while they are short; tasks are taken apart anyway.
    private static bool MayJoin(string before, IReadOnlyList<Word> words, string section) =>
        section != SectionCues.Homework && before.TrimEnd() is not [.., '.' or '!' or '?'] && Words.Of(before).Count + words.Count <= LongestJoined;

    private bool IsLinked(Piece piece) =>
        ProvenanceCheck.Of(piece.Text, [.. units.Where(u => piece.Units.Contains(u.Number))], units) == Provenance.Linked;

    private int ReadList(int i, Heading heading)
    {
        var count = 1;
        while (i + count < units.Count && Tidy.IsListItem(units[i + count].Text)) count++;

        // The heading says only where what follows belongs; its units are read in their turn.
        if (count == 1 || (heading.Section is not null && heading.Drop) || heading.Section is SectionCues.Homework or SectionCues.Plan) return 1;
        var list = Enumerable.Range(i, count).Select(n => units[n]).ToList();
        var all = Words.Of(string.Join('\n', list.Select(u => u.Text)));
        if (all.Count > LongestJoinedList) return 1;
        var items = list.Skip(1).Select(u => Tidy.WithoutListMark(u.Text).Trim().TrimEnd('.', ';', ','));
        var (section, weight) = heading.Section is { } named ? (named, 4) : SectionCues.Best(SectionCues.Weigh(Words.Of(units[i].Text)));
        var text = Tidy.Sentence(units[i].Text.Trim() + " " + string.Join("; ", items));
        pieces.Add(new Piece(text, [.. list.Select(u => u.Number)], section, ValueOf(all, weight + 2, text), IsKept(section, weight)));
        standing = true;
        return count;
    }
}
