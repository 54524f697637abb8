using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Speech;

/// <summary>
/// Negative findings in what a patient says: that a trouble was not there. Such a word counts only as the answer to the question that asked for it;
/// that somebody can't sleep or doesn't want to live is a trouble itself and no negative finding. By <c>unasked.tsv</c>.
/// </summary>
internal static class Negatives
{
    private static readonly PhraseBook<string> Book = new(f => f[0], "Summaries.Speech.unasked.tsv");

    public static bool IsFinding(IReadOnlyList<Word> words)
    {
        var hits = Book.Find(words);
        return hits.Exists(h => h.Entry == "negative" && !hits.Exists(w => w.Entry == "want" && w.First == h.First));
    }

    /// <summary>Whether a question asks for the finding: it is no "what" or "how", and the finding answers it at once or speaks of the same.</summary>
    /// <param name="place">How many sentences of the answer come before it.</param>
    public static bool IsAsked(Said question, Said answer, int place) =>
        (place == 0 && !SpeechWords.AsksForMore(question.Words))
        || question.Words.Where(w => w.Folded.Length > 3).SelectMany(w => Stems.Of(w.Folded)).Where(s => s.Length > 2)
            .Intersect(answer.Words.Where(w => w.Folded.Length > 3).SelectMany(w => Stems.Of(w.Folded)), StringComparer.Ordinal).Any();
}
