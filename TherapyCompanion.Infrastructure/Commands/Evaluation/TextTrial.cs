using System.Text.Json.Nodes;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Spelling;
using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>Sentences, words, and whether two words are one.</summary>
public sealed class TextTrial : EngineTrial
{
    public override string Name => "text";

    public override string Does => "sentences, clauses and words of Hebrew, English and mixed text; forms and spellings of one word";

    public override string Fields =>
        """
        in:  task "sentences", "clauses", "tokens" or "all" (the default) with text; or task "same" with a and b; lang (may be missing)
        out: sentences, clauses, tokens as lists of texts and, under "spans", of {start, end}; for "all" also stems (a list for each token);
             for "same": same (true or false)
        sets: text (gold.sentences, gold.tokens, gold.same)
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            var task = line.Optional("task") ?? (line.Has("a") && line.Has("b") ? "same" : "all");
            if (task == "same")
            {
                yield return (line, new JsonObject { ["same"] = Same(line.Text("a"), line.Text("b")) });
                continue;
            }

            if (task is not ("sentences" or "clauses" or "tokens" or "all")) throw line.Bad("\"task\" is sentences, clauses, tokens, same or all");
            var text = line.Text("text");
            var (answer, spans) = (new JsonObject(), new JsonObject());
            void Add(string name, IReadOnlyList<TextSpan> found)
            {
                answer[name] = new JsonArray([.. found.Select(s => (JsonNode)text[s.Start..s.End])]);
                spans[name] = new JsonArray([.. found.Select(s => new JsonObject { ["start"] = s.Start, ["end"] = s.End })]);
            }

            var sentences = Sentences.Of(text);
            if (task is "sentences" or "all") Add("sentences", sentences);
            if (task is "clauses" or "all") Add("clauses", [.. sentences.SelectMany(s => Clauses.In(text, s))]);
            if (task is "tokens" or "all") Add("tokens", Tokens(text));
            if (task == "all") answer["stems"] = new JsonArray([.. Words.Of(text).Select(w => new JsonArray([.. Stemmer.Of(w.Folded).Select(s => (JsonNode)s)]))]);
            answer["spans"] = spans;
            yield return (line, answer);
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var lines = await sets.ReadAsync("text", ct);
        var figures = new List<Figure>();
        if (lines.Count == 0) return figures;
        Cut(lines, "sentences", t => Sentences.Of(t).Select(s => t[s.Start..s.End]), sets, figures, "≥ .95");
        Cut(lines, "tokens", t => Tokens(t).Select(s => t[s.Start..s.End]), sets, figures, "≥ .98");
        var pairs = lines.Where(l => l.Text("task") == "same").Select(l => (Line: l, Lang: l.Language(l.Text("a")), Gold: l.Object("gold").Flag("same") == true, Said: Same(l.Text("a"), l.Text("b")))).ToList();
        foreach (var lang in Languages)
        {
            var part = pairs.Where(p => lang == "all" || p.Lang == lang).ToList();
            figures.Add(Figure.Share($"same: right, {lang}", part.Count(p => p.Gold == p.Said), part.Count, "≥ .90"));
            figures.Add(Figure.Share($"same: false merges, {lang}", part.Count(p => !p.Gold && p.Said), part.Count(p => !p.Gold)));
            figures.Add(Figure.Share($"same: misses, {lang}", part.Count(p => p.Gold && !p.Said), part.Count(p => p.Gold)));
        }

        foreach (var (line, _, gold, said) in pairs.Where(p => p.Gold != p.Said)) sets.Miss($"{line.Id} {line.Text("a")} ~ {line.Text("b")}: expected {gold}, said {said}");
        return figures;
    }

    private static readonly string[] Languages = ["he", "en", "all"];

    // Exact: every piece as expected. F1: over the pieces' places, letters alone counted, so that a mark more or less moves none.
    private static void Cut(IReadOnlyList<EvaluationLine> lines, string task, Func<string, IEnumerable<string>> cut, EvaluationSets sets, List<Figure> figures, string goal)
    {
        var rows = lines.Where(l => l.Text("task") == task).Select(l => (Line: l, Lang: l.Language(l.Text("text")), Gold: l.Object("gold").Texts(task), Said: cut(l.Text("text")).ToList())).ToList();
        foreach (var lang in Languages)
        {
            var part = rows.Where(r => lang == "all" || r.Lang == lang).ToList();
            int hits = 0, gold = 0, said = 0;
            foreach (var row in part)
            {
                var (a, b) = (Places(row.Gold), Places(row.Said));
                (hits, gold, said) = (hits + a.Intersect(b).Count(), gold + a.Count, said + b.Count);
            }

            figures.Add(Figure.Share($"{task}: exact, {lang}", part.Count(r => r.Gold.SequenceEqual(r.Said)), part.Count));
            figures.Add(new Figure($"{task}: F1, {lang}", gold + said == 0 ? double.NaN : 2.0 * hits / (gold + said), Goal: goal));
        }

        foreach (var (line, _, gold, said) in rows.Where(r => !r.Gold.SequenceEqual(r.Said))) sets.Miss($"{line.Id} expected {string.Join(" ‖ ", gold)}, said {string.Join(" ‖ ", said)}");
    }

    private static HashSet<(int, int)> Places(IEnumerable<string> pieces)
    {
        var places = new HashSet<(int, int)>();
        var at = 0;
        foreach (var piece in pieces)
        {
            var length = piece.Count(c => !char.IsWhiteSpace(c));
            places.Add((at, at + length));
            at += length;
        }

        return places;
    }

    private static IReadOnlyList<TextSpan> Tokens(string text) => [.. Words.Of(text).Select(w => new TextSpan(w.Start, w.End - w.Start))];

    private static bool Same(string a, string b) => Stemmer.Same(a, b) || Transliteration.Same(a, b);
}
