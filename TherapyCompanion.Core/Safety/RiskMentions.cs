using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety;

/// <summary>
/// A word search for risk in a therapist's notes. Negated and historical mentions are mentions too: a person reads each and decides.
/// No mention found says nothing about risk.
/// </summary>
public static class RiskMentions
{
    private static readonly PhraseBook<CrisisKind> Book =
        new(f => Enum.Parse<CrisisKind>(f[0], ignoreCase: true), "Safety.risk-words-he.tsv", "Safety.risk-words-en.tsv");

    /// <summary>The sentences (or clauses, in long sentences) that speak of risk, in reading order; at most one entry for a kind and stretch.</summary>
    public static IReadOnlyList<RiskMention> In(string notes)
    {
        if (string.IsNullOrWhiteSpace(notes))
        {
            return [];
        }

        var words = Words.Of(notes);
        var found = new List<RiskMention>();
        IReadOnlyList<SourceUnit>? units = null;
        foreach (var hit in Book.Find(words))
        {
            units ??= SourceText.Segment(notes);
            var place = Stretch.Around(notes, units, words, hit.First, hit.End);
            if (!found.Exists(m => m.Kind == hit.Entry && m.Span.Overlaps(place)))
            {
                found.Add(new RiskMention(hit.Entry, place, Stretch.LineOf(notes, place.Start)));
            }
        }

        return found;
    }

    /// <summary>The kinds of risk a stretch speaks of, affirmed or negated.</summary>
    public static IReadOnlySet<CrisisKind> KindsIn(string text) => Book.Find(Words.Of(text ?? "")).Select(h => h.Entry).ToHashSet();
}
