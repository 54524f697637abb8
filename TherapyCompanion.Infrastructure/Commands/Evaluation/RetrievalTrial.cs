using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TherapyCompanion.Core.Search;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>Search: keyed lexical vectors and the ranking over them, beside the simple methods.</summary>
public sealed class RetrievalTrial : EngineTrial
{
    private static readonly DateOnly Today = new(2026, 1, 1);

    public override string Name => "retrieval";

    public override string Does => "finds the passages that answer a question, by keyed vectors and a second look at the words";

    public override string Fields =>
        """
        in, passages and questions in one file, in any order:
          a passage  id, text; optional: patient (only that patient's questions see it), date (2026-11-24)
          a question id, and one of: question | query | text with "type": "question" or with "relevant"; optional: patient, relevant (ids),
                     date (the day it is asked), passages [{id, text, date}] (then only these are searched)
        out, a line a question:
          ranked [{id, score}] the likeliest first, ten and more where there are; found (of "relevant", the ids among the first five)
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        var shared = lines.Where(l => !IsQuestion(l) && l.Has("text")).Select(PassageOf).ToList();
        var index = new SearchIndex(shared, Key(0));
        foreach (var line in lines.Where(IsQuestion))
        {
            var own = line.Objects("passages").Select(PassageOf).ToList();
            var text = line.Optional("question") ?? line.Optional("query") ?? line.Text("text");
            var ranked = (own.Count > 0 ? new SearchIndex(own, Key(0)) : index).Search(text, own.Count > 0 ? null : line.Optional("patient"), DateOf(line) ?? Today);
            var answer = new JsonObject { ["ranked"] = new JsonArray([.. ranked.Take(50).Select(r => (JsonNode)new JsonObject { ["id"] = r.Id, ["score"] = Math.Round(r.Score, 4) })]) };
            if (line.Texts("relevant") is { Count: > 0 } relevant)
                answer["found"] = new JsonArray([.. ranked.Take(5).Select(r => r.Id).Where(relevant.Contains).Select(id => (JsonNode)id!)]);
            yield return (line, answer);
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var figures = new List<Figure>();
        var passages = (await sets.ReadPublicAsync("he_retrieval/passages.jsonl", ct)).Select(PassageOf).ToList();
        var questions = (await sets.ReadPublicAsync("he_retrieval/questions.dev.jsonl", ct)).Select(QuestionOf).ToList();
        Measure("public Hebrew", passages, questions, (".96", ".91"), beside: true, figures, sets);
        if (passages.Count > 0) figures.AddRange(Buckets(passages));

        passages = [.. (await sets.ReadAsync("retrieval-sessions.passages", ct)).Select(PassageOf)];
        questions = [.. (await sets.ReadAsync("retrieval-sessions.questions", ct)).Select(QuestionOf)];
        Measure("sessions", passages, questions, (".85", null), beside: true, figures, sets);
        foreach (var lang in new[] { "he", "en" })
            Measure($"sessions {lang}", passages, [.. questions.Where(q => q.Language == lang)], (null, null), beside: false, figures, sets);
        return figures;
    }

    private static void Measure(
        string set, List<SearchPassage> passages, List<SearchQuestion> questions, (string? Five, string? Ten) goals, bool beside, List<Figure> figures, EvaluationSets sets)
    {
        if (passages.Count == 0 || questions.Count == 0) return;
        var runs = Enumerable.Range(0, 3).Select(k => new SearchIndex(passages, Key(k))).ToList();
        var vectors = runs.Select(r => RetrievalScore.Of(questions, q => r.First(q.Text, q.Patient, 10))).ToList();
        var ranked = runs.Select((r, k) => RetrievalScore.Of(questions, q => [.. r.Search(q.Text, q.Patient, Today).Select(p => p.Id)], k == 0 && beside ? q => sets.Miss($"{set} {q}") : null)).ToList();
        RetrievalScore.Worst(ranked).Add(figures, $"{set}: vectors and second look", goals);
        if (!beside) return;
        RetrievalScore.Worst(vectors).Add(figures, $"{set}: vectors alone");
        foreach (var (name, view) in PlainBm25.Views)
        {
            var plain = new PlainBm25(passages, view);
            RetrievalScore.Of(questions, q => plain.Search(q.Text, q.Patient)).Add(figures, $"{set}: {name}");
        }
    }

    // What two keys share over the same text; and terms of the collection that one key puts together.
    private static IEnumerable<Figure> Buckets(List<SearchPassage> passages)
    {
        var reader = new TermReader();
        var terms = new HashSet<Term>();
        foreach (var words in passages.Select(p => reader.Read(p.Text)))
        {
            foreach (var word in words) terms.UnionWith([word.Bare, .. word.Stems, .. word.Grams]);
            terms.UnionWith(Concepts.In(words).Select(c => c.Concept));
        }

        var keys = Enumerable.Range(0, 3).Select(Key).ToList();
        var buckets = Enumerable.Range(0, 3).Select(k => terms.Select(t => keys[k].Bucket(t.Id)).ToHashSet()).ToList();
        var shared = buckets[0].Intersect(buckets[1]).Count() + buckets[0].Intersect(buckets[2]).Count() + buckets[1].Intersect(buckets[2]).Count();
        var pairs = (double)terms.Count * terms.Count / VectorKey.Dimensions;
        yield return new("terms of the collection", terms.Count);
        yield return new(string.Create(CultureInfo.InvariantCulture, $"buckets shared by two of three keys (chance: {3 * pairs:0.0})"), shared);
        yield return new(string.Create(CultureInfo.InvariantCulture, $"terms in one bucket under one key, worst (chance: {pairs / 2:0.0})"), buckets.Max(b => terms.Count - b.Count));
    }

    private static bool IsQuestion(EvaluationLine line) =>
        line.Has("question") || line.Has("query") || line.Has("relevant") || line.Has("passages") || line.Optional("type") is "question" or "query";

    private static SearchPassage PassageOf(EvaluationLine line) => new(line.Id, line.Text("text"), line.Optional("patient"), DateOf(line));

    private static SearchQuestion QuestionOf(EvaluationLine line)
    {
        var text = line.Optional("question") ?? line.Optional("query") ?? line.Text("text");
        return new(line.Id, text, line.Language(text), line.Optional("patient"), line.Texts("relevant"));
    }

    private static DateOnly? DateOf(EvaluationLine line) =>
        DateOnly.TryParse(line.Optional("date"), CultureInfo.InvariantCulture, out var date) ? date : null;

    // Any secret does here; the figures are of the worst of three.
    private static VectorKey Key(int number) => VectorKey.Derive(SHA256.HashData([(byte)number]), Guid.Empty);
}
