using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Speech;

/// <summary>
/// Negative findings in what a patient says: that something is not so. Such a word counts only as the answer to the question that asked for it;
/// that somebody can't sleep, has no strength or was not answered is what they came to tell and no negative finding. By <c>unasked.tsv</c>.
/// </summary>
internal static class Negatives
{
    // Fewer words than this are no clause of their own.
    private const int ShortestClause = 3;

    private static readonly PhraseBook<string> Book = new(f => f[0], "Summaries.Speech.unasked.tsv");

    public static bool IsFinding(IReadOnlyList<Word> words)
    {
        var hits = Book.Find(words);
        return hits.Exists(h => h.Entry switch
        {
            "negative" => !Excused("want", h),
            "negation" => !IsInterjection(words, h.First) && !Excused("want", h) && !Excused("matter", h),
            "first-past" => h.End < words.Count && IsFirstPast(words[h.End]) && !Excused("want", h) && !Excused("matter", h),
            _ => false,
        });

        bool Excused(string kind, PhraseHit<string> hit) => hits.Exists(w => w.Entry == kind && w.First < hit.End && hit.First < w.End);
    }

    /// <summary>
    /// Whether a question asks for the finding: it speaks of the same, or it is no "what" or "how" and the finding
    /// answers it at once or points back to it ("nothing like that").
    /// </summary>
    /// <param name="place">How many sentences of the answer come before it.</param>
    public static bool IsAsked(Said question, Said answer, int place) =>
        (!SpeechWords.AsksForMore(question.Words) && (place == 0 || Book.Find(answer.Words).Exists(h => h.Entry == "back"))) || RootsOf(question.Words).Overlaps(RootsOf(answer.Words));

    /// <summary>What is left of a sentence when its clauses that are negative findings are taken out; empty when nothing can stand.</summary>
    public static IEnumerable<Said> Without(Said said)
    {
        var words = said.Words;
        var (from, kept) = (0, -1);
        for (var i = 1; i <= words.Count; i++)
        {
            if (i < words.Count && words[i].Before == Gap.None) continue;
            var clause = said.Text[words[from].Start..words[i - 1].End];
            if (IsFinding(Words.Of(clause)))
            {
                if (kept >= 0 && Run(kept, from - 1) is { } run) yield return run;
                kept = -1;
            }
            else if (kept < 0)
            {
                kept = from;
            }

            from = i;
        }

        // From the first word on nothing was taken out: the sentence denies as a whole.
        if (kept > 0 && Run(kept, words.Count - 1) is { } rest) yield return rest;

        Said? Run(int first, int last) =>
            last - first + 1 >= ShortestClause && new Said(said.Text[words[first].Start..words[last].End], said.Units) is { } run && !IsFinding(run.Words) ? run : null;
    }

    private static HashSet<string> RootsOf(IReadOnlyList<Word> words) =>
        [.. words.Where(w => w.Folded.Length > 3).SelectMany(w => Stems.Of(w.Folded)).Where(s => s.Length > 2)];

    // "No, he shouted": the word stands for itself and denies nothing that follows.
    private static bool IsInterjection(IReadOnlyList<Word> words, int first) =>
        words[first].Folded is "no" or "לא" && (first + 1 >= words.Count || words[first + 1].Before != Gap.None);

    private static bool IsFirstPast(in Word word) => word.Before == Gap.None && word.Folded.Length > 3
        && (word.Folded.EndsWith("תי", StringComparison.Ordinal) || word.Folded.EndsWith("נו", StringComparison.Ordinal));
}
