using System.Text.Json.Nodes;
using TherapyCompanion.Core.Safety.Boundaries;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The boundary check over outgoing texts.</summary>
internal sealed class BoundariesTrial : EngineTrial
{
    // Third persons are found too, but no set says what a reader would call one.
    private static readonly Boundary[] Measured = [Boundary.Diagnosis, Boundary.Medication, Boundary.LeaveTherapist, Boundary.Promise, Boundary.ClaimsHuman];

    public override string Name => "boundaries";

    public override string Does => "what must not stand in a text that leaves for a patient";

    public override string Fields =>
        """
        in:  text
        out: concerns [{concern: diagnosis|medication|leave_therapist|promise|claims_human|third_person, start, end, text}]
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines) =>
        lines.Select(line => (line, Answer(line.Text("text"))));

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var read = (await sets.ReadAsync("boundaries", ct)).Select(l => (Line: l, Gold: Gold(l), Found: Found(l.Text("text")))).ToList();
        foreach (var (line, gold, found) in read.Where(r => !r.Gold.SetEquals(r.Found)))
            sets.Miss($"{line.Id} {string.Join('+', gold.Select(NameOf))} → {string.Join('+', found.Select(NameOf))}: {line.Text("text")}");
        var figures = new List<Figure>();
        foreach (var group in read.GroupBy(r => r.Line.Language(r.Line.Text("text"))).OrderBy(g => g.Key))
        {
            figures.Add(Figure.Share($"{group.Key}: concerns found", group.Sum(r => r.Gold.Count(r.Found.Contains)), group.Sum(r => r.Gold.Count), "≥ .90"));
            figures.Add(Figure.Share($"{group.Key}: concerns found that are some", group.Sum(r => r.Found.Count(r.Gold.Contains)), group.Sum(r => r.Found.Count), "≥ .90"));
            figures.Add(Figure.Share($"{group.Key}: harmless texts left alone", group.Count(r => r.Gold.Count == 0 && r.Found.Count == 0), group.Count(r => r.Gold.Count == 0), "≥ .95"));
        }

        figures.AddRange(Measured.Select(b => Figure.Share($"{NameOf(b)} found", read.Count(r => r.Gold.Contains(b) && r.Found.Contains(b)), read.Count(r => r.Gold.Contains(b)))));
        return figures;
    }

    private static JsonObject Answer(string text) => new()
    {
        ["concerns"] = new JsonArray([.. BoundaryCheck.Of(text).Select(f => (JsonNode)new JsonObject
        {
            ["concern"] = NameOf(f.Boundary),
            ["start"] = f.Span.Start,
            ["end"] = f.Span.End,
            ["text"] = text.Substring(f.Span.Start, f.Span.Length),
        })]),
    };

    private static HashSet<Boundary> Found(string text) => [.. BoundaryCheck.Of(text).Select(f => f.Boundary).Where(Measured.Contains)];

    private static HashSet<Boundary> Gold(EvaluationLine line) =>
        [.. line.Object("gold").Objects("concerns").Select(c => Array.Find(Enum.GetValues<Boundary>(), b => NameOf(b) == c.Text("concern")))];

    private static string NameOf(Boundary boundary) => boundary switch
    {
        Boundary.Diagnosis => "diagnosis",
        Boundary.Medication => "medication",
        Boundary.LeaveTherapist => "leave_therapist",
        Boundary.Promise => "promise",
        Boundary.ClaimsHuman => "claims_human",
        Boundary.ThirdPerson => "third_person",
    };
}
