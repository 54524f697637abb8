namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>
/// What a drafter is held against: the first sentences; TextRank (R. Mihalcea and P. Tarau, "TextRank: Bringing Order into Texts", 2004); and the
/// greedy oracle, which sees the reference and takes the sentence that gains most ROUGE-1 + ROUGE-2, as long as one gains: no
/// choice of whole sentences does much better.
/// </summary>
internal static class ExtractiveRivals
{
    private const double Damping = 0.85;
    private const int Rounds = 60;

    public static IReadOnlyList<string> Lead(IReadOnlyList<string> sentences, int words) => Within(sentences, Enumerable.Range(0, sentences.Count), words);

    public static IReadOnlyList<string> TextRank(IReadOnlyList<string> sentences, int words)
    {
        var bags = sentences.Select(s => Rouge.Tokens(s)).ToList();
        var n = sentences.Count;
        var weight = new double[n, n];
        var outgoing = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                if (bags[i].Count < 2 || bags[j].Count < 2) continue;
                var shared = bags[i].Distinct(StringComparer.Ordinal).Intersect(bags[j], StringComparer.Ordinal).Count();
                weight[i, j] = weight[j, i] = shared / (Math.Log(bags[i].Count) + Math.Log(bags[j].Count));
                outgoing[i] += weight[i, j];
                outgoing[j] += weight[i, j];
            }
        }

        var rank = Enumerable.Repeat(1.0, n).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            rank = [.. Enumerable.Range(0, n).Select(i => 1 - Damping + Damping * Enumerable.Range(0, n)
                .Where(j => weight[j, i] > 0).Sum(j => weight[j, i] / outgoing[j] * rank[j]))];
        }

        return Within(sentences, Enumerable.Range(0, n).OrderByDescending(i => rank[i]).ThenBy(i => i), words);
    }

    public static IReadOnlyList<string> Oracle(IReadOnlyList<string> sentences, Rouge rouge, int words)
    {
        var tokens = sentences.Select(s => Rouge.Tokens(s)).ToList();
        var chosen = new List<int>();
        var (held, best) = (new List<string>(), 0.0);
        while (true)
        {
            var (gain, next) = (0.0, -1);
            for (var i = 0; i < tokens.Count; i++)
            {
                if (chosen.Contains(i) || held.Count + tokens[i].Count > words) continue;
                var (one, two) = rouge.F([.. held, .. tokens[i]]);
                if (one + two - best > gain) (gain, next) = (one + two - best, i);
            }

            if (next < 0) return [.. chosen.Order().Select(i => sentences[i])];
            chosen.Add(next);
            held.AddRange(tokens[next]);
            best += gain;
        }
    }

    // In the given order of preference until the words are used up (the last one cut), told in the source's order.
    private static IReadOnlyList<string> Within(IReadOnlyList<string> sentences, IEnumerable<int> preferred, int words)
    {
        var chosen = new SortedDictionary<int, string>();
        foreach (var i in preferred)
        {
            var tokens = sentences[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            chosen[i] = string.Join(' ', tokens.Take(words));
            words -= tokens.Length;
            if (words <= 0) break;
        }

        return [.. chosen.Values];
    }
}
