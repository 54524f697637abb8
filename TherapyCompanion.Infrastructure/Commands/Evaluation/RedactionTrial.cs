using System.Text.Json.Nodes;
using TherapyCompanion.Core.Privacy.Redaction;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>How much of what tells who somebody is the redaction finds, and how much of what it finds does tell.</summary>
public sealed class RedactionTrial : EngineTrial
{
    public override string Name => "redaction";

    public override string Does => "finds names, numbers and addresses of people, and masks them";

    public override string Fields =>
        """
          in:  text; lang ("he", "en"; optional); gold.spans[{text, kind}] for measuring
          out: spans[{start, end, text, kind, score}] in UTF-16 units, masked
               kinds: name, id_number, phone, email, address, birth_date, record_number, card
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            var text = line.Text("text");
            var found = Redactor.Find(text);
            var spans = new JsonArray([.. found.Select(r => new JsonObject
            {
                ["start"] = r.Span.Start, ["end"] = r.Span.End, ["text"] = r.Words, ["kind"] = Kinds[r.Kind], ["score"] = Math.Round(r.Score, 2),
            })]);
            yield return (line, new JsonObject { ["spans"] = spans, ["masked"] = Redactor.Mask(text, found) });
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var tally = new Dictionary<(string Kind, string Language), Counts>();
        foreach (var line in await sets.ReadAsync("redaction", ct)) Compare(line, tally, sets);
        var figures = new List<Figure>();
        foreach (var group in tally.GroupBy(t => t.Key.Language).OrderByDescending(g => g.Key))
        {
            var numbers = group.Where(t => t.Key.Kind != "name").Select(t => t.Value).ToList();
            foreach (var ((kind, language), c) in group.OrderBy(t => t.Key.Kind)) AddFigures(figures, $"{kind}, {language}", [c], kind == "name" ? ".90" : ".95", both: kind == "name");
            AddFigures(figures, $"all but names, {group.Key}", numbers, ".95", both: true);
        }

        return figures;
    }

    private static void AddFigures(List<Figure> figures, string name, IReadOnlyList<Counts> counts, string goal, bool both)
    {
        var (gold, found) = (counts.Sum(c => c.Gold), counts.Sum(c => c.Found));
        if (gold > 0) figures.Add(Figure.Share($"recall, {name}, exact", counts.Sum(c => c.ExactHits), gold, $"≥ {goal}"));
        if (gold > 0 && both) figures.Add(Figure.Share($"recall, {name}, overlapping", counts.Sum(c => c.TouchedGold), gold));
        if (found > 0) figures.Add(Figure.Share($"precision, {name}, exact", counts.Sum(c => c.ExactHits), found, $"≥ {goal}"));
        if (found > 0 && both) figures.Add(Figure.Share($"precision, {name}, overlapping", counts.Sum(c => c.TouchedFound), found));
    }

    private static void Compare(EvaluationLine line, Dictionary<(string Kind, string Language), Counts> tally, EvaluationSets sets)
    {
        var text = line.Text("text");
        var language = line.Language(text);
        var found = Redactor.Find(text);
        var gold = Expected(text, line);
        foreach (var kind in Kinds.Keys)
        {
            var (want, have) = (gold.Where(g => g.Kind == kind).Select(g => g.Span).ToList(), found.Where(r => r.Kind == kind).ToList());
            if (want.Count + have.Count == 0) continue;
            if (!tally.TryGetValue((Kinds[kind], language), out var counts)) tally[(Kinds[kind], language)] = counts = new Counts();
            counts.Gold += want.Count;
            counts.Found += have.Count;
            counts.ExactHits += have.Count(r => want.Contains(r.Span));
            counts.TouchedGold += want.Count(w => have.Exists(r => r.Span.Overlaps(w)));
            counts.TouchedFound += have.Count(r => want.Exists(w => r.Span.Overlaps(w)));
            foreach (var w in want.Where(w => !have.Exists(r => r.Span == w))) sets.Miss($"{line.Id} missed {Kinds[kind]} \"{text.Substring(w.Start, w.Length)}\": {text}");
            foreach (var r in have.Where(r => !want.Contains(r.Span))) sets.Miss($"{line.Id} wrongly {Kinds[kind]} \"{r.Words}\" ({r.Score}): {text}");
        }
    }

    // Every occurrence of a gold text counts, unless it lies within a longer one or in the middle of a word.
    private static List<(RedactionKind Kind, TextSpan Span)> Expected(string text, EvaluationLine line)
    {
        var spans = new List<(RedactionKind Kind, TextSpan Span)>();
        foreach (var g in line.Object("gold").Objects("spans").DistinctBy(g => (g.Text("text"), g.Text("kind"))).OrderByDescending(g => g.Text("text").Length))
        {
            var (words, kind) = (g.Text("text"), Kind(g));
            var before = spans.Count;
            var first = -1;
            for (var at = text.IndexOf(words, StringComparison.Ordinal); at >= 0 && words.Length > 0; at = text.IndexOf(words, at + 1, StringComparison.Ordinal))
            {
                var span = new TextSpan(at, words.Length);
                if (spans.Exists(s => s.Span.Overlaps(span))) continue;
                if (first < 0) first = at;
                if (Stands(text, span)) spans.Add((kind, span));
            }

            if (spans.Count == before && first >= 0) spans.Add((kind, new TextSpan(first, words.Length)));
        }

        return spans;
    }

    private static bool Stands(string text, TextSpan span) =>
        (span.End >= text.Length || !char.IsLetterOrDigit(text[span.End]))
        && (span.Start == 0 || !char.IsLetterOrDigit(text[span.Start - 1]) || IsBehindPrefix(text, span.Start));

    private static bool IsBehindPrefix(string text, int start)
    {
        var from = start;
        while (from > 0 && Characters.IsHebrew(text[from - 1])) from--;
        return Characters.IsHebrew(text[start]) && (from == 0 || !char.IsLetterOrDigit(text[from - 1])) && HebrewPrefixes.IsChain(text.AsSpan(from, start - from));
    }

    private static RedactionKind Kind(EvaluationLine gold) => Kinds.FirstOrDefault(k => k.Value == gold.Text("kind")) is { Value: not null } kind ? kind.Key : throw gold.Bad("no such kind of span");

    private static readonly IReadOnlyDictionary<RedactionKind, string> Kinds = new Dictionary<RedactionKind, string>
    {
        [RedactionKind.Name] = "name",
        [RedactionKind.IdNumber] = "id_number",
        [RedactionKind.Phone] = "phone",
        [RedactionKind.Email] = "email",
        [RedactionKind.Address] = "address",
        [RedactionKind.BirthDate] = "birth_date",
        [RedactionKind.RecordNumber] = "record_number",
        [RedactionKind.Card] = "card",
    };

    private sealed class Counts
    {
        public int Gold, Found, ExactHits, TouchedGold, TouchedFound;
    }
}
