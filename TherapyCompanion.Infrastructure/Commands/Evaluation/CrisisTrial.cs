using System.Text.Json.Nodes;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The crisis check over lines, posts, conversations and ordinary counselling talk.</summary>
internal sealed class CrisisTrial : EngineTrial
{
    public override string Name => "crisis";

    public override string Does => "possible mentions of a crisis in lines, posts and conversations";

    public override string Fields =>
        """
        in:  text, or turns [{speaker: patient|therapist, text}]; form: line|post (optional; texts over 60 words without one are read as posts)
        out: level none|low|high|imminent; kind suicide|self_harm|harm_to_others|violence|medical|null; score 0 to 1; flag (true for high and imminent);
             spans [{start, end, text, turn (conversations)}]
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines) =>
        lines.Select(line => (line, Answer(line)));

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct) =>
    [
        .. Lines(sets, await sets.ReadAsync("crisis-lines", ct)),
        .. Posts(sets, await sets.ReadAsync("crisis-posts", ct)),
        .. Conversations(sets, await sets.ReadAsync("crisis-conversations", ct)),
        .. Turns(sets, await sets.ReadAsync("counselling-turns", ct)),
    ];

    private static IEnumerable<Figure> Lines(EvaluationSets sets, IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var group in lines.GroupBy(l => l.Language(l.Text("text"))).OrderBy(g => g.Key))
        {
            var read = group.Select(l => (Line: l, Gold: Gold(l), Reading: Read(l))).ToList();
            foreach (var (line, gold, reading) in read.Where(r => r.Reading.Calls != Calls(r.Gold.Level))) sets.Miss($"lines {line.Id} {gold.Level} {gold.Kind} → {Told(reading)}: {line.Text("text")}");
            var (danger, calm) = (read.Where(r => Calls(r.Gold.Level)).ToList(), read.Where(r => !Calls(r.Gold.Level)).ToList());
            yield return Figure.Share($"lines, {group.Key}: sensitivity, high and imminent", danger.Count(r => r.Reading.Calls), danger.Count, "≥ .95");
            yield return Figure.Share($"lines, {group.Key}: specificity, none and low", calm.Count(r => !r.Reading.Calls), calm.Count, "≥ .95");
            yield return Figure.Share($"lines, {group.Key}: level as a reader says", read.Count(r => LevelName(r.Reading.Level) == r.Gold.Level), read.Count);
            var found = danger.Where(r => r.Reading.Calls).ToList();
            yield return Figure.Share($"lines, {group.Key}: kind, where found", found.Count(r => KindName(r.Reading.Kind) == r.Gold.Kind), found.Count);
        }
    }

    private static IEnumerable<Figure> Posts(EvaluationSets sets, IReadOnlyList<EvaluationLine> lines)
    {
        if (lines.Count == 0) yield break;
        var read = lines.Select(l => (Line: l, AtRisk: l.Object("gold").Flag("at_risk") ?? Calls(Gold(l).Level), Reading: CrisisDetector.ReadPost(l.Text("text")))).ToList();
        foreach (var (line, atRisk, reading) in read.Where(r => r.Reading.Calls != r.AtRisk))
            sets.Miss($"posts {line.Id} {(atRisk ? "at risk" : "not at risk")} ({Gold(line).Level}) → {Told(reading)}: {Beginning(line.Text("text"))}");
        var (danger, calm) = (read.Where(r => r.AtRisk).ToList(), read.Where(r => !r.AtRisk).ToList());
        yield return Figure.Share("posts: recall at the operating point", danger.Count(r => r.Reading.Calls), danger.Count, "≥ .60");
        yield return Figure.Share("posts: false alarms at the operating point", calm.Count(r => r.Reading.Calls), calm.Count, "≤ .10");
        var pairs = danger.SelectMany(d => calm.Select(c => d.Reading.Score > c.Reading.Score ? 1.0 : d.Reading.Score < c.Reading.Score ? 0 : 0.5)).ToList();
        if (pairs.Count > 0) yield return new Figure("posts: area under the curve", pairs.Average());
    }

    private static IEnumerable<Figure> Conversations(EvaluationSets sets, IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var group in lines.GroupBy(l => l.Language(string.Concat(l.Objects("turns").Select(t => t.Text("text"))))).OrderBy(g => g.Key))
        {
            var read = group.Select(l => (Line: l, Gold: Gold(l), Reading: Read(l))).ToList();
            foreach (var (line, gold, reading) in read.Where(r => r.Reading.Calls != Calls(r.Gold.Level)))
                sets.Miss($"conversations {line.Id} {gold.Level} {gold.Kind} → {Told(reading)}: {string.Join(" | ", line.Objects("turns").Select(t => t.Text("speaker")[..1] + ": " + t.Text("text")))}");
            yield return Figure.Share($"conversations, {group.Key}: flagged as a reader would", read.Count(r => r.Reading.Calls == Calls(r.Gold.Level)), read.Count);
            yield return Figure.Share($"conversations, {group.Key}: level as a reader says", read.Count(r => LevelName(r.Reading.Level) == r.Gold.Level), read.Count);
        }
    }

    private static IEnumerable<Figure> Turns(EvaluationSets sets, IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var group in lines.GroupBy(l => l.Language(l.Text("text"))).OrderBy(g => g.Key))
        {
            var flagged = group.Select(l => (Line: l, Reading: Read(l))).Where(r => r.Reading.Calls).ToList();
            foreach (var (line, reading) in flagged) sets.Miss($"counselling {line.Id} → {Told(reading)}: {line.Text("text")}");
            yield return Figure.Share($"counselling turns, {group.Key}: flagged", flagged.Count, group.Count(), "≤ .01");
        }
    }

    private static JsonObject Answer(EvaluationLine line)
    {
        var reading = Read(line);
        var texts = line.Has("turns") ? line.Objects("turns").Select(t => t.Text("text")).ToList() : [line.Text("text")];
        return new JsonObject
        {
            ["level"] = LevelName(reading.Level),
            ["kind"] = KindName(reading.Kind),
            ["score"] = Math.Round(reading.Score, 4),
            ["flag"] = reading.Calls,
            ["spans"] = new JsonArray([.. reading.Spans.Select(s => (JsonNode)Span(s, texts[s.Turn], line.Has("turns")))]),
        };
    }

    private static JsonObject Span(CrisisWords words, string text, bool withTurn)
    {
        var span = new JsonObject { ["start"] = words.Span.Start, ["end"] = words.Span.End, ["text"] = text.Substring(words.Span.Start, words.Span.Length) };
        if (withTurn) span["turn"] = words.Turn;
        return span;
    }

    private static CrisisReading Read(EvaluationLine line)
    {
        if (line.Has("turns")) return CrisisDetector.ReadConversation([.. line.Objects("turns").Select(t => new CrisisTurn(SpeakerOf(t.Optional("speaker")), t.Text("text")))]);
        var text = line.Text("text");
        return line.Optional("form") switch
        {
            "post" => CrisisDetector.ReadPost(text),
            "line" => CrisisDetector.ReadLine(text),
            _ => CrisisDetector.Read(text),
        };
    }

    private static Speaker SpeakerOf(string? name) => name?.ToUpperInvariant() switch
    {
        "THERAPIST" or "COUNSELLOR" or "COUNSELOR" or "CLINICIAN" or "DOCTOR" => Speaker.Therapist,
        _ => Speaker.Patient,
    };

    private static (string Level, string? Kind) Gold(EvaluationLine line) => (line.Object("gold").Optional("level") ?? "none", line.Object("gold").Optional("kind"));

    private static bool Calls(string level) => level is "high" or "imminent";

    private static string LevelName(CrisisLevel level) => level.ToString().ToLowerInvariant();

    private static string? KindName(CrisisKind? kind) => kind is { } known ? KindName(known) : null;

    private static string KindName(CrisisKind kind) => kind switch
    {
        CrisisKind.Suicide => "suicide",
        CrisisKind.SelfHarm => "self_harm",
        CrisisKind.HarmToOthers => "harm_to_others",
        CrisisKind.Violence => "violence",
        CrisisKind.Overdose => "medical",
    };

    private static string Told(CrisisReading reading) => $"{LevelName(reading.Level)} {KindName(reading.Kind)} {reading.Score:0.00}";

    private static string Beginning(string text) => text.Length <= 80 ? text : text[..80];
}
