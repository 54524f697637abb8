using System.Text.RegularExpressions;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Tests.Architecture;

/// <summary>Where things lie, what they are called, and how long they get (design §2, codebases.md "Never").</summary>
public sealed partial class NamesTests
{
    private static readonly string[] Features =
    [
        "Practice", "Patients", "Sessions", "Consents", "Recordings", "Transcripts", "Summaries", "Messages", "Chat", "Safety", "Appointments", "Couples",
        "Briefs", "Growth", "Audit", "Privacy", "Operations", "Agents",
        "Text", // sentences, words and phrases of two languages, under every feature that reads what people wrote
        "Search", // finding a passage again by what was said in it: keyed vectors and ranking, under every page that searches
    ];

    [Fact]
    public void At_the_root_of_Core_stand_four_files()
    {
        var root = Path.Combine(Sources.Root, "TherapyCompanion.Core");
        Directory.GetFiles(root).Select(Path.GetFileName).Should().BeEquivalentTo(
            "Actor.cs", "ITherapyDb.cs", "Refusal.cs", "CoreRegistration.cs", "TherapyCompanion.Core.csproj", "packages.lock.json");
        Directory.GetDirectories(root).Select(Path.GetFileName).Where(d => d is not ("bin" or "obj")).Should().BeSubsetOf(Features);
    }

    [Fact]
    public void Infrastructure_has_the_rooms_of_the_design() =>
        Directory.GetDirectories(Path.Combine(Sources.Root, "TherapyCompanion.Infrastructure")).Select(Path.GetFileName).Where(d => d is not ("bin" or "obj"))
            .Should().BeSubsetOf(["Persistence", "Encryption", "Identity", "Models", "Search", "Storage", "Delivery", "Printing", "Jobs", "Audit", "Commands"]);

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var types = new[] { typeof(ITherapyDb).Assembly, typeof(TherapyDb).Assembly }.SelectMany(a => a.GetTypes())
            .Where(t => t.Namespace?.StartsWith("TherapyCompanion", StringComparison.Ordinal) == true && !t.Name.Contains('<', StringComparison.Ordinal)).ToList();
        types.Where(t => Empty().IsMatch(t.Name)).Select(t => t.FullName).Should().BeEmpty();
        types.Where(t => t.Name.StartsWith("IRepository", StringComparison.Ordinal) || t.Name.EndsWith("Repository", StringComparison.Ordinal)).Should().BeEmpty();
        var entities = Entities.All.Select(e => e.Name + "Service");
        types.Select(t => t.Name).Should().NotIntersectWith(entities);
    }

    [Fact]
    public void No_file_or_folder_has_one_either() =>
        Sources.Projects.SelectMany(p => Sources.Of(p, ".cs", ".razor")).SelectMany(f => f.Path.Split('/')).Select(Path.GetFileNameWithoutExtension)
            .Distinct().Where(n => Empty().IsMatch(n!)).Should().BeEmpty();

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines() =>
        Sources.Projects.SelectMany(p => Sources.Of(p, ".cs", ".razor", ".js", ".css", ".sql"))
            .Where(f => !f.Path.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(f => (f.Path, Lines: File.ReadLines(f.Full).Count())).Where(f => f.Lines > 400).Should().BeEmpty();

    /// <summary>Where such a word is right, with the reason.</summary>
    private static readonly Dictionary<string, string> Right = new()
    {
        [@"_ = \w+(\.\w+)*Async\( in TherapyCompanion.Web/Messages/QueuePage.razor.cs"] = "a loop that ends with the circuit and logs its own failures",
        [@"_ = \w+(\.\w+)*Async\( in TherapyCompanion.Web/Layout/AlertBanner.razor.cs"] = "the same",
        [@"\bMarkupString\b in TherapyCompanion.Web/Printing/PrintSheet.razor"] = "the sheet and the faces of printed documents; what stands in it of words is escaped sign by sign",
        [@"\bMarkupString\b in TherapyCompanion.Web/Account/FactorPage.razor"] = "the QR picture that the page itself draws; no words of anybody",
    };

    [Theory]
    [InlineData(@"#region")]
    [InlineData(@"\.Result\b(?!\s*[<(=])(?<!Result<)")]
    [InlineData(@"\bExecute(Update|Delete)(Async)?\(")]
    [InlineData(@"\bTask\.Run\(")]
    [InlineData(@"_ = \w+(\.\w+)*Async\(")]
    [InlineData(@"#pragma warning disable")]
    [InlineData(@"\bMarkupString\b")]
    public void Words_that_stay_out_of_the_code(string pattern) =>
        Sources.Projects[..3].SelectMany(p => Sources.Of(p, ".cs", ".razor"))
            .Where(f => Regex.IsMatch(File.ReadAllText(f.Full), pattern)).Select(f => $"{pattern} in {f.Path}").Except(Right.Keys).Should().BeEmpty();

    [Fact]
    public void The_banned_symbols_are_banned()
    {
        var banned = Sources.Read("BannedSymbols.txt");
        foreach (var symbol in new[] { "System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTimeOffset.UtcNow", "System.DateTimeOffset.Now", "System.Threading.Thread.Sleep" })
            banned.Should().Contain(symbol);
        Sources.Read("Directory.Build.props").Should().Contain("BannedSymbols.txt").And.Contain("<TreatWarningsAsErrors>true").And.Contain("<Nullable>enable").And.Contain("CS8509");
    }

    [Fact]
    public void Tests_do_not_sleep() =>
        Sources.Of("TherapyCompanion.Tests", ".cs")
            .Where(f => !f.Path.EndsWith("NamesTests.cs", StringComparison.Ordinal) && f.Path is not "TherapyCompanion.Tests/Support/ServerProcess.cs") // asks a process whether it is up
            .Where(f => Regex.IsMatch(File.ReadAllText(f.Full), @"Thread\.Sleep|Task\.Delay\((\d{4,}|TimeSpan)")).Select(f => f.Path).Should().BeEmpty("a sleep is no synchronisation");

    [Fact]
    public void No_secret_stands_in_a_settings_file() =>
        Sources.Read("appsettings.json").ToLowerInvariant().Should().NotContainAny("password", "apikey", "secret", "token\"");

    [GeneratedRegex("(Helper|Util|Utils|Utilities|Manager|Common|Misc|Processor)s?$|^Base[A-Z]")]
    private static partial Regex Empty();
}
