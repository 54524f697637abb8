using TherapyCompanion.Core.Agents.BuiltIn.Summaries;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>Counts over drafts of one language and form: which key facts they keep and where, and what they must not hold.</summary>
internal sealed class DraftKeeping
{
    // A fact counts as kept when this share of its words stands in sentences that cite the units it stands in.
    private const double Covered = 0.7;

    private readonly List<double> lengths = [];
    private (int Hits, int Of) facts, placed, noise, invented, unasked, linked;

    public void Add(EvaluationLine line, EvaluationSets sets)
    {
        var source = DraftingSource.Of(line);
        var language = line.Language(source.Text);
        var draft = SummaryDrafter.Draft(new(language, SummaryTemplate.Sections(language), source.Units));
        var drafted = draft.Sections.SelectMany(s => s.Sentences.Select(x => (s.Key, x.Text, Cited: (IReadOnlyList<SourceUnit>)[.. source.Units.Where(u => x.RestsOn.Contains(u.Number))]))).ToList();
        var gold = line.Object("gold");
        foreach (var fact in gold.Objects("facts"))
        {
            var words = Carrying(fact.Text("text"));
            var span = SpanOf(source.Text, fact.Text("text"));
            var citing = drafted.Where(d => d.Cited.Any(u => u.Span.Overlaps(span))).Select(d => (d.Key, Words: Carrying(d.Text))).ToList();
            var kept = words.Count(w => citing.Any(c => c.Words.Contains(w))) >= Covered * words.Count;
            facts = Count(facts, kept);
            if (!kept) sets.Miss($"{line.Id}: left out ({fact.Text("section")}): {fact.Text("text")}");
            if (!kept) continue;
            var section = citing.GroupBy(c => c.Key).MaxBy(g => words.Count(w => g.Any(c => c.Words.Contains(w))))!.Key;
            placed = Count(placed, section == fact.Text("section"));
            if (section != fact.Text("section")) sets.Miss($"{line.Id}: {section}, should be {fact.Text("section")}: {fact.Text("text")}");
        }

        foreach (var text in gold.Texts("noise"))
        {
            var (words, span) = (Carrying(text), SpanOf(source.Text, text));
            var citing = drafted.Where(d => d.Cited.Any(u => u.Span.Overlaps(span))).SelectMany(d => Carrying(d.Text)).ToHashSet(StringComparer.Ordinal);
            var kept = words.Count(citing.Contains) >= Covered * words.Count;
            noise = Count(noise, kept);
            if (kept) sets.Miss($"{line.Id}: noise kept: {text}");
        }

        foreach (var text in gold.Texts("unasked_negatives"))
        {
            var printed = drafted.Any(d => Folded(d.Text).Contains(Folded(text), StringComparison.Ordinal));
            unasked = Count(unasked, printed);
            if (printed) sets.Miss($"{line.Id}: unasked negative: {text}");
        }

        foreach (var (_, text, cited) in drafted)
        {
            var known = cited.SelectMany(u => Words.Of(u.Text)).Select(w => w.Folded).ToHashSet(StringComparer.Ordinal);
            var made = Words.Of(text).FirstOrDefault(w => !known.Contains(w.Folded) && !known.Contains("ו" + w.Folded));
            invented = Count(invented, made.Folded is not null);
            if (made.Folded is not null) sets.Miss($"{line.Id}: \"{made.Folded}\" stands in no unit cited: {text}");
            var state = ProvenanceCheck.Of(text, cited, source.Units);
            linked = Count(linked, state == Provenance.Linked);
            if (state != Provenance.Linked) sets.Miss($"{line.Id}: {state}: {text}");
        }

        lengths.Add((double)drafted.Sum(d => Words.Of(d.Text).Count) / Math.Max(1, source.Units.Sum(u => Words.Of(u.Text).Count)));
    }

    public IEnumerable<Figure> Figures(string form) =>
    [
        Figure.Share($"{form}: key facts kept", facts.Hits, facts.Of, "≥ .85"),
        Figure.Share($"{form}: kept facts in their section", placed.Hits, placed.Of, "≥ .80"),
        Figure.Share($"{form}: noise kept", noise.Hits, noise.Of),
        Figure.Share($"{form}: sentences with invented words", invented.Hits, invented.Of, "0"),
        Figure.Share($"{form}: unasked negatives printed", unasked.Hits, unasked.Of, "0"),
        Figure.Share($"{form}: sentences linked", linked.Hits, linked.Of, "1"),
        new($"{form}: draft's share of the source's words", lengths.Count == 0 ? double.NaN : lengths.Average(), Goal: "≤ .60"),
    ];

    private static (int Hits, int Of) Count((int Hits, int Of) so, bool hit) => (so.Hits + (hit ? 1 : 0), so.Of + 1);

    // Numbers, and words long enough to carry something.
    private static HashSet<string> Carrying(string text)
    {
        var words = Words.Of(text).Where(w => w.IsNumber || w.Folded.Length > 2).Select(w => w.Folded).ToHashSet(StringComparer.Ordinal);
        return words.Count > 0 ? words : [.. Words.Of(text).Select(w => w.Folded)];
    }

    private static string Folded(string text) => " " + string.Join(' ', Words.Of(text).Select(w => w.Folded)) + " ";

    private static TextSpan SpanOf(string text, string part)
    {
        var at = text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? new TextSpan(0, text.Length) : new TextSpan(at, part.Length);
    }
}
