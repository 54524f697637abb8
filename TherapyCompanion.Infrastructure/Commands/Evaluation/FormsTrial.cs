using System.Text.Json.Nodes;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The agreement check of outgoing Hebrew.</summary>
internal sealed class FormsTrial : EngineTrial
{
    public override string Name => "forms";

    public override string Does => "Hebrew forms that don't agree with the writer or the person written to";

    public override string Fields =>
        """
        in:  text, speaker and addressee (feminine, masculine, plural, neutral; neutral where missing)
        out: findings [{text, start, end, right}], right null where no other form is certain
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            var text = line.Text("text");
            var findings = Find(line, text).Select(f => (JsonNode)new JsonObject
            {
                ["text"] = text.Substring(f.Span.Start, f.Span.Length),
                ["start"] = f.Span.Start,
                ["end"] = f.Span.End,
                ["right"] = f.Suggestion,
            });
            yield return (line, new JsonObject { ["findings"] = new JsonArray([.. findings]) });
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        int wrong = 0, found = 0, clean = 0, quiet = 0, offered = 0, right = 0, extra = 0, offers = 0;
        foreach (var line in await sets.ReadAsync("forms", ct))
        {
            var text = line.Text("text");
            var findings = Find(line, text);
            var gold = line.Object("gold").Objects("wrong");
            var matched = new HashSet<MessageCheckFinding>();
            foreach (var form in gold)
            {
                wrong++;
                var word = form.Text("text");
                if (Match(text, word, findings, matched) is not { } hit)
                {
                    sets.Miss($"{line.Id} not found: {word} in: {text}");
                    continue;
                }

                found++;
                matched.Add(hit);
                offers += hit.Suggestion is not null ? 1 : 0;
                if (hit.Suggestion is { } suggestion && form.Optional("right") is { } wanted)
                {
                    offered++;
                    var good = Same(text.Substring(hit.Span.Start, hit.Span.Length), word, suggestion, wanted);
                    right += good ? 1 : 0;
                    if (!good) sets.Miss($"{line.Id} offered {suggestion}, not {wanted}, for {word} in: {text}");
                }
            }

            foreach (var f in findings.Where(f => !matched.Contains(f)))
            {
                extra++;
                sets.Miss($"{line.Id} false alarm: {text.Substring(f.Span.Start, f.Span.Length)} in: {text}");
            }

            clean += gold.Count == 0 ? 1 : 0;
            quiet += gold.Count == 0 && findings.Count == 0 ? 1 : 0;
        }

        return
        [
            Figure.Share("wrong forms found, he", found, wrong, "≥ .90"),
            Figure.Share("texts without a wrong form left alone, he", quiet, clean, "≥ .95"),
            Figure.Share("forms offered that are right, he", right, offered, "≥ .95"),
            Figure.Share("found forms with an offer, he", offers, found),
            new Figure("findings beside the gold ones", extra),
        ];
    }

    private static List<MessageCheckFinding> Find(EvaluationLine line, string text) =>
        [.. OutgoingTextCheck.Check(text, FormOf(line, "speaker"), FormOf(line, "addressee")).Where(f => f.Concern == MessageConcern.WrongForm)];

    internal static Form FormOf(EvaluationLine line, string field) => line.Optional(field) is not { } name ? Form.Neutral
        : Enum.TryParse<Form>(name, ignoreCase: true, out var form) ? form : throw line.Bad($"the field \"{field}\" is none of feminine, masculine, plural, neutral");

    // The first place of the word that has a finding of its own.
    private static MessageCheckFinding? Match(string text, string word, List<MessageCheckFinding> findings, HashSet<MessageCheckFinding> taken)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var span = new TextSpan(at, word.Length);
            if (findings.Find(f => f.Span.Overlaps(span) && !taken.Contains(f)) is { } hit) return hit;
        }

        return null;
    }

    // The finding may hold more than the gold word: a prefix, or the pronoun before it.
    private static bool Same(string ours, string word, string suggestion, string wanted) =>
        suggestion == wanted || (ours.Contains(word, StringComparison.Ordinal) && suggestion == ours.Replace(word, wanted, StringComparison.Ordinal));
}
