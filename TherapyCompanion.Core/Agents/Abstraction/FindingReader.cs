using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>What one finding says, in entries of the taxonomy.</summary>
/// <param name="Scores">Each entry with its evidence, the strongest first; empty when there is a reason.</param>
/// <param name="Reason">Why it gives the client nothing; null when it gives something.</param>
internal sealed record FindingReading(IReadOnlyList<(ThemeEntry Entry, int Score)> Scores, DropReason? Reason);

/// <summary>Reads a clinical finding for what belongs to the taxonomy. What can't be told with confidence is left out.</summary>
internal static class FindingReader
{
    // One finding tells of one or two things; more would be guessing.
    private const int MostEntries = 2;

    // Findings are short; of anything longer only the beginning is read for themes (all of it for risk).
    private const int LongestRead = 4_000;

    private static readonly PhraseBook<Context> Contexts =
        new(f => Enum.Parse<Context>(f[0], ignoreCase: true), "Abstraction.contexts-he.tsv", "Abstraction.contexts-en.tsv");

    public static FindingReading Read(string finding)
    {
        var words = Words.Of(LookAlikes.Plain(finding.Length > LongestRead ? finding[..LongestRead] : finding));
        var contexts = Contexts.Find(words);
        if (contexts.Exists(c => c.Entry == Context.SilentFinding)) return new([], DropReason.NotForClient);
        var frame = new FindingFrame(words, contexts);
        var hits = Innermost(Evidence.Book.Find(words)).ToList();
        var kept = new List<PhraseHit<Evidence>>();
        DropReason? reason = null;
        foreach (var hit in hits)
        {
            if (frame.Silences(hit, hits) is { } why) reason ??= why;
            else kept.Add(hit);
        }

        var strong = kept.Exists(h => !h.Entry.Weak) || contexts.Exists(c => c.Entry == Context.Trouble && !frame.IsDenied(c.First, c.End, hits));
        var scores = strong ? Scores(kept) : [];
        return scores.Count > 0 ? new(scores, null) : new([], reason ?? DropReason.NoTheme);
    }

    // "fear of abandonment" is not also a fear: what lies inside longer evidence is a part of it.
    private static IEnumerable<PhraseHit<Evidence>> Innermost(List<PhraseHit<Evidence>> hits)
    {
        var (reach, best) = (0, new List<PhraseHit<Evidence>>());
        foreach (var hit in hits.OrderBy(h => h.First).ThenByDescending(h => h.End))
        {
            if (hit.End <= reach && best.Exists(b => Covers(b, hit))) continue;
            best.RemoveAll(b => b.End < hit.First - 40);
            best.Add(hit);
            reach = Math.Max(reach, hit.End);
            yield return hit;
        }

        static bool Covers(PhraseHit<Evidence> outer, PhraseHit<Evidence> inner) =>
            outer.First <= inner.First && outer.End >= inner.End && outer.End - outer.First > inner.End - inner.First
            && !(outer.Entry.Weak && !inner.Entry.Weak);
    }

    private static List<(ThemeEntry Entry, int Score)> Scores(List<PhraseHit<Evidence>> hits)
    {
        var scores = new Dictionary<ThemeEntry, (int Score, int First)>();
        // The same words said often are one piece of evidence.
        foreach (var hit in hits.DistinctBy(h => h.Entry))
        {
            for (var i = 0; i < hit.Entry.Entries.Count; i++)
            {
                var entry = hit.Entry.Entries[i];
                var known = scores.GetValueOrDefault(entry, (0, hit.First));
                scores[entry] = (known.Item1 + hit.Entry.Weight(i), known.Item2);
            }
        }

        return [.. scores.OrderByDescending(s => s.Value.Score).ThenBy(s => s.Value.First).ThenBy(s => s.Key.Order)
            .DistinctBy(s => s.Key.Area).Take(MostEntries).Select(s => (s.Key, s.Value.Score))];
    }
}
