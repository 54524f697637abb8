namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>Chooses among pieces what a summary of reasonable length holds, in the source's order.</summary>
internal static class PieceChoice
{
    // Share of a note's words a summary keeps, for the first 300 words; of a longer note's rest it keeps less.
    private const double Share = 0.5;
    private const double ShareOfRest = 0.15;
    private const int ShortNote = 300;
    private const int MostWords = 450;
    private const int ShortestPiece = 3;

    // What may never be left out takes only half its length from the rest; otherwise much homework would push out what happened.
    private const double CostOfKept = 0.5;

    // Each piece already chosen makes the next one of its section a little less wanted.
    private const double Sameness = 0.18;

    private static readonly string[] WantedSections = [SectionCues.Interventions, SectionCues.Progress, SectionCues.Topics];

    public static List<Piece> Typed(IReadOnlyList<Piece> pieces, int sourceWords)
    {
        var budget = Math.Min(MostWords, (Share * Math.Min(sourceWords, ShortNote)) + (ShareOfRest * Math.Max(0, sourceWords - ShortNote)));
        var chosen = Enumerable.Range(0, pieces.Count).Where(i => pieces[i].Keep).ToHashSet();
        var cost = chosen.Sum(i => pieces[i].WordCount * CostOfKept);
        var rest = Enumerable.Range(0, pieces.Count).Where(i => !pieces[i].Keep && pieces[i].Value >= 0).ToList();
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        double Wanted(int i) => pieces[i].Value / (1 + (Sameness * taken.GetValueOrDefault(pieces[i].Section)));
        while (rest.Count > 0)
        {
            var missing = WantedSections.FirstOrDefault(s => !taken.ContainsKey(s) && rest.Exists(i => pieces[i].Section == s));
            var best = rest.Where(i => missing is null || pieces[i].Section == missing).MaxBy(Wanted);
            rest.Remove(best);
            if (missing is not null || cost + pieces[best].WordCount <= budget)
            {
                chosen.Add(best);
                cost += pieces[best].WordCount;
                taken[pieces[best].Section] = taken.GetValueOrDefault(pieces[best].Section) + 1;
            }
            else if (cost + ShortestPiece > budget)
            {
                break;
            }
        }

        return [.. Enumerable.Range(0, pieces.Count).Where(chosen.Contains).Select(i => pieces[i])];
    }

    public static List<Piece> Spoken(IReadOnlyList<Piece> pieces, int most)
    {
        var order = Enumerable.Range(0, pieces.Count).Where(i => pieces[i].Keep || pieces[i].Value > 0)
            .OrderByDescending(i => pieces[i].Section == SectionCues.Risk).ThenByDescending(i => pieces[i].Keep).ThenByDescending(i => pieces[i].Value).ThenBy(i => i).ToList();
        var limit = Math.Clamp(pieces.Count * 4 / 5, Math.Min(6, pieces.Count), most);
        var kept = order.Where((i, rank) => rank < limit || pieces[i].Section == SectionCues.Risk).ToHashSet();
        return [.. Enumerable.Range(0, pieces.Count).Where(kept.Contains).Select(i => pieces[i])];
    }
}
