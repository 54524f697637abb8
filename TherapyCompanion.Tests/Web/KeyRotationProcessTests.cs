using System.Diagnostics;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The verb <c>keys rotate</c> as a process of its own, killed midway and run again.</summary>
[Trait("Needs", "Server")]
public sealed class KeyRotationProcessTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private Process Rotate(params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "TherapyCompanion.Web.dll"), "keys", "rotate", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (key, value) in house.Settings()) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }

    [Fact]
    public async Task Killed_midway_it_is_ended_by_running_it_again()
    {
        var dana = await house.NewTherapistAsync();
        var sessions = new List<Guid>();
        for (var i = 0; i < 160; i++)
        {
            var patient = await house.NewPatientAsync(dana, $"מטופלת {i}");
            if (i % 10 == 0) sessions.Add(await house.NewSessionAsync(dana, patient, $"רשימות {i}"));
        }

        const string rewrapped = "select count(*) from tc.data_keys k join tc.practice_keys p on p.practice_id = k.practice_id and p.id = k.practice_key_id where p.version = 2 and k.version = 1";
        using (var first = Rotate())
        {
            while (!first.HasExited && await house.SeeAsync<long>(rewrapped) == 0) { }
            first.Kill();
            await first.WaitForExitAsync(None);
        }

        var done = await house.SeeAsync<long>(rewrapped);
        done.Should().BePositive().And.BeLessThan(161, "it was killed midway");
        foreach (var session in sessions) (await house.Get<NotesDesk>().OpenAsync(dana, session, None)).Value.Text.Should().StartWith("רשימות");

        (await EndAsync(Rotate())).Should().Be((0, $"{dana.PracticeId}: {161 - done} keys wrapped anew."));
        (await house.SeeAsync<long>("select count(*) from tc.practice_keys")).Should().Be(2, "the broken rotation was ended, not begun again");

        // And a new master key, while this process goes on with the instance it has.
        (await EndAsync(Rotate("--master"))).Should().Be((0, $"{dana.PracticeId}: 2 keys wrapped anew."));
        foreach (var session in sessions) (await house.Get<NotesDesk>().OpenAsync(dana, session, None)).Value.Text.Should().StartWith("רשימות");
        (await house.Get<PatientList>().OpenAsync(dana, None)).Value.Should().HaveCount(160);
    }

    private static async Task<(int Code, string Said)> EndAsync(Process process)
    {
        using (process)
        {
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(None), process.StandardError.ReadToEndAsync(None));
            await process.WaitForExitAsync(None);
            return (process.ExitCode, (await said + await complained).Trim());
        }
    }
}
