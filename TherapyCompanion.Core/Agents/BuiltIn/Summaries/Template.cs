using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>
/// The sections a summary is to have, and which of them a piece goes to: the six built-in ones by their keys, others by what their titles are
/// known to hold (<c>section-holds.tsv</c>), a title of the therapist's own by its words. Nothing chosen is lost for want of a section.
/// </summary>
internal sealed class Template
{
    // So much must speak for a finer matter before a piece goes to the section that has it for its own.
    private const double FineEnough = 2.5;

    private static readonly PhraseBook<string[]> Holdings = new(f => f[0].Split(' '), "BuiltIn.Summaries.section-holds.tsv");
    private static readonly PhraseBook<(string Matter, double Weight)> Fine =
        new(f => (f[0], double.Parse(f[1], System.Globalization.CultureInfo.InvariantCulture)), "BuiltIn.Summaries.fine-cues.tsv");

    // Where no section holds a matter, those that come nearest, in turn.
    private static readonly Dictionary<string, string[]> Nearest = new(StringComparer.Ordinal)
    {
        [SectionCues.Homework] = [SectionCues.Plan, "goals"],
        [SectionCues.Plan] = [SectionCues.Homework, "goals", "assessment"],
        [SectionCues.Risk] = ["assessment", "observation", SectionCues.Topics],
        [SectionCues.Progress] = ["assessment", "observation", "measures", SectionCues.Topics],
        [SectionCues.Interventions] = ["observation", "transference", SectionCues.Topics],
        [SectionCues.Topics] = ["background", "observation", "assessment"],
    };

    private readonly IReadOnlyList<SectionSpec> sections;
    private readonly List<(string Key, string[] Holds, HashSet<string> Title)> held = [];

    public Template(IReadOnlyList<SectionSpec> sections)
    {
        this.sections = sections;
        foreach (var section in sections)
        {
            var title = Words.Of(section.Title);
            var holds = Nearest.ContainsKey(section.Key) ? [section.Key] : Known(title) ?? Known(Words.Of(section.Key)) ?? [];
            var own = holds.Length > 0 ? [] : title.Where(w => w.Folded.Length > 2).SelectMany(w => Stems.Of(w.Folded)).Where(s => s.Length > 2).ToHashSet(StringComparer.Ordinal);
            held.Add((section.Key, holds, own));
        }
    }

    /// <summary>The key of the section a piece goes to; null only where there is no section at all.</summary>
    public string? Home(Piece piece)
    {
        if (sections.Any(s => s.Key == piece.Section)) return piece.Section;
        return OfMatter(piece) ?? OfTitle(piece) ?? Holding(piece.Section)
            ?? Nearest.GetValueOrDefault(piece.Section, []).Select(Holding).FirstOrDefault(k => k is not null)
            ?? (sections.Count > 0 ? sections[0].Key : null);
    }

    // A section that a finer matter is the first of, when the piece speaks of it clearly.
    private string? OfMatter(Piece piece)
    {
        if (piece.Section is SectionCues.Risk or SectionCues.Homework || !held.Exists(h => h.Holds.Length > 0 && !Nearest.ContainsKey(h.Holds[0]))) return null;
        return Fine.Find(piece.Words).GroupBy(h => h.Entry.Matter, StringComparer.Ordinal)
            .Select(g => (Matter: g.Key, Weight: g.Sum(h => h.Entry.Weight)))
            .Where(m => m.Weight >= FineEnough).OrderByDescending(m => m.Weight)
            .Select(m => held.Find(h => h.Holds.Length > 0 && h.Holds[0] == m.Matter).Key)
            .FirstOrDefault(k => k is not null);
    }

    private string? OfTitle(Piece piece) => piece.Section is SectionCues.Risk or SectionCues.Homework or SectionCues.Plan
        ? null
        : held.Find(h => h.Title.Count > 0 && piece.Words.Any(w => w.Folded.Length > 2 && Stems.Of(w.Folded).Any(h.Title.Contains))).Key;

    private string? Holding(string matter) => held
        .Select((h, place) => (h.Key, Rank: Array.IndexOf(h.Holds, matter), Place: place))
        .Where(h => h.Rank >= 0).OrderBy(h => h.Rank).ThenBy(h => h.Place).Select(h => h.Key).FirstOrDefault();

    private static string[]? Known(IReadOnlyList<Word> title) =>
        Holdings.Find(title).Where(h => h.First == 0).OrderByDescending(h => h.End).Select(h => h.Entry).FirstOrDefault();
}
