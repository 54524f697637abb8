using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>
/// Drafts a summary out of the source's own sentences: it chooses, orders, trims and joins, and adds no word. It is deterministic and needs no model.
/// </summary>
public static class SummaryDrafter
{
    // A dialogue gives at most this many sentences, however long it is.
    private const int MostSpokenSentences = 25;

    /// <summary>
    /// The draft: each section of the request in order, empty where the source has nothing for it. Every sentence rests on at least one unit.
    /// An empty source gives empty sections.
    /// </summary>
    public static SummaryProposal Draft(SummaryRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var spoken = request.Units.Any(u => u.Speaker != Speaker.None);
        var chosen = spoken
            ? PieceChoice.Spoken(DialogueDraft.Pieces(request.Units), MostSpokenSentences)
            : PieceChoice.Typed(NoteDraft.Pieces(request.Units, request.Sections), request.Units.Sum(u => Words.Of(u.Text).Count));
        var keys = request.Sections.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        var bySection = chosen.ToLookup(p => Home(p.Section, keys, request.Sections));
        return new SummaryProposal([.. request.Sections.Select(s => new ProposedSection(s.Key, Sentences(bySection[s.Key])))]);
    }

    private static List<ProposedSentence> Sentences(IEnumerable<Piece> pieces)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. pieces.Where(p => seen.Add(p.Text)).Select(p => new ProposedSentence(p.Text, p.Units))];
    }

    // A template may lack a built-in section; nothing chosen may be lost for that, risk least of all.
    private static string? Home(string section, HashSet<string> keys, IReadOnlyList<SectionSpec> sections)
    {
        if (keys.Contains(section))
        {
            return section;
        }

        var near = section switch
        {
            SectionCues.Homework => SectionCues.Plan,
            SectionCues.Plan => SectionCues.Homework,
            _ => SectionCues.Topics,
        };
        return keys.Contains(near) ? near : sections.Count > 0 ? sections[0].Key : null;
    }
}
