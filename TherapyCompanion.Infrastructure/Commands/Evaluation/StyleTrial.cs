using System.Text.Json.Nodes;
using TherapyCompanion.Core.Agents.BuiltIn.Style;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The style learner.</summary>
internal sealed class StyleTrial : EngineTrial
{
    private static readonly (string Name, StyleKey Key)[] Keys =
    [
        ("person", StyleKey.Person), ("patient_term", StyleKey.PatientTerm), ("length", StyleKey.Length), ("quotations", StyleKey.Quotations),
        ("headings", StyleKey.Heading), ("greeting", StyleKey.Greeting), ("ending", StyleKey.Ending), ("closing", StyleKey.Ending),
        ("sentences", StyleKey.Sentences), ("bullets", StyleKey.Sentences), ("formality", StyleKey.Formality),
    ];

    public override string Name => "style";

    public override string Does => "rules of style from examples, or from pairs of draft and approved text";

    public override string Fields =>
        """
        in:  examples [text] or pairs [{draft, approved}]
        out: rules [{key, value, from (prefer only), found, of}]
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            var rules = Learn(line).Rules.Select(r => (JsonNode)new JsonObject
            {
                ["key"] = r.Key.ToString(),
                ["value"] = r.Value,
                ["from"] = r.From,
                ["found"] = r.Found,
                ["of"] = r.Of,
            });
            yield return (line, new JsonObject { ["rules"] = new JsonArray([.. rules]) });
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var right = new SortedDictionary<string, (int Hits, int Of)>(StringComparer.Ordinal);
        var leaks = 0;
        foreach (var line in await sets.ReadAsync("style", ct))
        {
            var profile = Learn(line);
            leaks += Leaks(line, profile, sets);
            foreach (var (name, wanted) in line.Object("gold").Object("rules").Json)
            {
                if (Array.Find(Keys, k => k.Name == name) is not { Name: not null } key) continue;
                var got = profile.Rules.Where(r => r.Key == key.Key).Select(r => r.Value).ToList();
                var expected = wanted is JsonArray list ? [.. list.Select(n => n!.GetValue<string>())] : new List<string> { wanted!.ToString() };
                Count(name, got.SequenceEqual(expected), $"{line.Id} {name}: {string.Join(" | ", got)}, not {string.Join(" | ", expected)}");
            }
        }

        foreach (var line in await sets.ReadAsync("style-pairs", ct))
        {
            var profile = Learn(line);
            leaks += Leaks(line, profile, sets);
            var gold = line.Object("gold");
            var prefers = profile.Rules.Where(r => r.Key == StyleKey.Prefer).ToList();
            foreach (var avoid in gold.Texts("avoid"))
                Count("pairs: avoid", profile.Rules.Any(r => r.Key == StyleKey.Avoid && Same(r.Value, avoid)) || prefers.Exists(r => Same(r.From!, avoid)), $"{line.Id} avoid {avoid}");
            foreach (var pair in gold.Json["prefer"]?.AsArray() ?? [])
            {
                var (from, to) = (pair![0]!.GetValue<string>(), pair[1]!.GetValue<string>());
                Count("pairs: prefer", prefers.Exists(r => Same(r.From!, from) && Same(r.Value, to)), $"{line.Id} prefer {from} to {to}");
            }

            var shorter = profile.Rules.FirstOrDefault(r => r.Key == StyleKey.Shorter)?.Value;
            Count("pairs: shorter", shorter == (gold.Flag("shorter") is { } s ? (s ? "true" : "false") : null), $"{line.Id} shorter: {shorter}");
        }

        return [.. right.Select(r => Figure.Share("right: " + r.Key, r.Value.Hits, r.Value.Of)), new Figure("words of a patient's in a rule", leaks, Goal: "0")];

        void Count(string name, bool hit, string miss)
        {
            var (hits, of) = right.GetValueOrDefault(name);
            right[name] = (hits + (hit ? 1 : 0), of + 1);
            if (!hit) sets.Miss(miss);
        }
    }

    private static StyleProfile Learn(EvaluationLine line) => line.Has("pairs")
        ? StyleLearner.FromPairs([.. line.Objects("pairs").Select(p => new DraftPair(p.Text("draft"), p.Text("approved")))])
        : StyleLearner.FromExamples(line.Texts("examples"));

    private static int Leaks(EvaluationLine line, StyleProfile profile, EvaluationSets sets)
    {
        var leaks = 0;
        foreach (var word in line.Object("gold").Texts("must_not"))
        {
            foreach (var rule in profile.Rules.Where(r => (r.Value + " " + r.From).Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                leaks++;
                sets.Miss($"{line.Id} leak: {word} in {rule}");
            }
        }

        return leaks;
    }

    // With the article or without, capital or not.
    private static bool Same(string a, string b) => Bare(a) == Bare(b);

    private static string Bare(string word) => (word.Length > 3 && word[0] == 'ה' ? word[1..] : word).ToLowerInvariant();
}
