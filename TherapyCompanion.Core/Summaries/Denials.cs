using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Statements that somebody denies something or that something was not there, and what they need to rest on.</summary>
internal static class Denials
{
    private static readonly PhraseBook<string> Book = new(f => f[0], "Summaries.denials.tsv");

    /// <summary>Whether the sentence states a denial. A bare "no" quoted from a patient is one too.</summary>
    public static bool IsDenial(IReadOnlyList<Word> words, string sentence, IReadOnlyList<SourceUnit> cited) =>
        Has(words, "denial")
        || (cited.All(u => u.Speaker == Speaker.Patient) && Has(words, "bare") && Characters.IsDoubleQuote(sentence.TrimStart()[0]));

    /// <summary>
    /// In typed notes: the therapist's own words negate the same thing. In a dialogue: a question and the patient's negative answer are both cited,
    /// no other question stands between them, and where the denial is about risk the question was too.
    /// </summary>
    public static bool IsGrounded(IReadOnlyList<Word> words, IReadOnlyList<SourceUnit> cited, IReadOnlyList<SourceUnit> all)
    {
        var spoken = cited.Any(u => u.Speaker != Speaker.None);
        return spoken ? HasQuestionAndAnswer(words, cited, all) : cited.Any(u => DeniesSame(words, u));
    }

    private static bool DeniesSame(IReadOnlyList<Word> words, SourceUnit unit)
    {
        var typed = Words.Of(unit.Text);
        return (Has(typed, "denial") || Has(typed, "bare") || Has(typed, "negation"))
            && RiskMentions.KindsIn(Text(words)).IsSubsetOf(RiskMentions.KindsIn(unit.Text));
    }

    private static bool HasQuestionAndAnswer(IReadOnlyList<Word> words, IReadOnlyList<SourceUnit> cited, IReadOnlyList<SourceUnit> all)
    {
        var kinds = RiskMentions.KindsIn(Text(words));
        return cited.Where(u => u.Speaker == Speaker.Patient && Negates(u))
            .Any(answer => cited.Where(u => u.Speaker == Speaker.Therapist && u.Number < answer.Number && Asks(u))
                .Any(question => !all.Any(u => u.Number > question.Number && u.Number < answer.Number && u.Speaker == Speaker.Therapist && Asks(u) && !cited.Contains(u))
                    && (kinds.Count == 0 || AboutRisk(question))));
    }

    private static bool Negates(SourceUnit unit)
    {
        var words = Words.Of(unit.Text);
        return Has(words, "bare") || Has(words, "negation") || Has(words, "denial");
    }

    private static bool Asks(SourceUnit unit) => unit.Text.Contains('?', StringComparison.Ordinal) || Has(Words.Of(unit.Text), "question");

    private static bool AboutRisk(SourceUnit unit) => RiskMentions.KindsIn(unit.Text).Count > 0 || CrisisDetector.Mentioned(unit.Text) is not null;

    private static bool Has(IReadOnlyList<Word> words, string kind) => Book.Find(words).Exists(h => h.Entry == kind);

    private static string Text(IReadOnlyList<Word> words) => string.Join(' ', words.Select(w => w.Folded));
}
