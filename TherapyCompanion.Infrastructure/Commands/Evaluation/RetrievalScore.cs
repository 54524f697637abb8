namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>How well a method ranks: over all questions, the sums of the usual measures.</summary>
/// <param name="Questions">How many were asked.</param>
/// <param name="First">Questions whose first passage answers.</param>
/// <param name="Relevant">Passages that answer, over all questions.</param>
/// <param name="Five">The sum over questions of the share of their answering passages among the first five.</param>
/// <param name="Any">Questions with any answering passage among the first five.</param>
/// <param name="Ten">The sum of 1 / rank of the first answering passage among the first ten.</param>
internal sealed record RetrievalScore(int Questions, int First, int Relevant, double Five, int Any, double Ten)
{
    public static RetrievalScore Of(IReadOnlyList<SearchQuestion> questions, Func<SearchQuestion, IReadOnlyList<string>> search, Action<string>? miss = null)
    {
        var score = new RetrievalScore(questions.Count, 0, 0, 0, 0, 0);
        foreach (var question in questions)
        {
            var found = search(question);
            var relevant = question.Relevant.ToHashSet(StringComparer.Ordinal);
            var five = found.Take(5).Count(relevant.Contains);
            var rank = found.Take(10).TakeWhile(id => !relevant.Contains(id)).Count();
            score = score with
            {
                First = score.First + (rank == 0 && found.Count > 0 ? 1 : 0),
                Relevant = score.Relevant + relevant.Count,
                Five = score.Five + five / (double)Math.Max(relevant.Count, 1),
                Any = score.Any + (five > 0 ? 1 : 0),
                Ten = score.Ten + (rank < Math.Min(10, found.Count) ? 1.0 / (rank + 1) : 0),
            };
            if (five < relevant.Count) miss?.Invoke($"{question.Id} \"{question.Text}\": {string.Join(", ", relevant)}; first five {string.Join(", ", found.Take(5))}");
        }

        return score;
    }

    /// <summary>The least of each measure.</summary>
    public static RetrievalScore Worst(IReadOnlyList<RetrievalScore> scores) => scores[0] with
    {
        First = scores.Min(s => s.First),
        Five = scores.Min(s => s.Five),
        Any = scores.Min(s => s.Any),
        Ten = scores.Min(s => s.Ten),
    };

    public void Add(List<Figure> figures, string name, (string? Five, string? Ten) goals = default)
    {
        figures.Add(Figure.Share($"{name}, recall@1", First, Questions));
        // The interval is that of questions; where each has one answering passage, that is exact.
        figures.Add(new($"{name}, recall@5", Five / Questions, (int)Math.Round(Five), Questions, goals.Five is null ? null : "≥ " + goals.Five));
        if (Relevant > Questions) figures.Add(Figure.Share($"{name}, any of them in the first 5", Any, Questions));
        figures.Add(new($"{name}, MRR@10", Ten / Questions, Goal: goals.Ten is null ? null : "≥ " + goals.Ten));
    }
}
