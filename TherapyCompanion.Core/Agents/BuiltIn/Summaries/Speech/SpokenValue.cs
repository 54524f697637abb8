using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Speech;

/// <summary>How much a reader would miss something said: what it carries, what it says of a section, how central its words are to the whole dialogue.</summary>
internal sealed class SpokenValue
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public SpokenValue(IReadOnlyList<Turn> turns)
    {
        foreach (var word in turns.SelectMany(t => t.Sentences).SelectMany(s => s.Words).Where(Counts)) counts[word.Folded] = counts.GetValueOrDefault(word.Folded) + 1;
    }

    public double Of(string section, double weight, IReadOnlyList<Word> words, Speaker who)
    {
        var value = 0.5 + (0.25 * Math.Min(weight, 6)) + (0.55 * Math.Min(8, Salience.Of(words)));
        value += Math.Min(3, words.Count(w => w.IsNumber)) * 0.6;
        value += Math.Min(14, SpeechWords.Weight(words)) * 0.12;
        value += 0.3 * Centrality(words);
        value += section is SectionCues.Homework or SectionCues.Plan ? 0.5 : 0;
        value += who switch { Speaker.Therapist => 0.2, Speaker.Other => -0.2, _ => 0 };
        return Math.Max(0, value - (0.5 * Asides.Weight(words)));
    }

    // The mean logarithm of how often the dialogue says the words that carry something.
    private double Centrality(IReadOnlyList<Word> words)
    {
        var (sum, n) = (0.0, 0);
        foreach (var word in words)
        {
            if (!Counts(word)) continue;
            sum += Math.Log(counts.GetValueOrDefault(word.Folded, 1));
            n++;
        }

        return n == 0 ? 0 : sum / n;
    }

    private static bool Counts(Word word) => word.Folded.Length > 3 && !SpeechWords.IsEmpty(word);
}
