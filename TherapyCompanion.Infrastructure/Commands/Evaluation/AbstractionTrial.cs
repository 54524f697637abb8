using System.Text.Json.Nodes;
using TherapyCompanion.Core.Agents.Abstraction;
using TherapyCompanion.Core.Couples;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The abstraction: clinical findings to a client's themes.</summary>
public sealed class AbstractionTrial : EngineTrial
{
    public override string Name => "abstraction";

    public override string Does => "from clinical findings to themes in plain words, with risk kept on the therapist's side";

    public override string Fields =>
        """
        in:  finding (text) or findings (list of texts); lang "he" or "en" (optional: the language of the answer, else by the letters)
        out: themes [{area, text}] at most 5, explorations [text] at most 4: all that a client may see
             risk [{finding, kind}] and dropped [{finding, reason}] for the therapist; finding is the 0-based index; failed true when the reading failed
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            var findings = Findings(line);
            var (result, language) = (ClientThemes.From(findings), line.Language(string.Join(' ', findings)));
            yield return (line, new JsonObject
            {
                ["themes"] = new JsonArray([.. result.ForClient.Themes.Select(t => new JsonObject { ["area"] = t.Area, ["text"] = t.Text.In(language) })]),
                ["explorations"] = new JsonArray([.. result.ForClient.Explorations.Select(e => JsonValue.Create(e.In(language)))]),
                ["risk"] = new JsonArray([.. result.ForTherapist.Risk.Select(r => new JsonObject { ["finding"] = r.Finding, ["kind"] = r.Kind?.ToString() })]),
                ["dropped"] = new JsonArray([.. result.ForTherapist.Dropped.Select(d => new JsonObject { ["finding"] = d.Finding, ["reason"] = d.Reason.ToString() })]),
                ["failed"] = result.ForTherapist.Failed,
            });
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var seen = new List<Seen>();
        foreach (var line in await sets.ReadAsync("abstraction", ct))
        {
            var (gold, finding) = (line.Object("gold"), line.Text("finding"));
            var result = ClientThemes.From([finding]);
            var language = line.Language(finding);
            var mustNot = gold.Texts("must_not");
            var text = string.Join('\n', result.ForClient.Sentences(language));
            var leaks = mustNot.Count(m => text.Contains(m, StringComparison.OrdinalIgnoreCase));
            if (!LeakTest.Check(mustNot, result.ForClient.Sentences(language), ThemeEntry.Sentences).Passed) leaks++;
            string[] areas = [.. result.ForClient.Themes.Select(t => t.Area)];
            var one = new Seen(language, gold.Text("expect"), areas, gold.Texts("areas"), result.ForTherapist.Risk.Count > 0, leaks);
            seen.Add(one);
            if (!one.Right) sets.Miss($"{line.Id} {finding} → {(one.Risk ? "risk" : areas.Length == 0 ? result.ForTherapist.Dropped[0].Reason : string.Join(' ', areas))}, wanted {one.Expect} {string.Join(' ', one.Wanted)}");
            if (leaks > 0) sets.Miss($"{line.Id} leak: {finding} → {text}");
        }

        var figures = new List<Figure> { new("forbidden words in the client's words", seen.Sum(s => s.Leaks), Goal: "0") };
        foreach (var language in new[] { "he", "en" })
        {
            var of = seen.Where(s => s.Language == language).ToList();
            var (risk, themes, none) = (of.Where(s => s.Expect == "risk").ToList(), of.Where(s => s.Expect == "theme").ToList(), of.Where(s => s.Expect == "none").ToList());
            figures.Add(Figure.Share($"risk kept for the therapist, {language}", risk.Count(s => s.Risk && s.Areas.Count == 0), risk.Count, "≥ .97"));
            figures.Add(Figure.Share($"themes with an acceptable area, {language}", themes.Count(s => s.Areas.Intersect(s.Wanted).Any()), themes.Count, "≥ .85"));
            figures.Add(Figure.Share($"themes whose first area is acceptable, {language}", themes.Count(s => s.Wanted.Contains(s.Areas.FirstOrDefault())), themes.Count));
            figures.Add(Figure.Share($"areas given that are acceptable, {language}", themes.Sum(s => s.Areas.Count(s.Wanted.Contains)), themes.Sum(s => s.Areas.Count)));
            figures.Add(Figure.Share($"nothing for the client where nothing is due, {language}", none.Count(s => s.Areas.Count == 0), none.Count, "≥ .9"));
            figures.Add(Figure.Share($"taken for risk without need, {language}", themes.Concat(none).Count(s => s.Risk), themes.Count + none.Count));
        }

        return figures;
    }

    private static IReadOnlyList<string> Findings(EvaluationLine line) => line.Has("findings") ? line.Texts("findings") : [line.Optional("finding") ?? line.Text("text")];

    private sealed record Seen(string Language, string Expect, IReadOnlyList<string> Areas, IReadOnlyList<string> Wanted, bool Risk, int Leaks)
    {
        public bool Right => Expect switch
        {
            "risk" => Risk && Areas.Count == 0,
            "none" => Areas.Count == 0,
            _ => Areas.Intersect(Wanted).Any(),
        };
    }
}
