using System.Text.Json.Nodes;
using TherapyCompanion.Core.Agents.BuiltIn.Letters;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The composer of letters. It has no gold: every letter it can write is written and looked over.</summary>
internal sealed class LettersTrial : EngineTrial
{
    private const int Turns = 6;

    private static readonly (string Language, SignedFact[] Facts)[] Cases =
    [
        ("he", [new(1, "homework", "לצאת להליכה של 10 דקות כל בוקר.")]),
        ("he", [new(1, "homework", "לעלות במעלית לקומה 1, פעם ביום, לבד")]),
        ("he", [new(1, "homework", "יומן נשימות, פעמיים ביום")]),
        ("he", [new(1, "homework", "היפרוונטילציה 3 חזרות ביום, לרשום SUDS.")]),
        ("he", [new(1, "plan", "המשך חשיפה הדרגתית.")]),
        ("he", []),
        ("en", [new(1, "homework", "Walk for 10 minutes every morning.")]),
        ("en", [new(1, "homework", "Slow breathing, twice a day")]),
        ("en", [new(1, "homework", "Interoceptive exposure, call Dana.")]),
        ("en", [new(1, "plan", "Continue graded exposure.")]),
        ("en", []),
    ];

    public override string Name => "letters";

    public override string Does => "short letters from signed homework and plans, in every form of speaker and addressee";

    public override string Fields =>
        """
        in:  kind (FollowUp, PracticeReminder, BeforeSession, AfterMissed, Encouragement, Answer), therapistName, patientName,
             optional lang, therapistForm, patientForm, signed [{section, text}]
        out: text, restsOn, findings (what the outgoing check says of the letter)
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            var signed = line.Objects("signed").Select((f, i) => new SignedFact(i + 1, f.Text("section"), f.Text("text"))).ToList();
            if (!Enum.TryParse<LetterKind>(line.Text("kind"), ignoreCase: true, out var kind)) throw line.Bad("the field \"kind\" is no kind of letter");
            var request = new LetterRequest(
                line.Optional("lang") ?? line.Optional("language") ?? "he", kind, line.Text("therapistName"), FormsTrial.FormOf(line, "therapistForm"),
                line.Text("patientName"), FormsTrial.FormOf(line, "patientForm"), signed);
            var letter = LetterComposer.Compose(request);
            var findings = OutgoingTextCheck.Check(letter.Text, request.TherapistForm, request.PatientForm);
            yield return (line, new JsonObject
            {
                ["text"] = letter.Text,
                ["restsOn"] = new JsonArray([.. letter.RestsOn.Select(n => (JsonNode)n)]),
                ["findings"] = new JsonArray([.. findings.Select(f => (JsonNode)new JsonObject
                {
                    ["concern"] = f.Concern.ToString(),
                    ["text"] = letter.Text.Substring(f.Span.Start, f.Span.Length),
                })]),
            });
        }
    }

    public override Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        int letters = 0, forms = 0, boundaries = 0;
        var different = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (language, facts) in Cases)
            foreach (var kind in Enum.GetValues<LetterKind>())
                foreach (var therapist in Enum.GetValues<Form>())
                    foreach (var patient in Enum.GetValues<Form>())
                        for (var turn = 0; turn < Turns; turn++)
                        {
                            var patientName = patient == Form.Plural ? "נועה וגיא" : "מיכל";
                            var text = LetterComposer.Compose(new LetterRequest(language, kind, "רונית אלון", therapist, patientName, patient, facts), turn).Text;
                            letters++;
                            different.Add(text);
                            var found = OutgoingTextCheck.Check(text, therapist, patient);
                            forms += found.Count(f => f.Concern == MessageConcern.WrongForm);
                            boundaries += found.Count(f => f.Concern != MessageConcern.WrongForm);
                            foreach (var f in found) sets.Miss($"{kind} {therapist} to {patient}, {f.Concern}: {text.Substring(f.Span.Start, f.Span.Length)} in: {text.Replace('\n', ' ')}");
                        }

        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new Figure("letters written, he and en", letters),
            new Figure("different letters among them", different.Count),
            new Figure("forms that don't agree", forms, Goal: "0"),
            new Figure("words over a boundary", boundaries, Goal: "0"),
        ]);
    }
}
