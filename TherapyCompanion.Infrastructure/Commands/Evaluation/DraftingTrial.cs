using System.Globalization;
using System.Text.Json.Nodes;
using TherapyCompanion.Core.Agents.BuiltIn.Summaries;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The drafter of summaries.</summary>
internal sealed class DraftingTrial : EngineTrial
{
    // The length at which the figures of the sister set were taken.
    private const int VisitWords = 450;

    public override string Name => "drafting";

    public override string Does => "drafts a session's summary by sections out of the source's own sentences";

    public override string Fields =>
        """
        in:  text (typed notes, or a dialogue whose lines begin with "therapist:", "patient:" and the like), or turns [{speaker, text}];
             optional sections [{key, title}] (the six built-in ones otherwise), words (the most a draft may hold), lang he|en
        out: sections [{key, title, sentences [{text, spans [[start, end]], rests_on [numbers of units]}]}], summary (all sentences as one text).
             Spans count UTF-16 units of text; of turns, in the lines "speaker: text" joined by line breaks.
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            var source = DraftingSource.Of(line);
            var language = line.Language(source.Text);
            var sections = line.Has("sections") ? [.. line.Objects("sections").Select(Section)] : SummaryTemplate.Sections(language);
            var draft = SummaryDrafter.Draft(new(language, sections, source.Units, LengthOf(line)));
            yield return (line, Write(draft, sections, source));
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var figures = new List<Figure>();
        foreach (var form in (await sets.ReadAsync("drafting", ct)).GroupBy(l => l.Language(l.Text("text")) + " " + l.Text("form")).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var keeping = new DraftKeeping();
            foreach (var line in form) keeping.Add(line, sets);
            figures.AddRange(keeping.Figures(form.Key));
        }

        figures.AddRange(Visits(await sets.ReadPublicAsync("en_visit_notes/dialogues.dev.jsonl", ct), sets));
        return figures;
    }

    private static List<Figure> Visits(IReadOnlyList<EvaluationLine> visits, EvaluationSets sets)
    {
        var sums = new (double One, double Two)[4];
        foreach (var visit in visits)
        {
            var source = DraftingSource.Of(visit);
            var rouge = new Rouge(visit.Text("note"));
            var sentences = source.Sentences.Select(u => u.Text).ToList();
            var draft = SummaryDrafter.Draft(new("en", SummaryTemplate.Sections("en"), source.Units, DraftLength.AtMost(VisitWords)));
            IReadOnlyList<string>[] texts =
            [
                ExtractiveRivals.Lead(sentences, VisitWords), ExtractiveRivals.TextRank(sentences, VisitWords),
                [.. draft.Sections.SelectMany(s => s.Sentences).Select(s => s.Text)], ExtractiveRivals.Oracle(sentences, rouge, VisitWords),
            ];
            for (var i = 0; i < texts.Length; i++)
            {
                var (one, two) = rouge.F(Rouge.Tokens(string.Join(' ', texts[i])));
                sums[i] = (sums[i].One + one, sums[i].Two + two);
                if (i == 2) sets.Miss(string.Create(CultureInfo.InvariantCulture, $"{visit.Id}: ROUGE-1 {one:0.000} ROUGE-2 {two:0.000}"));
            }
        }

        if (visits.Count == 0) return [];
        string[] names = ["lead", "TextRank", "the draft", "greedy oracle"];
        var figures = names.SelectMany((name, i) => new[]
        {
            new Figure($"visits, {VisitWords} words, ROUGE-1, {name}", sums[i].One / visits.Count),
            new Figure($"visits, {VisitWords} words, ROUGE-2, {name}", sums[i].Two / visits.Count),
        }).ToList();
        figures.Add(new("visits, share of the oracle's ROUGE-1", sums[2].One / sums[3].One, Goal: "≥ .80"));
        return figures;
    }

    private static SectionSpec Section(EvaluationLine section) => new(section.Text("key"), section.Optional("title") ?? section.Text("key"));

    private static DraftLength? LengthOf(EvaluationLine line) =>
        line.Json["words"] is JsonValue v ? v.TryGetValue<int>(out var words) && words > 0 ? DraftLength.AtMost(words) : throw line.Bad("the field \"words\" is no positive number") : null;

    private static JsonObject Write(SummaryProposal draft, IReadOnlyList<SectionSpec> sections, DraftingSource source) => new()
    {
        ["sections"] = new JsonArray([.. draft.Sections.Select(s => new JsonObject
        {
            ["key"] = s.Key,
            ["title"] = sections.First(spec => spec.Key == s.Key).Title,
            ["sentences"] = new JsonArray([.. s.Sentences.Select(x => new JsonObject
            {
                ["text"] = x.Text,
                ["spans"] = new JsonArray([.. source.Units.Where(u => x.RestsOn.Contains(u.Number)).Select(u => new JsonArray(u.Span.Start, u.Span.End))]),
                ["rests_on"] = new JsonArray([.. x.RestsOn.Select(n => JsonValue.Create(n))]),
            })]),
        })]),
        ["summary"] = string.Join('\n', draft.Sections.SelectMany(s => s.Sentences).Select(x => x.Text)),
    };
}
