using System.Globalization;
using System.Text;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Safety.Wordings;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Benchmarks;

/// <summary>
/// Fits the weights of <c>Safety/Wordings/wordings.tsv</c> to the written lines in <c>benchmarks/sets/train/crisis-lines.tsv</c> (level, kind, text) by multinomial
/// logistic regression with AdaGrad (Duchi, Hazan, Singer 2011) and a small L2 penalty. Deterministic: the same lines give the same file.
/// </summary>
internal static class FitWordings
{
    private const int Rounds = 30;
    private const double Rate = 0.35;
    private const double Penalty = 2e-5;
    private const int RarestSign = 2;

    // In hundredths: what weighs less than this decides nothing, and there are tens of thousands of them.
    private const int LeastWeight = 28;

    private static readonly string Root = Find("benchmarks/sets");

    public static Task RunAsync()
    {
        var lines = Read(Path.Combine(Root, "train", "crisis-lines.tsv"));
        var held = lines.Select((l, i) => (l, i)).Where(x => x.i % 5 == 0).Select(x => x.l).ToList();
        Tell("four fifths, measured on the fifth left out", Fit([.. lines.Where((_, i) => i % 5 != 0)]), held);
        var weights = Fit(lines);
        Tell("all, measured on themselves", weights, lines);
        var path = Path.Combine(Find("TherapyCompanion.Core"), "Safety", "Wordings", "wordings.tsv");
        File.WriteAllText(path, Written(weights, lines.Count));
        Console.WriteLine($"{weights.Count} signs written.");
        return Task.CompletedTask;
    }

    private static List<Line> Read(string path) =>
        [.. File.ReadLines(path).Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal)).Select(Line.Of)];

    private static Dictionary<string, float[]> Fit(List<Line> lines)
    {
        var often = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var sign in lines.SelectMany(l => l.Signs)) often[sign] = often.GetValueOrDefault(sign) + 1;
        const int outputs = WordingWeights.LevelCount + WordingWeights.KindCount;
        var weights = often.Where(o => o.Value >= RarestSign).ToDictionary(o => o.Key, _ => new float[outputs], StringComparer.Ordinal);
        var squares = weights.ToDictionary(w => w.Key, _ => new float[outputs], StringComparer.Ordinal);
        weights["*"] = new float[outputs];
        squares["*"] = new float[outputs];
        var order = Enumerable.Range(0, lines.Count).ToArray();
        var random = new Random(20261125);
        for (var round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (var at in order) Step(lines[at], weights, squares);
        }

        return weights;
    }

    private static void Step(Line line, Dictionary<string, float[]> weights, Dictionary<string, float[]> squares)
    {
        var scale = (float)WordingWeights.Scale(line.Words.Count);
        var known = line.Signs.Where(weights.ContainsKey).ToList();
        var sums = (float[])weights["*"].Clone();
        foreach (var sign in known)
        {
            var row = weights[sign];
            for (var i = 0; i < row.Length; i++) sums[i] += row[i] * scale;
        }

        var gradient = new float[sums.Length];
        Softmax(sums, gradient, 0, WordingWeights.LevelCount, (int)line.Level);
        if (line.Kind is { } kind) Softmax(sums, gradient, WordingWeights.LevelCount, WordingWeights.KindCount, (int)kind);
        Update("*", 1);
        foreach (var sign in known) Update(sign, scale);

        void Update(string sign, float value)
        {
            var (row, square) = (weights[sign], squares[sign]);
            for (var i = 0; i < row.Length; i++)
            {
                var g = gradient[i] * value + (float)Penalty * row[i];
                if (g == 0) continue;
                square[i] += g * g;
                row[i] -= (float)(Rate * g / (Math.Sqrt(square[i]) + 1e-4));
            }
        }
    }

    private static void Softmax(float[] sums, float[] gradient, int from, int count, int right)
    {
        var most = float.MinValue;
        for (var i = from; i < from + count; i++) most = Math.Max(most, sums[i]);
        var total = 0.0;
        for (var i = from; i < from + count; i++) total += Math.Exp(sums[i] - most);
        for (var i = from; i < from + count; i++) gradient[i] = (float)(Math.Exp(sums[i] - most) / total) - (i - from == right ? 1 : 0);
    }

    private static void Tell(string what, Dictionary<string, float[]> weights, List<Line> lines)
    {
        var model = new WordingWeights(weights);
        var scored = lines.Select(l => (Call: model.Weigh(l.Words).Calls, Right: l.Level >= CrisisLevel.High, l.IsHebrew)).ToList();
        foreach (var hebrew in new[] { true, false })
        {
            var some = scored.Where(s => s.IsHebrew == hebrew).ToList();
            foreach (var bar in new[] { 0.5, 0.8, 0.9, 0.95, 0.97 })
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{what}, {(hebrew ? "he" : "en")}, at {bar}: sensitivity {some.Count(s => s.Right && s.Call >= bar) / (double)some.Count(s => s.Right):0.000}, specificity {some.Count(s => !s.Right && s.Call < bar) / (double)some.Count(s => !s.Right):0.000} (n {some.Count})"));
            }
        }
    }

    private static string Written(Dictionary<string, float[]> weights, int lines)
    {
        var text = new StringBuilder();
        text.Append("// How wording speaks for a level and a kind: weights of a linear model, in hundredths. Fitted, not written: change the lines in\n");
        text.Append("// benchmarks/sets/train/crisis-lines.tsv and run `dotnet run -c Release --project benchmarks -- fit-wordings`.\n");
        text.Append(CultureInfo.InvariantCulture, $"// {lines} invented lines (own work). Fields: sign, none, low, high, imminent, suicide, self-harm, harm to others, violence, overdose or medical.\n");
        foreach (var (sign, row) in weights.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            var steps = row.Select(w => (int)Math.Round(w / WordingWeights.Step)).ToArray();
            if (sign != "*" && steps.Take(WordingWeights.LevelCount).All(s => Math.Abs(s) < LeastWeight)) continue;
            text.Append(sign).Append('\t').AppendJoin('\t', steps.Select(s => s == 0 ? "" : s.ToString(CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(Directory.GetCurrentDirectory()); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, folder))) return Path.Combine(at.FullName, folder);
        throw new DirectoryNotFoundException(folder);
    }

    private sealed record Line(CrisisLevel Level, CrisisKind? Kind, IReadOnlyList<Word> Words, IReadOnlyList<string> Signs, bool IsHebrew)
    {
        public static Line Of(string line)
        {
            var fields = line.Split('\t');
            CrisisKind? kind = fields[1] switch
            {
                "suicide" => CrisisKind.Suicide,
                "self_harm" => CrisisKind.SelfHarm,
                "harm_to_others" => CrisisKind.HarmToOthers,
                "violence" => CrisisKind.Violence,
                "medical" => CrisisKind.Overdose,
                _ => null,
            };
            var words = Core.Text.Words.Of(fields[2]);
            return new(Enum.Parse<CrisisLevel>(fields[0], ignoreCase: true), kind, words, [.. WordingSigns.Of(words).Select(s => s.Name).Distinct()], TextLanguage.Of(fields[2]) == "he");
        }
    }
}
