using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>Says which section of a summary words belong to, by the weighted cues in <c>cues-he.tsv</c> and <c>cues-en.tsv</c>.</summary>
internal static class SectionCues
{
    public const string Topics = "topics";
    public const string Interventions = "interventions";
    public const string Progress = "progress";
    public const string Risk = "risk";
    public const string Homework = "homework";
    public const string Plan = "plan";

    /// <summary>No section: how often or until when something is done, which makes a task only of what is one otherwise.</summary>
    public const string Often = "often";

    private const double LeastOfTask = 1.4;

    private static readonly string[] Order = [Risk, Homework, Plan, Interventions, Progress, Topics];

    private static readonly PhraseBook<Cue> Book = new(Cue.Read, "BuiltIn.Summaries.cues-he.tsv", "BuiltIn.Summaries.cues-en.tsv");

    /// <summary>The weight of each section's cues. Cues in the first words count half as much again: a sentence says first what it is about.</summary>
    /// <param name="underTasks">Whether a heading of homework or plans holds: then <see cref="Often"/> is left among the weights for the caller to judge.</param>
    public static Dictionary<string, double> Weigh(IReadOnlyList<Word> words, bool underTasks = false)
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

        if (!underTasks && weights.Remove(Often, out var often) && weights.GetValueOrDefault(Homework) >= LeastOfTask) weights[Homework] += often;

        return weights;
    }

    /// <summary>The strongest section and its weight; <see cref="Topics"/> with 0 when nothing points anywhere.</summary>
    public static (string Section, double Weight) Best(IReadOnlyDictionary<string, double> weights)
    {
        var best = (Section: Topics, Weight: 0.0);
        foreach (var (section, weight) in weights.OrderBy(w => Rank(w.Key)))
        {
            if (weight > best.Weight) best = (section, weight);
        }

        return best;
    }

    // Where two weigh the same, the one whose loss would be worse; a section of the therapist's own before all, as only a heading gives it weight.
    private static int Rank(string section) => Array.IndexOf(Order, section);

    private sealed record Cue(string Section, double Weight, string Pattern)
    {
        public static Cue Read(string[] fields) =>
            new(fields[0], double.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture), fields[2]);
    }
}
