using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>Says which section of a summary words belong to, by the weighted cues in <c>cues-he.tsv</c> and <c>cues-en.tsv</c>.</summary>
internal static class SectionCues
{
    public const string Topics = "topics";
    public const string Interventions = "interventions";
    public const string Progress = "progress";
    public const string Risk = "risk";
    public const string Homework = "homework";
    public const string Plan = "plan";

    private static readonly PhraseBook<Cue> Book = new(Cue.Read, "BuiltIn.cues-he.tsv", "BuiltIn.cues-en.tsv");

    /// <summary>The weight of each section's cues. Cues in the first words count half as much again: a sentence says first what it is about.</summary>
    public static Dictionary<string, double> Weigh(IReadOnlyList<Word> words)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        var counted = new HashSet<(Cue, int)>();
        foreach (var hit in Book.Find(words))
        {
            if (counted.Add((hit.Entry, hit.First)))
            {
                var weight = hit.Entry.Weight * (hit.First < 3 ? 1.5 : 1);
                weights[hit.Entry.Section] = weights.GetValueOrDefault(hit.Entry.Section) + weight;
            }
        }

        return weights;
    }

    /// <summary>The strongest section and its weight; <see cref="Topics"/> with 0 when nothing points anywhere.</summary>
    public static (string Section, double Weight) Best(IReadOnlyDictionary<string, double> weights)
    {
        var best = (Section: Topics, Weight: 0.0);
        foreach (var section in (string[])[Risk, Homework, Plan, Interventions, Progress, Topics])
        {
            if (weights.TryGetValue(section, out var weight) && weight > best.Weight)
            {
                best = (section, weight);
            }
        }

        return best;
    }

    private sealed record Cue(string Section, double Weight, string Pattern)
    {
        public static Cue Read(string[] fields) =>
            new(fields[0], double.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture), fields[2]);
    }
}
