using System.Diagnostics;
using System.Text;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The verifier file, built once and run as a process: on a good export, and on every kind of tampered one.</summary>
[Trait("Needs", "Database")]
public sealed class VerifyAuditScriptTests(ExportHouse house) : IClassFixture<ExportHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_good_export_is_whole()
    {
        var (code, said) = await house.VerifyAsync(house.Entries, house.Anchors);
        said.Should().Contain("Whole: 40 entries").And.Contain("3 signed anchors");
        code.Should().Be(0);
    }

    public static TheoryData<string, string, string> Tamperings() => new()
    {
        { "a letter", "7: Done→Denied", "Entry 7 was edited" },
        { "the time", "7: \"at\":\"→\"at\":\"1", "Entry 7 was edited" },
        { "the patient", "7: \"patient\":→\"patient\":\"00000000-0000-0000-0000-000000000001\",\"was\":", "Entry 7 was edited" },
        { "one removed", "remove 7", "Entry 7 was removed" },
        { "some removed", "remove 7 8 9", "Entries 7 to 9 were removed" },
        { "the first removed", "remove 1", "Entry 1 was removed" },
        { "two exchanged", "swap 7 8", "Entry 7 (line 8) stands after entry 8" },
        { "one twice", "twice 7", "Entry 7 (line 8) stands after entry 7" },
        { "the end cut off", "cut 35", "the entries end at 35: 5 were cut off" },
        { "all cut off", "cut 0", "the entries end at 0: 40 were cut off" },
        { "half a line", "half 7", "Line 7 of the entries is no entry" },
        { "an anchor forged", "anchor 2 forged", "Line 2 of the anchors does not carry the signature" },
        { "an anchor's place changed", "anchor 2 moved", "Line 2 of the anchors does not carry the signature" },
        { "an anchor that is none", "anchor 2 gone", "Line 2 of the anchors does not carry the signature" },
        { "another practice's trail", "other practice", "the files do not belong together" },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task A_tampered_export_is_told(string what, string how, string sentence)
    {
        var (entries, anchors) = (house.Entries.ToList(), house.Anchors.ToList());
        var words = how.Split(' ');
        switch (words[0])
        {
            case "remove": foreach (var n in words[1..].Reverse()) entries.RemoveAt(int.Parse(n, null) - 1); break;
            case "swap": (entries[6], entries[7]) = (entries[7], entries[6]); break;
            case "twice": entries.Insert(7, entries[6]); break;
            case "cut": entries.RemoveRange(int.Parse(words[1], null), entries.Count - int.Parse(words[1], null)); break;
            case "half": entries[6] = entries[6][..40]; break;
            case "other": entries = [.. house.OtherEntries]; break;
            case "anchor":
                anchors[1] = words[2] switch
                {
                    "forged" => Flip(anchors[1], anchors[1].IndexOf("\"signature\":\"", StringComparison.Ordinal) + 20),
                    "moved" => anchors[1].Replace("\"seq\":2", "\"seq\":1", StringComparison.Ordinal),
                    _ => "{}",
                };
                break;
            default:
                var (at, change) = (int.Parse(how[..how.IndexOf(':', StringComparison.Ordinal)], null), how[(how.IndexOf(':', StringComparison.Ordinal) + 2)..].Split('→'));
                entries[at - 1] = entries[at - 1].Replace(change[0], change[1], StringComparison.Ordinal);
                break;
        }

        (string.Join('\n', entries) + string.Join('\n', anchors)).Should().NotBe(string.Join('\n', house.Entries) + string.Join('\n', house.Anchors), what);
        var (code, said) = await house.VerifyAsync(entries, anchors);
        said.Should().Contain(sentence).And.Contain("CHANGED");
        code.Should().Be(1);
    }

    private static string Flip(string text, int at) => text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];

    [Fact]
    public async Task A_wholly_rewritten_chain_is_told_by_the_anchor()
    {
        var dana = await house.TrailAsync();
        await house.ForceAsync("update tc_audit.entries set action = 'FilesListed' where practice_id = $1 and seq = 3", dana.PracticeId);
        await AuditForge.RewriteAsync(house, dana.PracticeId);
        var (code, said) = await house.VerifyAsync(await house.ExportAsync(dana), house.AnchorsOf(dana));
        said.Should().Contain("Entry 10 is not the one that was anchored on");
        code.Should().Be(1);
        (await house.Get<AuditVerifier>().VerifyAsync(Actor.Job(dana.PracticeId), None)).BrokenAfter.Should().Be(9);
    }

    [Fact]
    public async Task A_torn_last_anchor_line_is_passed_over_and_said()
    {
        var (code, said) = await house.VerifyAsync(house.Entries, [.. house.Anchors, "{\"practice\":\"8"], ended: false);
        said.Should().Contain("torn").And.Contain("Whole: 40 entries");
        code.Should().Be(0);
    }

    [Fact]
    public async Task What_came_after_the_last_anchor_is_said()
    {
        var (code, said) = await house.VerifyAsync(house.Entries, house.Anchors.Take(2));
        said.Should().Contain("Entries 21 to 40 came after the last anchor");
        code.Should().Be(0);
    }

    [Fact]
    public async Task Without_anchors_or_files_or_the_right_key_it_does_not_say_whole()
    {
        (await house.VerifyAsync(house.Entries, [])).Should().Match<(int Code, string Said)>(r => r.Code == 2 && r.Said.Contains("no anchor"));
        (await house.RunAsync("--entries", "nowhere.jsonl", "--anchors", "nowhere", "--key", house.KeyPath)).Code.Should().Be(2);
        (await house.RunAsync()).Code.Should().Be(2);
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(house.Folder, "other.pem");
        await File.WriteAllTextAsync(path, other.ExportSubjectPublicKeyInfoPem(), None);
        var (code, said) = await house.VerifyAsync(house.Entries, house.Anchors, path);
        said.Should().Contain("another installation's");
        code.Should().Be(1);
    }

    [Fact]
    public async Task Three_implementations_agree_on_random_entries()
    {
        // The database hashed them, ours and the file hash them anew: 500 entries of nulls, Hebrew, empty strings, line ends.
        var dana = await house.NewTherapistAsync();
        await AuditForge.FillAsync(house, dana.PracticeId, 500);
        await house.Get<AuditAnchor>().RunAsync(dana.PracticeId, None);
        (await house.Get<AuditVerifier>().VerifyAsync(Actor.Job(dana.PracticeId), None)).Should().Match<TherapyCompanion.Core.Audit.AuditIntegrity>(i => i.IsWhole && i.Entries == 501);
        var (code, said) = await house.VerifyAsync(await house.ExportAsync(dana), house.AnchorsOf(dana));
        said.Should().Contain("Whole: 501 entries");
        code.Should().Be(0);
    }
}

