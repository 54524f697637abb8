namespace TherapyCompanion.Core.Search;

/// <summary>A passage that may answer, as its reader may see it.</summary>
/// <param name="Id">Whatever the caller knows it by.</param>
/// <param name="Text">Its words, opened.</param>
/// <param name="Date">The day it is of; null where it has none.</param>
public sealed record Candidate(string Id, string Text, DateOnly? Date = null);

/// <summary>A passage in its rank.</summary>
/// <param name="Id">As the candidate's.</param>
/// <param name="Score">For ordering within one question; scores of two questions can't be compared.</param>
public sealed record RankedPassage(string Id, double Score);

/// <summary>
/// The second look: orders the best 50 to 100 passages by vector again by what their words say. Pure: the same call gives the same order.
/// </summary>
public static class Ranking
{
    /// <summary>How many passages to take by their vectors for the second look, at most.</summary>
    public const int MostCandidates = 100;

    private const double WhenAsked = 0.03;

    /// <summary>The passages, the likeliest answer first.</summary>
    /// <param name="question">As somebody typed it.</param>
    /// <param name="candidates">Passages the asker may read.</param>
    /// <param name="now">The day of the question: of passages that say equally much the newer comes first.</param>
    public static IReadOnlyList<RankedPassage> Rank(string question, IReadOnlyList<Candidate> candidates, DateOnly now)
    {
        var signs = Signs(question, candidates, out var asks);
        var ranked = new (int At, double Score)[candidates.Count];
        for (var i = 0; i < ranked.Length; i++) ranked[i] = (i, Score(signs[i]) + Newness(candidates[i], now) + (WhenAsked * Place(candidates, i, asks)));
        Array.Sort(ranked, (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.At.CompareTo(b.At));
        return [.. ranked.Select(r => new RankedPassage(candidates[r.At].Id, r.Score))];
    }

    internal static IReadOnlyList<float[]> Signs(string question, IReadOnlyList<Candidate> candidates) => Signs(question, candidates, out _);

    private static IReadOnlyList<float[]> Signs(string question, IReadOnlyList<Candidate> candidates, out Asks asks)
    {
        var reader = new TermReader();
        var read = new IReadOnlyList<ReadWord>[candidates.Count];
        var words = 0L;
        for (var i = 0; i < read.Length; i++) words += (read[i] = reader.Read(candidates[i].Text)).Count;
        var asked = QuestionReading.Of(question).WithoutSlips(read);
        asks = asked.Asks;
        var signs = new PassageSigns(asked, read.Length == 0 ? 0 : words / (float)read.Length);
        return [.. read.Select(signs.Of)];
    }

    private static double Score(float[] signs)
    {
        var score = 0.0;
        for (var i = 0; i < signs.Length; i++) score += RankWeights.OfSigns[i] * signs[i];
        return score;
    }

    // Where the last time is asked, the newest counts most, and the oldest where the first is; less than any word that answers.
    private static double Place(IReadOnlyList<Candidate> candidates, int at, Asks asks)
    {
        if ((asks & (Asks.Latest | Asks.First)) is not (Asks.Latest or Asks.First) || candidates[at].Date is not { } date) return 0;
        var (older, dated) = (candidates.Count(c => c.Date < date), candidates.Count(c => c.Date is not null));
        var place = dated > 1 ? older / (double)(dated - 1) : 0;
        return (asks & Asks.Latest) != 0 ? place : 1 - place;
    }

    // Too little to turn any order but that of equals.
    private static double Newness(Candidate candidate, DateOnly now) =>
        candidate.Date is { } date ? 1e-6 / (1 + Math.Abs(now.DayNumber - date.DayNumber) / 30.0) : 0;
}
