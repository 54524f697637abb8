using System.Text.Json.Nodes;
using TherapyCompanion.Core.Couples;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>The merge of two partners into a shared picture, with its leak test.</summary>
public sealed class CouplesTrial : EngineTrial
{
    public override string Name => "couples";

    public override string Does => "what two partners have between them, by taxonomy entries alone, and nothing of their private texts";

    public override string Fields =>
        """
        in:  a and b, each {frameworks[], attachment[], themes[], communication[], modalities[], private}; lang "he" or "en" (optional: the language of the answer)
        out: released true when the leak test passed; reason and sentence of a leak otherwise, and nothing else
             complementary [[x, y]], conflicting [[x, y]], shared [x]: by the words of the lists (a's for what is shared)
             names {complementary, conflicting, shared}: the same by the taxonomy's names; exercises [text] at most 6
        """;

    public override IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines) =>
        lines.Select(line => (line, Answer(new Two(line))));

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct)
    {
        var count = new Dictionary<string, (int Hits, int Of)>();
        var (extra, leaks, refused, fromNothing) = (0, 0, 0, 0);
        foreach (var line in await sets.ReadAsync("couples", ct))
        {
            var (two, gold) = (new Two(line), line.Object("gold"));
            var (picture, _) = SharedPicture.Prepare(two.A.Items, two.B.Items, two.Private);
            refused += picture is null ? 1 : 0;
            foreach (var kind in new[] { "complementary", "conflicting", "shared" })
            {
                var (wanted, found) = (Wanted(gold, kind), Found(picture, two, kind));
                var missed = wanted.Except(found).ToList();
                var known = count.GetValueOrDefault($"{kind} found, {two.Language}");
                count[$"{kind} found, {two.Language}"] = (known.Hits + wanted.Count - missed.Count, known.Of + wanted.Count);
                extra += found.Except(wanted).Count();
                foreach (var m in missed) sets.Miss($"{line.Id} {kind} missed: {m}");
                foreach (var e in found.Except(wanted)) sets.Miss($"{line.Id} {kind} not in the gold: {e}");
            }

            foreach (var nothing in gold.Texts("nothing_from").Where(n => two.A.Names(n) || two.B.Names(n)))
            {
                fromNothing++;
                sets.Miss($"{line.Id} an entry from «{nothing}»");
            }

            var text = string.Join('\n', picture?.Sentences("he").Concat(picture.Sentences("en")) ?? []);
            leaks += gold.Texts("must_not").Count(m => text.Contains(m, StringComparison.OrdinalIgnoreCase));
        }

        return
        [
            new Figure("entries from what names none", fromNothing, Goal: "0"),
            new Figure("pairs and shared items that are not in the gold", extra, Goal: "0"),
            new Figure("forbidden words in the output", leaks, Goal: "0"),
            new Figure("clean pictures refused by the leak test", refused, Goal: "0"),
            .. count.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => Figure.Share(c.Key, c.Value.Hits, c.Value.Of, "≥ .9")),
        ];
    }

    private static JsonObject Answer(Two two)
    {
        var (picture, verdict) = SharedPicture.Prepare(two.A.Items, two.B.Items, two.Private);
        if (picture is null) return new JsonObject { ["released"] = false, ["reason"] = verdict.Reason.ToString(), ["sentence"] = verdict.Sentence };
        return new JsonObject
        {
            ["released"] = true,
            ["complementary"] = new JsonArray([.. picture.Complementary.Select(p => new JsonArray(two.A.AsGiven(p.First), two.B.AsGiven(p.Second)))]),
            ["conflicting"] = new JsonArray([.. picture.Conflicting.Select(p => new JsonArray(two.A.AsGiven(p.First), two.B.AsGiven(p.Second)))]),
            ["shared"] = new JsonArray([.. picture.Shared.Select(e => JsonValue.Create(two.A.AsGiven(e)))]),
            ["names"] = new JsonObject
            {
                ["complementary"] = new JsonArray([.. picture.Complementary.Select(p => new JsonArray(p.First.Name.In(two.Language), p.Second.Name.In(two.Language)))]),
                ["conflicting"] = new JsonArray([.. picture.Conflicting.Select(p => new JsonArray(p.First.Name.In(two.Language), p.Second.Name.In(two.Language)))]),
                ["shared"] = new JsonArray([.. picture.Shared.Select(e => JsonValue.Create(e.Name.In(two.Language)))]),
            },
            ["exercises"] = new JsonArray([.. picture.Exercises.Select(e => JsonValue.Create(e.In(two.Language)))]),
        };
    }

    // By the words of the lists, case apart, so that the gold is held against the answer and not against the taxonomy.
    private static HashSet<string> Wanted(EvaluationLine gold, string kind) =>
        kind == "shared"
            ? [.. gold.Texts(kind).Select(Plain)]
            : [.. (gold.Json[kind] as JsonArray ?? []).Select(p => Pair(p![0]!.GetValue<string>(), p[1]!.GetValue<string>()))];

    private static HashSet<string> Found(SharedPicture? picture, Two two, string kind) => kind switch
    {
        _ when picture is null => [],
        "shared" => [.. picture.Shared.Select(e => Plain(two.A.AsGiven(e)))],
        "complementary" => [.. picture.Complementary.Select(p => Pair(two.A.AsGiven(p.First), two.B.AsGiven(p.Second)))],
        _ => [.. picture.Conflicting.Select(p => Pair(two.A.AsGiven(p.First), two.B.AsGiven(p.Second)))],
    };

    private static string Pair(string x, string y) => string.Join(" + ", new[] { Plain(x), Plain(y) }.Order(StringComparer.Ordinal));

    private static string Plain(string item) => item.Trim().ToLowerInvariant();

    private sealed class Two
    {
        public Two(EvaluationLine line)
        {
            (A, B) = (new One(line.Object("a")), new One(line.Object("b")));
            Private = [.. new[] { line.Object("a").Optional("private"), line.Object("b").Optional("private") }.OfType<string>()];
            Language = line.Optional("lang") ?? TextLanguage.Of(string.Join(' ', A.Lists.Concat(B.Lists).Select(i => i.Item)));
        }

        public One A { get; }

        public One B { get; }

        public IReadOnlyList<string> Private { get; }

        public string Language { get; }
    }

    private sealed class One(EvaluationLine partner)
    {
        public PartnerItems Items { get; } = PartnerItems.From(
            partner.Texts("frameworks"), partner.Texts("attachment"), partner.Texts("themes"), partner.Texts("communication"), partner.Texts("modalities"));

        public IReadOnlyList<(CoupleKind Kind, string Item)> Lists { get; } =
        [
            .. partner.Texts("frameworks").Select(i => (CoupleKind.Framework, i)), .. partner.Texts("attachment").Select(i => (CoupleKind.Attachment, i)),
            .. partner.Texts("themes").Select(i => (CoupleKind.Theme, i)), .. partner.Texts("communication").Select(i => (CoupleKind.Communication, i)),
            .. partner.Texts("modalities").Select(i => (CoupleKind.Modality, i)),
        ];

        public string AsGiven(CoupleEntry entry) => Lists.First(l => CoupleEntry.Find(l.Kind, l.Item) == entry).Item;

        public bool Names(string item) => Lists.Any(l => l.Item == item && CoupleEntry.Find(l.Kind, l.Item) is not null);
    }
}
