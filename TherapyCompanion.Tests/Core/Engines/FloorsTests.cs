using TherapyCompanion.Infrastructure.Commands.Evaluation;
using TherapyCompanion.Tests.Architecture;

namespace TherapyCompanion.Tests.Core.Engines;

/// <summary>
/// The engines' figures over the sets in <c>benchmarks/sets</c>, held as floors in <c>floors.tsv</c>: a change of rules may move a figure, but not
/// below what the documentation says. The part "test" was written and kept apart from the engines.
/// </summary>
public sealed class FloorsTests
{
    private static readonly string Sets = Path.Combine(Sources.Root, "benchmarks", "sets");

    public static TheoryData<string, string> EnginesAndParts()
    {
        var data = new TheoryData<string, string>();
        foreach (var floor in Floors().DistinctBy(f => (f.Engine, f.Part))) data.Add(floor.Engine, floor.Part);
        return data;
    }

    [Theory]
    [MemberData(nameof(EnginesAndParts))]
    public async Task No_figure_falls_below_its_floor(string engine, string part)
    {
        var sets = new EvaluationSets(Sets, part, PublicSets());
        var figures = await Trials.All.Single(t => t.Name == engine).MeasureAsync(sets, TestContext.Current.CancellationToken);
        var floors = Floors().Where(f => f.Engine == engine && f.Part == part).ToList();
        foreach (var floor in floors)
        {
            var figure = figures.FirstOrDefault(f => f.Name == floor.Figure);
            if (figure is null && floor.IsPublic && sets.PublicFolder is null) continue; // said by the test below
            figure.Should().NotBeNull($"{engine} ({part}) has a figure \"{floor.Figure}\"; it has: {string.Join("; ", figures.Select(f => f.Name))}");
            if (floor.AtMost) figure!.Value.Should().BeLessThanOrEqualTo(floor.Value, $"{floor.Figure} of {engine} ({part})");
            else figure!.Value.Should().BeGreaterThanOrEqualTo(floor.Value, $"{floor.Figure} of {engine} ({part})");
        }
    }

    [Fact]
    public void Every_engine_is_held_by_floors_on_both_parts() =>
        Floors().Select(f => (f.Engine, f.Part)).Distinct().Should().Contain(Trials.All.Where(t => t.Name != "letters").SelectMany(t => new[] { (t.Name, "dev"), (t.Name, "test") }));

    [Fact]
    public void The_floorssets_are_here()
    {
        if (PublicSets() is null) Assert.Skip("The folder shared/eval is not beside the checkout: the floors on the public sets were not held.");
    }

    /// <summary>What the documentation says of the fields of a line is what the command says.</summary>
    [Fact]
    public void Every_engine_has_its_page_with_its_fields()
    {
        foreach (var trial in Trials.All)
        {
            var page = Sources.Read($"docs/engines/{(trial.Name == "research-questions" ? "redaction" : trial.Name)}.md");
            foreach (var line in trial.Fields.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)) page.Should().Contain(line, $"docs/engines/{trial.Name}.md tells the fields");
        }
    }

    private static string? PublicSets() => Path.Combine(Sources.Root, "..", "shared", "eval") is var folder && Directory.Exists(folder) ? folder : null;

    private static List<Floor> Floors() =>
        [.. File.ReadLines(Path.Combine(Sets, "floors.tsv")).Where(l => l.Trim().Length > 0 && !l.StartsWith("//", StringComparison.Ordinal)).Select(Floor.Read)];

    private sealed record Floor(string Engine, string Part, string Figure, bool AtMost, double Value, bool IsPublic)
    {
        // Fields: engine, part, figure, bound ("≥ .95" or "≤ .01"), "public" where it rests on a set outside the repository.
        public static Floor Read(string line)
        {
            var f = line.Split('\t').Select(x => x.Trim()).ToArray();
            return new Floor(f[0], f[1], f[2], f[3][0] == '≤', double.Parse(f[3][1..], System.Globalization.CultureInfo.InvariantCulture), f.Length > 4 && f[4] == "public");
        }
    }
}
