using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Agents.BuiltIn.Letters;

/// <summary>
/// Composes a short letter in the therapist's voice from the sentences in <c>letters.tsv</c>: greeting, one tie to signed homework or plan, one light ask,
/// first name. It carries no clinical content: signed words are quoted only where <c>practice-words.tsv</c> knows every one of them. The same
/// request always makes the same letter; another session's facts may make another choice of sentences.
/// </summary>
public static class LetterComposer
{
    private const string Homework = "homework";
    private const string Plan = "plan";

    /// <summary>Composes a letter; with nothing signed it stays general and rests on nothing. An unknown language is written in English.</summary>
    public static LetterProposal Compose(LetterRequest request) => Compose(request, 0);

    /// <summary>Composes another of the letters the same facts allow.</summary>
    /// <param name="request">What the letter may be made of.</param>
    /// <param name="turn">0: the letter of these facts; each further number turns every choice of sentence on by one.</param>
    public static LetterProposal Compose(LetterRequest request, int turn)
    {
        ArgumentNullException.ThrowIfNull(request);
        var language = request.Language == "he" ? "he" : "en";
        var kind = request.Kind.ToString();
        var (part, fact, task) = Tie(request, language, kind);
        var seed = Seed(request);
        string[] lines = [Line("greeting"), "", Line(part) + " " + Line("ask"), "", Line("closing")];
        return new LetterProposal(string.Join('\n', lines), fact is null ? [] : [fact.Number]);

        string Line(string wanted)
        {
            var sentences = LetterGrammar.Find(language, kind, wanted).Where(s => !StuttersWith(s, task)).ToList();
            if (sentences.Count == 0)
            {
                throw new InvalidOperationException($"letters.tsv has no {wanted} for {kind} in {language}.");
            }

            var chosen = (int)((seed + Hash(2166136261, wanted) + (uint)turn) % (uint)sentences.Count);
            return LetterGrammar.Agree(sentences[chosen], request.TherapistForm, request.PatientForm)
                .Replace("{name}", FirstNames.Of(request.PatientName, request.PatientForm), StringComparison.Ordinal)
                .Replace("{therapist}", FirstNames.Of(request.TherapistName, request.TherapistForm), StringComparison.Ordinal)
                .Replace("{task}", task ?? "", StringComparison.Ordinal);
        }
    }

    private static (string Part, SignedFact? Fact, string? Task) Tie(LetterRequest request, string language, string kind)
    {
        var homework = request.Signed.Where(f => f.Section == Homework).ToList();
        foreach (var fact in homework.Where(f => Text.TextLanguage.Of(f.Text) == language))
        {
            if (QuotablePractice.Quote(fact) is { } task)
            {
                var part = QuotablePractice.NamesAnAct(task) ? "infinitive" : "noun";
                if (LetterGrammar.Find(language, kind, part).Count > 0)
                {
                    return (part, fact, task);
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

    // "סיכמנו שתנסי לנסות".
    private static bool StuttersWith(string sentence, string? task) =>
        task is not null && task.StartsWith("לנסות", StringComparison.Ordinal) && sentence.Contains("לנסות}", StringComparison.Ordinal);

    private static uint Seed(LetterRequest request)
    {
        var hash = Hash(2166136261, request.Kind.ToString());
        foreach (var fact in request.Signed)
        {
            hash = Hash(hash, fact.Text);
        }

        return hash;
    }

    // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): the same on every machine and run, which string.GetHashCode is not.
    private static uint Hash(uint hash, string text)
    {
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return hash % 1_000_003;
    }
}
