namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>
/// Which themes a client sees when the findings give more than five: the ones with most evidence, spread over different areas, in a stable order.
/// </summary>
internal static class ThemeChoice
{
    public static IReadOnlyList<ThemeEntry> Of(IReadOnlyList<FindingReading> readings)
    {
        var ranked = readings.SelectMany(r => r.Scores)
            .GroupBy(s => s.Entry, (entry, scores) => (Entry: entry, Findings: scores.Count(), Score: scores.Sum(s => s.Score)))
            .OrderByDescending(t => t.Score).ThenByDescending(t => t.Findings).ThenBy(t => t.Entry.Order)
            .DistinctBy(t => t.Entry.Area).ToList();
        var chosen = ranked.DistinctBy(t => t.Entry.Kin).Take(ClientThemes.MostThemes).ToList();
        chosen.AddRange(ranked.Except(chosen).Take(ClientThemes.MostThemes - chosen.Count));
        return [.. ranked.Where(chosen.Contains).Select(t => t.Entry)];
    }
}
