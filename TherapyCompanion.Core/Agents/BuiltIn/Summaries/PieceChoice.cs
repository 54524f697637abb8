using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>
/// Chooses among pieces what a summary of a given length holds, in the source's order: risk, the best of what was done, changed and brought, tasks and
/// plans, then by value for its length, less what chosen pieces already say (maximal marginal relevance; J. Carbonell and J. Goldstein, 1998).
/// </summary>
internal static class PieceChoice
{
    // A long piece must be worth more than a short one, but not in proportion: short ones are often scraps.
    private const double LengthPower = 0.5;
    private const int ShortPiece = 6;

    // Of a piece's value, at most this share is lost when all its words stand in chosen pieces already.
    private const double SamenessShare = 0.6;

    // What is worth less is left out even where there is room.
    private const double LeastOfFill = 0.6;

    // Each of these gets its best piece before the rest is chosen.
    private static readonly string[] WantedSections = [SectionCues.Interventions, SectionCues.Progress, SectionCues.Topics];

    /// <param name="budget">The most words the chosen pieces may hold; risk goes beyond it.</param>
    /// <param name="isSound">Whether a piece may stand in a summary; asked only of those about to be chosen.</param>
    public static List<Piece> Of(IReadOnlyList<Piece> pieces, int budget, Func<Piece, bool> isSound)
    {
        var choice = new Choice(pieces, budget, isSound);
        foreach (var i in Ordered(i => pieces[i].Section == SectionCues.Risk)) choice.Take(i, whatever: pieces[i].Keep);
        foreach (var section in WantedSections)
        {
            // Here the whole value counts: the one thing said of a section may be long.
            if (Ordered(i => pieces[i].Section == section).OrderByDescending(i => pieces[i].Value).FirstOrDefault(-1) is >= 0 and var best) choice.Take(best);
        }

        foreach (var i in Ordered(i => pieces[i].Keep && pieces[i].Section == SectionCues.Homework)) choice.Take(i);
        foreach (var i in Ordered(i => pieces[i].Keep)) choice.Take(i);
        choice.Fill();
        return choice.Chosen();

        IEnumerable<int> Ordered(Func<int, bool> which) =>
            Enumerable.Range(0, pieces.Count).Where(i => pieces[i].Value >= 0 && which(i)).OrderByDescending(i => Density(pieces[i])).ThenBy(i => i);
    }

    private static double Density(Piece piece) => piece.Value / Math.Pow(Math.Max(ShortPiece, piece.Words.Count), LengthPower);

    private sealed class Choice
    {
        private readonly IReadOnlyList<Piece> pieces;
        private readonly SortedSet<int> chosen = [];
        private readonly HashSet<string> said = new(StringComparer.Ordinal);
        private readonly List<string>[] carrying;
        private readonly Func<Piece, bool> isSound;
        private int left;

        public Choice(IReadOnlyList<Piece> pieces, int budget, Func<Piece, bool> isSound)
        {
            this.pieces = pieces;
            this.isSound = isSound;
            left = budget;
            carrying = [.. pieces.Select(p => p.Words.Where(w => w.Folded.Length > 3 || w.IsNumber).Select(w => w.Folded).Distinct(StringComparer.Ordinal).ToList())];
        }

        public void Take(int i, bool whatever = false)
        {
            if (chosen.Contains(i) || (!whatever && pieces[i].Words.Count > left) || !isSound(pieces[i])) return;
            chosen.Add(i);
            left -= pieces[i].Words.Count;
            said.UnionWith(carrying[i]);
        }

        // The best by value when it was last looked at is looked at again; its value only falls, so the first that stays on top is the best.
        public void Fill()
        {
            var queue = new PriorityQueue<int, (double, int)>();
            for (var i = 0; i < pieces.Count; i++)
            {
                if (!chosen.Contains(i) && pieces[i].Value >= LeastOfFill) queue.Enqueue(i, (-Density(pieces[i]), i));
            }

            while (left >= 3 && queue.TryDequeue(out var i, out var was))
            {
                if (pieces[i].Words.Count > left) continue;
                var now = (-Density(pieces[i]) * (1 - (SamenessShare * Sameness(i))), i);
                if (now.CompareTo(was) > 0 && queue.TryPeek(out _, out var next) && now.CompareTo(next) > 0) queue.Enqueue(i, now);
                else Take(i);
            }
        }

        public List<Piece> Chosen() => [.. chosen.Select(i => pieces[i])];

        private double Sameness(int i) => carrying[i].Count == 0 ? 1 : (double)carrying[i].Count(said.Contains) / carrying[i].Count;
    }
}
