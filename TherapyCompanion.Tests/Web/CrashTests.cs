using System.Diagnostics;
using System.Text.Json;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// The real server, killed at any moment between approval and delivery: every approved message is sent, and once.
/// </summary>
[Trait("Needs", "Server")]
public sealed class CrashTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The server goes by the machine's clock: what is approved by a clock that stands a day behind, within the hours, is due at once.
    private async Task<(Actor Dana, Guid Maya)> RoomAsync()
    {
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        house.Clock.Set(new DateTimeOffset(yesterday.Year, yesterday.Month, yesterday.Day, 10, 0, 0, TimeSpan.Zero));
        var dana = await house.NewTherapistAsync();
        (await house.Get<SetSendingHours>().RunAsync(House.AsAdmin(dana), new(0, 0), new(23, 59), None)).Should().BeNull();
        return (dana, await house.NewPatientAsync(dana));
    }

    private async Task ApproveManyAsync(Actor dana, Guid maya, int count)
    {
        for (var i = 0; i < count; i++)
            (await house.ApproveAsync(dana, await house.NewMessageAsync(dana, maya, $"שלום מיה, הודעה {Guid.NewGuid()}"))).Refusal.Should().BeNull();
    }

    private static Dictionary<string, string?> Brisk() => new() { ["Messages:SweepSeconds"] = "1", ["Audit:AnchorSeconds"] = "1" };

    private Task<long> CountAsync(Actor of, string what) => house.SeeAsync<long>($"select count(*) from tc.{what} and practice_id = $1", of.PracticeId);

    private Task<long> DoneAsync(Actor of) => CountAsync(of, "outbox where state = 'Done'");

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, ServerProcess server)
    {
        for (var clock = Stopwatch.StartNew(); !await holds();)
        {
            if (clock.Elapsed > Patience) throw new TimeoutException($"{what}\n{string.Join('\n', server.Lines.TakeLast(20))}");
            await Task.Delay(20, None);
        }
    }

    // Both ways out for each: the page and the notice, which waits among the letters until it has left.
    private async Task ShouldHaveLeftOnceAsync(Actor dana, int messages, ServerProcess server)
    {
        await UntilAsync(async () => await house.SeeAsync<long>("select count(*) from jobs.letters where state = 'Waiting'") == 0, "letters are left", server);
        (await CountAsync(dana, "messages where state = 'Sent'")).Should().Be(messages, "none is lost");
        (await CountAsync(dana, "outbox where state = 'Done' and channel = 'Page'")).Should().Be(messages);
        (await CountAsync(dana, "outbox where state = 'Done' and channel = 'Email'")).Should().Be(messages);
        var entries = await house.SeeAllAsync(
            "select action, count(*), count(distinct target_id) from tc_audit.entries where practice_id = $1 and action in ('MessageSent', 'MessageNoticeSent') and outcome = 'Done' group by 1",
            dana.PracticeId);
        entries.Should().HaveCount(2).And.OnlyContain(e => (long)e[1]! == messages && (long)e[2]! == messages, "each left once");
        var letters = await house.SeeAllAsync("select id::text from tc.outbox where practice_id = $1 and channel = 'Email'", dana.PracticeId);
        letters.Should().OnlyContain(l => File.Exists(Path.Combine(house.Folder, "mail", $"{l[0]}.eml")));
        (await house.Get<AuditVerifier>().VerifyAsync(Actor.Job(dana.PracticeId), None)).IsWhole.Should().BeTrue();
    }

    [Fact]
    public async Task Killed_at_any_moment_the_server_sends_everything_once()
    {
        var (dana, maya) = await RoomAsync();
        var random = new Random(7);
        var (approved, midway) = (0, 0);
        await using var server = await ServerProcess.StartAsync(house, Brisk());
        for (var round = 0; round < 6; round++)
        {
            await ApproveManyAsync(dana, maya, 12);
            approved += 12;
            var target = await DoneAsync(dana) + random.Next(1, 20);
            await UntilAsync(async () => await DoneAsync(dana) >= Math.Min(target, approved * 2), "nothing is sent", server);
            await server.KillAsync();
            if (await DoneAsync(dana) < approved * 2) midway++;
            // What a dead node leaves in the job store is taken over after some seconds; the last round waits for that, the others don't.
            if (round < 5) await house.ForceAsync("delete from jobs.qrtz_fired_triggers; delete from jobs.qrtz_scheduler_state; update jobs.qrtz_triggers set trigger_state = 'WAITING'");
            await server.StartAsync();
        }

        midway.Should().BePositive("some kills fell between approval and delivery");
        await UntilAsync(async () => await DoneAsync(dana) == approved * 2, "the rest is not sent", server);
        await ShouldHaveLeftOnceAsync(dana, approved, server);
    }

    [Fact]
    public async Task Two_servers_over_one_outbox_send_everything_once()
    {
        var (dana, maya) = await RoomAsync();
        await using var one = await ServerProcess.StartAsync(house, Brisk());
        await using var two = await ServerProcess.StartAsync(house, Brisk());
        await ApproveManyAsync(dana, maya, 40);
        await UntilAsync(async () => await DoneAsync(dana) == 80, "not all is sent", one);
        await ShouldHaveLeftOnceAsync(dana, 40, one);
    }

    [Fact]
    public async Task Its_log_is_JSON_and_tells_no_word()
    {
        _ = house.Get<TherapyCompanion.Infrastructure.Encryption.MasterKeys>(); // made before, so that the server has no notice to give
        await using var server = await ServerProcess.StartAsync(house, new(Brisk()) { ["Logging:LogLevel:Default"] = "Debug", ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Debug" });
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        house.Clock.Set(new DateTimeOffset(yesterday.Year, yesterday.Month, yesterday.Day, 8, 0, 0, TimeSpan.Zero));
        var (dana, maya) = await CanaryPath.WalkAsync(house);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await ApproveManyAsync(dana, maya, 1);
        await UntilAsync(async () => await DoneAsync(dana) == 4, "nothing is sent", server);
        using var client = new HttpClient { BaseAddress = server.Address };
        foreach (var path in new[] { "sign-in", "messages", "nowhere/wombatdream", "health/live" }) using (await client.GetAsync(path, None)) { }
        await server.KillAsync();

        server.Lines.Should().NotBeEmpty();
        foreach (var line in server.Lines)
            ((Action)(() => JsonDocument.Parse(line).Dispose())).Should().NotThrow(line);
        var told = server.Lines.Where(l => !l.Contains("nowhere/", StringComparison.Ordinal));
        Canaries.In(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', told))).Should().BeEmpty();
        string.Join('\n', server.Lines).Should().NotContain("test-only", "no password either");
    }

    [Theory]
    [InlineData("Messages:SweepSeconds", "0")]
    [InlineData("Audit:AnchorSeconds", "61")]
    [InlineData("Keys:Folder", "")]
    [InlineData("Engines:TimeoutSeconds", "0")]
    [InlineData("Database:App", "")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string key, string value)
    {
        var (code, said) = await ServerProcess.RunToEndAsync(new(house.Settings()) { [key] = value });
        code.Should().Be(2, said);
        // The log says it in its own way; the last thing said is a sentence for the person who set it up.
        said.Split('\n')[^1].Should().StartWith(key);
    }

    [Fact]
    public async Task A_spoilt_master_key_file_stops_the_start_and_is_named()
    {
        var folder = Directory.CreateDirectory(Path.Combine(house.Folder, "spoilt")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "master.keys"), "not a key\n", None);
        var (code, said) = await ServerProcess.RunToEndAsync(new(house.Settings()) { ["Keys:Folder"] = folder });
        code.Should().Be(2, said);
        said.Split('\n')[^1].Should().StartWith("Keys:Folder");
    }
}
