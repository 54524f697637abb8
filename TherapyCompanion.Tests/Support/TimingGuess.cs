namespace TherapyCompanion.Tests.Support;

/// <summary>
/// What somebody can tell of two kinds of answers by how long they take. Ranks only: whatever the measure, more is more.
/// </summary>
public static class TimingGuess
{
    /// <summary>
    /// How likely a time of the first kind is longer than one of the second (the area under the curve): a half when nothing can be told,
    /// one or nought when everything can.
    /// </summary>
    public static double Area(IReadOnlyCollection<double> first, IReadOnlyCollection<double> second)
    {
        var longer = 0.0;
        foreach (var a in first)
            foreach (var b in second) longer += a > b ? 1 : a < b ? 0 : 0.5;
        return longer / (first.Count * second.Count);
    }

    /// <summary>The share told rightly by the best threshold of one half of the times, tried on the other half.</summary>
    public static double Rightly(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (learnFirst, learnSecond) = (Half(first, 0), Half(second, 0));
        var (threshold, over) = learnFirst.Concat(learnSecond).SelectMany(t => new[] { (t, true), (t, false) })
            .MaxBy(rule => Share(learnFirst, learnSecond, rule.t, rule.Item2));
        return Share(Half(first, 1), Half(second, 1), threshold, over);
    }

    private static List<double> Half(IReadOnlyList<double> times, int which) => [.. times.Where((_, i) => i % 2 == which)];

    private static double Share(List<double> first, List<double> second, double threshold, bool firstIsOver) =>
        (first.Count(t => t > threshold == firstIsOver) + second.Count(t => t > threshold != firstIsOver)) / (double)(first.Count + second.Count);
}
