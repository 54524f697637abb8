using System.Diagnostics;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The database killed under a running server, and down when a server starts.</summary>
[Trait("Needs", "Server")]
public sealed class DatabaseCrashTests(OwnCluster cluster) : IClassFixture<OwnCluster>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Killed_and_back_the_database_loses_no_approved_message_and_sends_none_twice()
    {
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        cluster.Clock.Set(new DateTimeOffset(yesterday.Year, yesterday.Month, yesterday.Day, 10, 0, 0, TimeSpan.Zero));
        var (practice, account) = (Guid.NewGuid(), Guid.NewGuid());
        var member = await cluster.Get<CreatePractice>().RunAsync(practice, account, "הקליניקה", "הודעות", new("דנה לוי", "", "", Form.Feminine), House.TestOrigin, None);
        var dana = Actor.Therapist(practice, account, member.Value, House.TestOrigin);
        (await cluster.Get<SetSendingHours>().RunAsync(Actor.Admin(practice, account, member.Value, House.TestOrigin), new(0, 0), new(23, 59), None)).Should().BeNull();
        var maya = (await cluster.Get<OpenPatientFile>().RunAsync(dana, "מיה", "maya@example.org", Form.Feminine, None)).Value;

        await using var server = await ServerProcess.StartAsync(cluster.Settings);
        var random = new Random(11);
        var (acknowledged, started) = (0, 0L);
        for (var round = 0; round < 4; round++)
        {
            // Approving goes on while the server is killed under it: what was answered with "done" counts, and only that.
            var killing = KillAfterAsync(await DoneAsync() + random.Next(1, 10));
            for (var i = 0; i < 12; i++)
                if (await ApproveAsync(dana, maya)) acknowledged++;
            await killing;
            await cluster.UpAsync();
            NpgsqlConnection.ClearAllPools();
        }

        started = await cluster.SeeAsync<long>("select count(*) from tc.outbox where channel = 'Page' and state <> 'Stopped'");
        started.Should().BeGreaterThanOrEqualTo(acknowledged, "an approval that was answered is not lost").And.BeLessThanOrEqualTo(48);
        await UntilAsync(async () => await DoneAsync() == started * 2, "the rest is not sent", server);
        await UntilAsync(async () => await cluster.SeeAsync<long>("select count(*) from jobs.letters where state = 'Waiting'") == 0, "letters are left", server);

        (await cluster.SeeAsync<long>("select count(*) from tc.messages where state = 'Sent'")).Should().Be(started);
        (await cluster.SeeAsync<long>("select count(*) from tc_audit.entries where action = 'MessageSent'")).Should().Be(started);
        (await cluster.SeeAsync<long>("select count(distinct target_id) from tc_audit.entries where action = 'MessageSent'")).Should().Be(started);
        (await cluster.SeeAsync<long>("select count(*) from tc_audit.entries where action = 'MessageNoticeSent'")).Should().Be(started);
        Directory.GetFiles(cluster.Settings["Mail:Folder"]!, "*.eml").Should().HaveCount((int)started);
        (await cluster.Get<AuditVerifier>().VerifyAsync(Actor.Job(practice), None)).IsWhole.Should().BeTrue("nor does the audit lose an acknowledged entry");

        // Down when a server starts: it waits and says it is not ready, and is ready when the database is back.
        await server.KillAsync();
        await cluster.KillAsync();
        var starting = server.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(5) };
        (await StatusAsync(client, "health/ready")).Should().NotBe(200);
        await cluster.UpAsync();
        await starting;
        (await StatusAsync(client, "health/ready")).Should().Be(200);
    }

    private Task<long> DoneAsync() => cluster.SeeAsync<long>("select count(*) from tc.outbox where state = 'Done'");

    private async Task KillAfterAsync(long done)
    {
        for (var clock = Stopwatch.StartNew(); await DoneAsync() < done && clock.Elapsed < TimeSpan.FromSeconds(10);) await Task.Delay(20, None);
        await cluster.KillAsync();
    }

    private async Task<bool> ApproveAsync(Actor dana, Guid maya)
    {
        try
        {
            var id = await cluster.Get<DraftMessage>().RunAsync(dana, maya, LetterKind.FollowUp, "he", EngineChoice.BuiltIn, None);
            var screen = (await cluster.Get<ApprovalQueue>().ReadAsync(dana, id.Value, None)).Value;
            return (await cluster.Get<ApproveMessage>().RunAsync(dana, id.Value, screen.Shown, null, screen.ReadUntil, None)).IsDone;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or Microsoft.EntityFrameworkCore.DbUpdateException)
        {
            return false;
        }
    }

    private static async Task<int> StatusAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(path, None);
            return (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, ServerProcess server)
    {
        for (var clock = Stopwatch.StartNew(); !await holds();)
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException($"{what}\n{string.Join('\n', server.Lines.TakeLast(20))}");
            await Task.Delay(50, None);
        }
    }
}
