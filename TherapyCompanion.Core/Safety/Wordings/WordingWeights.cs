using System.Collections.Frozen;
using System.Globalization;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Wordings;

/// <summary>How likely each level and kind is, by the wording alone.</summary>
/// <param name="Levels">By <see cref="CrisisLevel"/>, together 1.</param>
/// <param name="Kinds">By <see cref="CrisisKind"/>, together 1; means something only where a level does.</param>
public sealed record WordingReading(double[] Levels, double[] Kinds)
{
    /// <summary>The share of high and imminent together.</summary>
    public double Calls => Levels[(int)CrisisLevel.High] + Levels[(int)CrisisLevel.Imminent];
}

/// <summary>
/// A linear model over the signs of a line (multinomial logistic regression), fitted to written lines by <c>benchmarks -- fit-wordings</c>. The weights stand
/// in <c>wordings.tsv</c>, a line a sign, to be read by people.
/// </summary>
public sealed class WordingWeights
{
    public const int LevelCount = 4;
    public const int KindCount = 5;

    /// <summary>A weight is kept as a whole number of these.</summary>
    public const double Step = 0.01;

    private readonly FrozenDictionary<string, float[]> weights;
    private readonly float[] bias;

    /// <summary>The weights shipped.</summary>
    public static WordingWeights Shipped { get; } = new(EmbeddedLines.Read("Wordings.wordings.tsv").Select(Read));

    /// <param name="rows">A sign with a weight for each level and then each kind; the sign "*" is what every line has.</param>
    public WordingWeights(IEnumerable<KeyValuePair<string, float[]>> rows)
    {
        var all = rows.ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal);
        bias = all.GetValueOrDefault("*") ?? new float[LevelCount + KindCount];
        weights = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Weighs a line's wording.</summary>
    public WordingReading Weigh(IReadOnlyList<Word> words)
    {
        var sums = new double[LevelCount + KindCount];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sign in WordingSigns.Of(words))
        {
            if (!weights.TryGetValue(sign.Name, out var row) || !seen.Add(sign.Name)) continue;
            for (var i = 0; i < sums.Length; i++) sums[i] += row[i];
        }

        var scale = Scale(words.Count);
        for (var i = 0; i < sums.Length; i++) sums[i] = bias[i] + sums[i] * scale;
        return new WordingReading(Shares(sums.AsSpan(0, LevelCount)), Shares(sums.AsSpan(LevelCount)));
    }

    /// <summary>The words that speak most for a call, in reading order; empty where none does.</summary>
    public List<TextSpan> Grounds(IReadOnlyList<Word> words)
    {
        var support = new double[words.Count];
        foreach (var sign in WordingSigns.Of(words))
        {
            if (!weights.TryGetValue(sign.Name, out var row)) continue;
            var speaks = Math.Max(row[(int)CrisisLevel.High], row[(int)CrisisLevel.Imminent]) - row[(int)CrisisLevel.None];
            for (var i = sign.First; i < sign.End; i++) support[i] += speaks / (sign.End - sign.First);
        }

        var spans = new List<TextSpan>();
        var bar = support.Length == 0 ? 0 : Math.Max(0, support.Max() * 0.4);
        for (var i = 0; i < words.Count; i++)
        {
            if (support[i] <= bar) continue;
            var first = i;
            while (i + 1 < words.Count && support[i + 1] > 0 && words[i + 1].Before == Gap.None) i++;
            spans.Add(new TextSpan(words[first].Start, words[i].End - words[first].Start));
        }

        return spans;
    }

    /// <summary>What a line's sum is multiplied by: a long line has more signs, not more meaning.</summary>
    public static double Scale(int words) => 1 / Math.Sqrt(Math.Max(3, words));

    private static double[] Shares(ReadOnlySpan<double> sums)
    {
        var shares = new double[sums.Length];
        var most = sums[0];
        foreach (var s in sums) most = Math.Max(most, s);
        var total = 0.0;
        for (var i = 0; i < sums.Length; i++) total += shares[i] = Math.Exp(sums[i] - most);
        for (var i = 0; i < shares.Length; i++) shares[i] /= total;
        return shares;
    }

    private static KeyValuePair<string, float[]> Read(string[] fields) => KeyValuePair.Create(
        fields[0], fields.Skip(1).Select(f => (float)(int.Parse(f.Length == 0 ? "0" : f, CultureInfo.InvariantCulture) * Step)).ToArray());
}
