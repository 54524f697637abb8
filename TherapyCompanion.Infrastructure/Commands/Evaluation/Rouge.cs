using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>
/// ROUGE-N: how many of the n-grams of a reference a summary holds, and the reverse (C.-Y. Lin, "ROUGE: A Package for Automatic
/// Evaluation of Summaries", 2004). Tokens are runs of lower-case letters and digits, as in the usual implementations; no stemming, no stop words.
/// </summary>
internal sealed class Rouge
{
    private readonly Dictionary<string, int>[] reference;
    private readonly int[] counts;

    public Rouge(string reference)
    {
        var tokens = Tokens(reference);
        this.reference = [Grams(tokens, 1), Grams(tokens, 2)];
        counts = [tokens.Count, Math.Max(0, tokens.Count - 1)];
    }

    /// <summary>The F-measures (precision and recall weigh the same) of ROUGE-1 and ROUGE-2, from 0 to 1.</summary>
    public (double One, double Two) F(IReadOnlyList<string> tokens) => (F(tokens, 1), F(tokens, 2));

    public static IReadOnlyList<string> Tokens(string text)
    {
        var tokens = new List<string>();
        var start = -1;
        var lower = text.ToLowerInvariant();
        for (var i = 0; i <= lower.Length; i++)
        {
            var inside = i < lower.Length && (char.IsAsciiLetterOrDigit(lower[i]) || Characters.IsHebrew(lower[i]));
            if (inside && start < 0) start = i;
            if (!inside && start >= 0)
            {
                tokens.Add(lower[start..i]);
                start = -1;
            }
        }

        return tokens;
    }

    private double F(IReadOnlyList<string> tokens, int n)
    {
        var shared = 0;
        foreach (var (gram, count) in Grams(tokens, n)) shared += Math.Min(count, reference[n - 1].GetValueOrDefault(gram));
        var own = tokens.Count - n + 1;
        if (shared == 0 || own <= 0) return 0;
        var (precision, recall) = ((double)shared / own, (double)shared / counts[n - 1]);
        return 2 * precision * recall / (precision + recall);
    }

    private static Dictionary<string, int> Grams(IReadOnlyList<string> tokens, int n)
    {
        var grams = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + n <= tokens.Count; i++)
        {
            var gram = n == 1 ? tokens[i] : tokens[i] + " " + tokens[i + 1];
            grams[gram] = grams.GetValueOrDefault(gram) + 1;
        }

        return grams;
    }
}
