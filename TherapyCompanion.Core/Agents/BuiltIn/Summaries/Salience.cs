using System.Collections.Frozen;
using System.Globalization;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>How much words weigh in a clinical summary, by the lists in <c>salient.tsv</c>.</summary>
internal static class Salience
{
    private const int LongestPrefix = 3;

    private static readonly FrozenDictionary<string, double> Weights = Read();

    /// <summary>The weight of every word; 0 for one that no list holds. A word that stands twice counts once.</summary>
    public static double Of(IReadOnlyList<Word> words)
    {
        var sum = 0.0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (seen.Add(word.Folded)) sum += Of(word);
        }

        return sum;
    }

    public static double Of(in Word word)
    {
        if (Weights.TryGetValue(word.Folded, out var whole)) return whole;
        if (word.IsNumber || word.Folded.Length < 4) return 0;
        if (!word.IsHebrew) return OfStem(word.Folded);
        for (var cut = 1; cut <= LongestPrefix && word.Folded.Length - cut >= 2; cut++)
        {
            if (HebrewPrefixes.IsChain(word.Folded.AsSpan(0, cut)) && Weights.TryGetValue(word.Folded[cut..], out var bare)) return bare;
        }

        return 0;
    }

    private static double OfStem(string word)
    {
        foreach (var stem in Stems.Of(word))
        {
            if (Weights.TryGetValue(stem, out var weight)) return weight;
        }

        return 0;
    }

    private static FrozenDictionary<string, double> Read()
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var fields in EmbeddedLines.Read("BuiltIn.Summaries.salient.tsv"))
        {
            var weight = double.Parse(fields[1], CultureInfo.InvariantCulture);
            foreach (var word in fields[2].Split('|')) weights[word] = Math.Max(weight, weights.GetValueOrDefault(word));
        }

        return weights.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
