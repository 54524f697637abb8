using System.Diagnostics;
using TherapyCompanion.Infrastructure.Storage;
using TherapyCompanion.Tests.Persistence;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The real server between a signature and its backup: killed there, and the database lost afterwards.</summary>
[Trait("Needs", "Server")]
public sealed class BackupProcessTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Killed_between_the_signature_and_the_file_it_loses_no_signed_word_and_neither_does_a_lost_database()
    {
        var folder = house.Settings()["Backup:Folder"]!;
        await using var server = await ServerProcess.StartAsync(house, new() { ["Backup:EverySeconds"] = "1" });
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        for (var i = 0; i < 5; i++) await house.NewRecordAsync(dana, maya, $"פגישה {i}: תיארה שבוע שקט.");
        // The folder is not there yet, so that the server is certainly before the file.
        await UntilAsync(() => Task.FromResult(server.Lines.Any(l => l.Contains("wait for their backup", StringComparison.Ordinal))), server);
        await server.KillAsync();
        (await house.SeeAsync<long>("select count(*) from tc.backup_items where state = 'Waiting'")).Should().Be(5);

        Directory.CreateDirectory(folder);
        await house.ForceAsync("delete from jobs.qrtz_fired_triggers; delete from jobs.qrtz_scheduler_state; update jobs.qrtz_triggers set trigger_state = 'WAITING'");
        await server.StartAsync();
        await UntilAsync(async () => await house.SeeAsync<long>("select count(*) from tc.backup_items where state = 'Waiting'") == 0, server);
        await server.KillAsync();
        Directory.GetFiles(folder, "*" + RecordFile.Ending, SearchOption.AllDirectories).Should().HaveCount(5);
        string.Join('\n', server.Lines).Should().NotContain("שבוע שקט");

        // The database is gone: nothing listens where it was.
        var alone = new Dictionary<string, string?>(house.Settings());
        foreach (var login in new[] { "App", "SignIn", "Job", "Beth" }) alone[$"Database:{login}"] = "Host=127.0.0.1;Port=1;Database=none;Username=nobody";
        var (code, said) = await ServerProcess.RunToEndAsync(alone, "backup", "check");
        said.Should().Contain("5 records open and are what was signed; 0 are dark").And.NotContain("שבוע");
        code.Should().Be(0, said);

        File.Delete(Directory.GetFiles(Path.Combine(alone["Keys:Folder"]!, "copies")).Single());
        (code, said) = await ServerProcess.RunToEndAsync(alone, "backup", "check");
        (code, said.Contains("5 have no key", StringComparison.Ordinal)).Should().Be((1, true), said);
        alone["Keys:Folder"] = Directory.CreateDirectory(Path.Combine(house.Folder, "no-keys")).FullName;
        (code, said) = await ServerProcess.RunToEndAsync(alone, "backup", "check");
        (code, said.Contains("no master key", StringComparison.Ordinal)).Should().Be((2, true), said);
        Directory.GetFiles(alone["Keys:Folder"]!).Should().BeEmpty("a check makes no keys");
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, ServerProcess server)
    {
        for (var clock = Stopwatch.StartNew(); !await holds();)
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException(string.Join('\n', server.Lines.TakeLast(20)));
            await Task.Delay(50, None);
        }
    }
}
