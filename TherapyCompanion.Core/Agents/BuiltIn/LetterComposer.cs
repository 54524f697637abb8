using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>
/// Composes a short letter in the therapist's voice from the sentences in <c>letters.tsv</c>: greeting, one tie to signed homework or plan, one light ask,
/// first name. It carries no clinical content: signed words are quoted only where <c>practice-words.tsv</c> knows every one of them.
/// </summary>
public static class LetterComposer
{
    private const string Homework = "homework";
    private const string Plan = "plan";

    /// <summary>Composes a letter; with nothing signed it stays general and rests on nothing. An unknown language is written in English.</summary>
    public static LetterProposal Compose(LetterRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var language = request.Language == "he" ? "he" : "en";
        var kind = request.Kind.ToString();
        var (part, fact, task) = Tie(request, language, kind);
        string[] lines =
        [
            Line("greeting"),
            "",
            Line(part) + " " + Line("ask"),
            "",
            Line("closing"),
        ];
        return new LetterProposal(string.Join('\n', lines), fact is null ? [] : [fact.Number]);

        string Line(string wanted)
        {
            var text = LetterGrammar.Find(language, kind, wanted)
                ?? throw new InvalidOperationException($"letters.tsv has no {wanted} for {kind} in {language}.");
            return LetterGrammar.Agree(text, request.TherapistForm, request.PatientForm)
                .Replace("{name}", FirstNames.Of(request.PatientName, request.PatientForm), StringComparison.Ordinal)
                .Replace("{therapist}", FirstNames.Of(request.TherapistName, request.TherapistForm), StringComparison.Ordinal)
                .Replace("{task}", task ?? "", StringComparison.Ordinal);
        }
    }

    private static (string Part, SignedFact? Fact, string? Task) Tie(LetterRequest request, string language, string kind)
    {
        var homework = request.Signed.Where(f => f.Section == Homework).ToList();
        if (LetterGrammar.Find(language, kind, "task") is not null)
        {
            foreach (var fact in homework.Where(f => Text.TextLanguage.Of(f.Text) == language))
            {
                if (QuotablePractice.Quote(fact) is { } task)
                {
                    return ("task", fact, task);
                }
            }
        }

        if (homework.Count > 0)
        {
            return (Homework, homework[0], null);
        }

        var plan = request.Signed.FirstOrDefault(f => f.Section == Plan);
        return plan is null ? ("none", null, null) : (Plan, plan, null);
    }
}
