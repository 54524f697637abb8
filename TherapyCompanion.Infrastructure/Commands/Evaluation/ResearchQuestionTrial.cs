using System.Text.Json.Nodes;
using TherapyCompanion.Core.Privacy.Redaction.Research;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>Whether research questions that can't be made safe are refused, and whether nothing leaks from the others.</summary>
public sealed class ResearchQuestionTrial : EngineTrial
{
    public override string Name => "research-questions";

    public override string Does => "anonymises a research question, or refuses it";

    public override string Fields =>
        """
          in:  question; lang ("he", "en"; optional); gold.refuse, gold.must_not[] for measuring
          out: refused (true, false), reason (where refused), text (where not)
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            yield return (line, ResearchQuestion.Anonymise(line.Optional("question") ?? line.Text("text")) switch
            {
                ResearchAnswer.Safe safe => new JsonObject { ["refused"] = false, ["text"] = safe.Text },
                ResearchAnswer.Refused refused => new JsonObject { ["refused"] = true, ["reason"] = refused.Reason.ToString() },
                _ => throw new InvalidOperationException("An answer is safe or refused."),
            });
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var figures = new List<Figure>();
        foreach (var group in (await sets.ReadAsync("research-questions", ct)).GroupBy(l => l.Language(l.Text("question"))))
        {
            int refusable = 0, refused = 0, harmless = 0, let = 0, told = 0, leaked = 0;
            foreach (var line in group)
            {
                var question = line.Text("question");
                var answer = ResearchQuestion.Anonymise(question);
                if (line.Object("gold").Flag("refuse") == true)
                {
                    refusable++;
                    if (answer is ResearchAnswer.Refused) refused++;
                    else sets.Miss($"{line.Id} not refused: {question}");
                    continue;
                }

                harmless++;
                if (answer is ResearchAnswer.Refused { Reason: var reason }) sets.Miss($"{line.Id} refused ({reason}): {question}");
                else let++;
                if (answer is not ResearchAnswer.Safe safe) continue;
                told++;
                var leaks = line.Object("gold").Texts("must_not").Where(m => safe.Text.Contains(m, StringComparison.OrdinalIgnoreCase)).ToList();
                if (leaks.Count == 0) continue;
                leaked++;
                sets.Miss($"{line.Id} leaks {string.Join(", ", leaks)}: {safe.Text}");
            }

            figures.Add(Figure.Share($"refused of what must be, {group.Key}", refused, refusable, "≥ .90"));
            figures.Add(Figure.Share($"let through of what may be, {group.Key}", let, harmless, "≥ .90"));
            figures.Add(Figure.Share($"right in all, {group.Key}", refused + let, refusable + harmless));
            figures.Add(Figure.Share($"questions that leak, {group.Key}", leaked, told, "0"));
        }

        return figures;
    }
}