/// <summary>A house with two trails of 40 entries, anchored at 10, 20 and 40, exported; and the verifier file, built.</summary>
public sealed class ExportHouse : House, IAsyncLifetime
{
    private string _program = "";

    public IReadOnlyList<string> Entries { get; private set; } = [];
    public IReadOnlyList<string> OtherEntries { get; private set; } = [];
    public IReadOnlyList<string> Anchors { get; private set; } = [];
    public string KeyPath => Get<AnchorKey>().PublicPath;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var (dana, noa) = (await TrailAsync(), await TrailAsync());
        (Entries, OtherEntries, Anchors) = (await ExportAsync(dana), await ExportAsync(noa), AnchorsOf(dana));

        var build = await ProcessAsync("dotnet", "build", Script(), "--output", Path.Combine(Folder, "verifier"));
        build.Code.Should().Be(0, build.Said);
        _program = Path.Combine(Folder, "verifier", "verify-audit.dll");
    }

    public async Task<Actor> TrailAsync()
    {
        var dana = await NewTherapistAsync();
        foreach (var upTo in new[] { 10, 20, 40 })
        {
            await AuditForge.FillAsync(this, dana.PracticeId, upTo == 10 ? 9 : upTo / 2);
            // The seventh is the one the tests edit: it says "Done".
            if (upTo == 10)
            {
                await this.ForceAsync("update tc_audit.entries set outcome = 'Done', patient_id = null where practice_id = $1 and seq = 7", dana.PracticeId);
                await AuditForge.RewriteAsync(this, dana.PracticeId);
            }

            (await Get<AuditAnchor>().RunAsync(dana.PracticeId, default)).Should().BeTrue();
        }

        return dana;
    }

    public IReadOnlyList<string> AnchorsOf(Actor actor) => File.ReadAllLines(Path.Combine(Folder, "anchors", $"{actor.PracticeId}.jsonl"));

    public async Task<IReadOnlyList<string>> ExportAsync(Actor actor)
    {
        using var stream = new MemoryStream();
        await Get<AuditVerifier>().ExportAsync(actor.PracticeId, stream, default);
        return Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
    }

    public async Task<(int Code, string Said)> VerifyAsync(IEnumerable<string> entries, IEnumerable<string> anchors, string? key = null, bool ended = true)
    {
        var place = Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("N"))).FullName;
        var (e, a) = (Path.Combine(place, "entries.jsonl"), Path.Combine(place, "anchors.jsonl"));
        await File.WriteAllTextAsync(e, string.Concat(entries.Select(l => l + "\n")));
        await File.WriteAllTextAsync(a, string.Concat(anchors.Select(l => l + "\n")) is var text && ended ? text : text.TrimEnd('\n'));
        return await RunAsync("--entries", e, "--anchors", a, "--key", key ?? KeyPath);
    }

    public Task<(int Code, string Said)> RunAsync(params string[] arguments) => ProcessAsync("dotnet", [_program, .. arguments]);

    private static async Task<(int Code, string Said)> ProcessAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await complained);
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "scripts", "verify-audit", "verify-audit.cs");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("scripts/verify-audit/verify-audit.cs");
    }
}
