using System.Globalization;
using System.Text.Json.Nodes;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Dates;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>Dates and times in a text against a given now.</summary>
public sealed class DatesTrial : EngineTrial
{
    public override string Name => "dates";

    public override string Does => "dates and times in Hebrew and English: resolved, ambiguous or none";

    public override string Fields =>
        """
        in:  text, now ("2026-11-24T21:05", local), lang (may be missing), from and until (the hours at which people meet, may be missing)
        out: answer (resolved, ambiguous, none), date and time where resolved (time may be null), candidates [{date, time}] where ambiguous,
             spans [{start, end, text}]: the words it rests on
        sets: dates (gold.answer, date, time, candidates)
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines)
    {
        foreach (var line in lines)
        {
            var text = line.Text("text");
            var answer = Read(line, text);
            yield return (line, new JsonObject
            {
                ["answer"] = answer.Kind.ToString().ToLowerInvariant(),
                ["date"] = answer.When is { } when ? Day(when.Date) : null,
                ["time"] = answer.When is { Time: { } time } ? Clock(time) : null,
                ["candidates"] = answer.Kind == DateAnswerKind.Ambiguous
                    ? new JsonArray([.. answer.Candidates.Select(c => new JsonObject { ["date"] = Day(c.Date), ["time"] = c.Time is { } t ? Clock(t) : null })]) : null,
                ["spans"] = new JsonArray([.. answer.Spans.Select(s => new JsonObject { ["start"] = s.Start, ["end"] = s.End, ["text"] = text[s.Start..s.End] })]),
            });
        }
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var rows = (await sets.ReadAsync("dates", ct)).Select(l => (Line: l, Gold: l.Object("gold"), Lang: l.Language(l.Text("text")), Answer: Read(l, l.Text("text")))).ToList();
        foreach (var (line, gold, _, answer) in rows.Where(r => !Right(r.Gold, r.Answer)))
            sets.Miss($"{line.Id} {line.Text("text")} [{line.Text("now")}] expected {Told(gold)}, said {Told(answer)}");
        if (rows.Count == 0) return [];
        var figures = new List<Figure>();
        foreach (var lang in new[] { "he", "en", "all" })
        {
            var part = rows.Where(r => lang == "all" || r.Lang == lang).ToList();
            void Share(string name, string kind, Func<EvaluationLine, DateAnswer, bool> hit, string? goal = null)
            {
                var of = part.Where(r => kind.Length == 0 || r.Gold.Text("answer") == kind).ToList();
                figures.Add(Figure.Share($"{name}, {lang}", of.Count(r => hit(r.Gold, r.Answer)), of.Count, goal));
            }

            Share("resolved: date and time exact", "resolved", Right, "≥ .90");
            Share("resolved: date exact", "resolved", (g, a) => a.When is { } w && Day(w.Date) == g.Optional("date"));
            Share("ambiguous recognised", "ambiguous", (_, a) => a.Kind == DateAnswerKind.Ambiguous);
            Share("ambiguous: all candidates and no other", "ambiguous", Right);
            var wanted = part.Where(r => r.Gold.Text("answer") == "ambiguous").SelectMany(r => Candidates(r.Gold).Select(c => Candidates(r.Answer).Contains(c))).ToList();
            figures.Add(Figure.Share($"ambiguous: candidates found, {lang}", wanted.Count(w => w), wanted.Count));
            Share("none: nothing read into it", "none", (_, a) => a.Kind == DateAnswerKind.None, "≥ .95");
            Share("right in all", "", Right);
        }

        return figures;
    }

    private static DateAnswer Read(EvaluationLine line, string text)
    {
        if (!DateTime.TryParseExact(line.Text("now"), ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var now))
            throw line.Bad("\"now\" is no local date and time like 2026-11-24T21:05");
        var usual = MeetingHours.Usual;
        return DateReader.Read(text, now, new MeetingHours(Hour(line, "from") ?? usual.From, Hour(line, "until") ?? usual.Until), line.Language(text));
    }

    private static TimeOnly? Hour(EvaluationLine line, string field) => line.Optional(field) is not { } text ? null
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour) ? hour : throw line.Bad($"\"{field}\" is no hour like 07:00");

    private static bool Right(EvaluationLine gold, DateAnswer answer) => gold.Text("answer") == answer.Kind.ToString().ToLowerInvariant() && answer.Kind switch
    {
        DateAnswerKind.Resolved => answer.When is { } w && Day(w.Date) == gold.Optional("date") && (w.Time is { } t ? Clock(t) : null) == gold.Optional("time"),
        DateAnswerKind.Ambiguous => Candidates(gold).Count == 0 || Candidates(gold).SetEquals(Candidates(answer)),
        _ => true,
    };

    private static HashSet<string> Candidates(EvaluationLine gold) => [.. gold.Objects("candidates").Select(c => $"{c.Optional("date")} {c.Optional("time")}")];

    private static HashSet<string> Candidates(DateAnswer answer) => [.. answer.Candidates.Select(Told)];

    private static string Told(EvaluationLine gold) => $"{gold.Text("answer")} {gold.Optional("date")} {gold.Optional("time")} {string.Join(" | ", Candidates(gold))}".TrimEnd();

    private static string Told(DateAnswer answer) => $"{answer.Kind.ToString().ToLowerInvariant()} {(answer.When is { } w ? Told(w) : string.Join(" | ", answer.Candidates.Select(Told)))}".TrimEnd();

    private static string Told(Moment moment) => $"{Day(moment.Date)} {(moment.Time is { } t ? Clock(t) : null)}";

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
