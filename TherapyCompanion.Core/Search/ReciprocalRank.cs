namespace TherapyCompanion.Core.Search;

/// <summary>Joins rankings of several engines (G. Cormack, C. Clarke and S. Büttcher, "Reciprocal Rank Fusion", SIGIR 2009).</summary>
public static class ReciprocalRank
{
    /// <summary>The paper's constant: how little the first ranks outweigh the next.</summary>
    public const int Damping = 60;

    /// <summary>Every id of any ranking by the sum of 1 / (60 + rank); equal ones in the order of the first ranking that has them.</summary>
    /// <param name="rankings">Ids, the best first; an id that stands twice in one counts by its first place.</param>
    public static IReadOnlyList<RankedPassage> Fuse(params IReadOnlyList<IReadOnlyList<string>> rankings)
    {
        var scores = new Dictionary<string, (double Score, int Order)>(StringComparer.Ordinal);
        foreach (var ranking in rankings)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < ranking.Count; i++)
            {
                if (!seen.Add(ranking[i])) continue;
                var (score, order) = scores.GetValueOrDefault(ranking[i], (0, scores.Count));
                scores[ranking[i]] = (score + 1.0 / (Damping + i + 1), order);
            }
        }

        return [.. scores.OrderByDescending(s => s.Value.Score).ThenBy(s => s.Value.Order).Select(s => new RankedPassage(s.Key, s.Value.Score))];
    }
}
