using TherapyCompanion.Core.Agents.BuiltIn.Summaries.Notes;
using TherapyCompanion.Core.Agents.BuiltIn.Summaries.Speech;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>
/// Drafts a summary out of the source's own sentences: it chooses, orders, trims and joins, and adds no word. It is deterministic and needs no model.
/// </summary>
public static class SummaryDrafter
{
    /// <summary>
    /// The draft: each section of the request in order, empty where the source has nothing for it. Every sentence rests on at least one unit and
    /// passes <see cref="ProvenanceCheck"/>; one that doesn't is left out. An empty source gives empty sections.
    /// </summary>
    public static SummaryProposal Draft(SummaryRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var units = request.Units;
        var spoken = units.Any(u => u.Speaker != Speaker.None);
        var pieces = spoken ? DialogueDraft.Pieces(units) : NoteDraft.Pieces(units, request.Sections);
        var budget = (request.Length ?? DraftLength.Usual).Of(units.Sum(u => Words.Of(u.Text).Count));
        var numbered = units.DistinctBy(u => u.Number).ToDictionary(u => u.Number);
        var chosen = PieceChoice.Of([.. pieces.Where(p => p.Words.Count > 0)], budget, p => IsLinked(p, numbered, units));
        var template = new Template(request.Sections);
        var bySection = chosen.ToLookup(template.Home);
        return new SummaryProposal([.. request.Sections.Select(s => new ProposedSection(s.Key, Sentences(bySection[s.Key])))]);
    }

    private static List<ProposedSentence> Sentences(IEnumerable<Piece> pieces)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. pieces.Where(p => seen.Add(p.Text)).Select(p => new ProposedSentence(p.Text, p.Units))];
    }

    private static bool IsLinked(Piece piece, Dictionary<int, SourceUnit> numbered, IReadOnlyList<SourceUnit> all) =>
        ProvenanceCheck.Of(piece.Text, [.. piece.Units.Select(n => numbered[n])], all) == Provenance.Linked;
}
