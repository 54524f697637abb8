using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Commands;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Storage;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Backup on signature: a lost database loses no signed word, and a destroyed key leaves none behind.</summary>
[Trait("Needs", "Database")]
public sealed class BackupTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private string Folder => house.Settings()["Backup:Folder"]!;

    private string FileOf(Actor of, Guid record) => Path.Combine(Folder, of.PracticeId.ToString(), record + RecordFile.Ending);

    private Task<int> RoundAsync(Actor of)
    {
        Directory.CreateDirectory(Folder);
        return house.Get<RecordBackup>().RunAsync(of.PracticeId, None);
    }

    private Task<string> StateAsync(Guid record) => house.SeeAsync<string>("select state from tc.backup_items where summary_id = $1", record);

    // One practice's files alone: the class shares a house.
    private async Task<(RestoreFindings Found, string Said)> CheckAsync(Actor of)
    {
        var said = new StringWriter();
        var found = await house.Get<RestoreCheck>().RunAsync(Path.Combine(Folder, of.PracticeId.ToString()), null, said, None);
        return (found, said.ToString());
    }

    private async Task<(Actor Dana, Guid Maya, Guid Record)> SignedAsync(string words = "תיארה שבוע שקט.")
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        return (dana, maya, (await house.NewRecordAsync(dana, maya, words)).Summary);
    }

    [Fact]
    public async Task A_signature_puts_its_record_in_line_and_a_round_writes_it_once_sealed_and_for_its_owner_alone()
    {
        const string word = "קנריגיבוי";
        var (dana, maya, record) = await SignedAsync($"אמרה {word}.");
        (await StateAsync(record)).Should().Be("Waiting");

        (await RoundAsync(dana)).Should().Be(1);
        (await StateAsync(record)).Should().Be("Written");
        var bytes = await File.ReadAllBytesAsync(FileOf(dana, record), None);
        var sealedBytes = await house.SeeAsync<byte[]>("select content from tc.summaries where id = $1", record);
        RecordFile.Read(bytes)!.Sealed.Should().Equal(sealedBytes, "exactly what was signed");
        var text = Encoding.UTF8.GetString(bytes);
        text.Should().NotContain(word).And.NotContain("מיה").And.NotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(word)));
        File.GetUnixFileMode(FileOf(dana, record)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.GetDirectoryName(FileOf(dana, record))!).Should().ContainSingle("no draft is left beside it");
        (await house.SeeAsync<long>("select count(*) from tc_audit.entries where action = 'RecordBackedUp' and target_id = $1 and patient_id = $2 and hat = 'Job'", record, maya)).Should().Be(1);

        (await RoundAsync(dana)).Should().Be(0);
        (await CheckAsync(dana)).Found.Should().Be(new RestoreFindings(1, 0, 0, 0));
    }

    [Fact]
    public async Task Without_a_folder_everything_waits_and_is_said_and_is_written_when_it_comes_back()
    {
        var (dana, _, record) = await SignedAsync();
        if (Directory.Exists(Folder)) Directory.Move(Folder, Folder + ".away");
        try
        {
            var round = () => house.Get<RecordBackup>().RunAsync(dana.PracticeId, None);
            await round.Should().ThrowAsync<IOException>();
            Directory.Exists(Folder).Should().BeFalse("a mount that is missing is not filled in its place");
            (await StateAsync(record)).Should().Be("Waiting");

            (await house.Get<BackupLag>().ReadAsync(dana, None)).Should().BeNull("it may still come in time");
            await house.ForceAsync("update tc.backup_items set queued_at = now() - interval '6 minutes' where summary_id = $1", record);
            (await house.Get<BackupLag>().ReadAsync(dana, None))!.Count.Should().Be(1);
            (await house.Get<BackupLag>().ReadAsync(House.AsAdmin(dana), None))!.Count.Should().Be(1);
            (await house.Get<BackupLag>().ReadAsync(await house.NewColleagueAsync(dana), None)).Should().BeNull("not of files in another's care");

            // The name is taken by something that is no folder.
            await File.WriteAllTextAsync(Folder, "", None);
            await round.Should().ThrowAsync<IOException>();
            File.Delete(Folder);
        }
        finally
        {
            if (Directory.Exists(Folder + ".away")) Directory.Move(Folder + ".away", Folder);
        }

        (await RoundAsync(dana)).Should().Be(1);
        (await house.Get<BackupLag>().ReadAsync(dana, None)).Should().BeNull();
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_leaves_nothing_half()
    {
        var (dana, _, record) = await SignedAsync();
        Directory.CreateDirectory(Folder);
        // A folder in the way of the file's own name: the rename fails as on a disk that is full or broken.
        Directory.CreateDirectory(FileOf(dana, record));
        var round = () => house.Get<RecordBackup>().RunAsync(dana.PracticeId, None);
        await round.Should().ThrowAsync<Exception>();
        Directory.GetFiles(Path.GetDirectoryName(FileOf(dana, record))!, "*", SearchOption.AllDirectories).Should().BeEmpty();
        (await StateAsync(record)).Should().Be("Waiting");
        Directory.Delete(FileOf(dana, record));
        (await RoundAsync(dana)).Should().Be(1);
    }

    [Fact]
    public async Task Two_nodes_write_each_record_once()
    {
        var (dana, maya, _) = await SignedAsync();
        for (var i = 0; i < 9; i++) await house.NewRecordAsync(dana, maya, $"פגישה {i}.");
        Directory.CreateDirectory(Folder);
        await using var other = house.Restarted();
        var nodes = new[] { house.Get<RecordBackup>(), other.GetRequiredService<RecordBackup>() };
        var written = await DoorHouse.AtOnceAsync(2, i => nodes[i].RunAsync(dana.PracticeId, None));
        written.Sum().Should().Be(10);
        (await CheckAsync(dana)).Found.Should().Be(new RestoreFindings(10, 0, 0, 0));
        (await house.SeeAsync<long>("select count(*) from tc_audit.entries where practice_id = $1 and action = 'RecordBackedUp'", dana.PracticeId)).Should().Be(10);
    }

    [Fact]
    public async Task Written_and_not_noted_it_is_written_again_and_is_the_same()
    {
        var (dana, _, record) = await SignedAsync();
        await RoundAsync(dana);
        var first = await File.ReadAllBytesAsync(FileOf(dana, record), None);
        // As a crash between the file and the commit leaves it.
        await house.ForceAsync("update tc.backup_items set state = 'Waiting', written_at = null where summary_id = $1", record);
        (await RoundAsync(dana)).Should().Be(1);
        (await File.ReadAllBytesAsync(FileOf(dana, record), None)).Should().Equal(first);
    }

    [Fact]
    public async Task After_every_rotation_it_opens_also_when_the_old_master_key_is_gone()
    {
        await using var own = new OtherKeys(house);
        var (dana, _, _) = await own.SignedAsync();
        await own.RoundAsync(dana);
        var master = own.Get<MasterKeys>();
        foreach (var verb in new[] { new[] { "keys", "rotate" }, ["keys", "rotate", "--master"] })
            (await CommandLine.RunAsync([.. verb, "--practice", dana.PracticeId.ToString()], own.Services, new StringWriter(), new StringWriter(), None)).Should().Be(CommandLine.Done);
        var newest = (await File.ReadAllLinesAsync(master.Path, None))[^1];
        await File.WriteAllTextAsync(master.Path, newest + "\n", None);
        (await own.CheckAsync(dana)).Should().Be(new RestoreFindings(1, 0, 0, 0));
    }

    [Fact]
    public async Task A_destroyed_key_is_gone_from_its_copy_and_its_records_go_dark_while_the_others_open()
    {
        var (dana, maya, record) = await SignedAsync();
        var noa = await house.NewPatientAsync(dana, "נועה");
        await house.NewRecordAsync(dana, noa, "פגישה של נועה.");
        await RoundAsync(dana);
        (await CheckAsync(dana)).Found.Should().Be(new RestoreFindings(2, 0, 0, 0));

        await house.ArrangeAsync($"delete from tc.data_keys where patient_id = '{maya}'");
        await RoundAsync(dana); // nothing waits, and the copy goes all the same
        (await CheckAsync(dana)).Found.Should().Be(new RestoreFindings(1, 1, 0, 0));
        (await CheckAsync(dana)).Said.Should().Contain($"{record}: dark");
        KeyCopies.Read(house.Get<KeyCopies>().Folder, dana.PracticeId).Should().NotContain(l => l.Patient == maya);
        await house.Get<KeyCopies>().RefreshAsync(dana.PracticeId, None);
        KeyCopies.Read(house.Get<KeyCopies>().Folder, dana.PracticeId).Should().NotContain(l => l.Patient == maya, "it does not come back");
    }

    [Fact]
    public async Task A_database_begun_anew_takes_no_key_away()
    {
        var (dana, maya, _) = await SignedAsync();
        await RoundAsync(dana);
        await house.ForceAsync("delete from tc.data_keys where patient_id = $1", maya); // triggers off: lost, not destroyed
        await house.Get<KeyCopies>().RefreshAsync(dana.PracticeId, None);
        (await CheckAsync(dana)).Found.Should().Be(new RestoreFindings(1, 0, 0, 0));
    }

    [Fact]
    public async Task What_was_altered_moved_or_lacks_its_key_is_named()
    {
        var (dana, maya, record) = await SignedAsync();
        var other = (await house.NewRecordAsync(dana, maya, "אחרת.")).Summary;
        await RoundAsync(dana);
        var (mine, others) = (RecordFile.Read(await File.ReadAllBytesAsync(FileOf(dana, record), None))!, RecordFile.Read(await File.ReadAllBytesAsync(FileOf(dana, other), None))!);

        async Task FindsAsync(byte[] bytes, string what)
        {
            await File.WriteAllBytesAsync(FileOf(dana, record), bytes, None);
            var (found, said) = await CheckAsync(dana);
            (found.Whole, found.IsWhole).Should().Be((1, false), what);
            said.Should().Contain(record.ToString(), what);
        }

        await FindsAsync(mine.Write()[..^5], "torn");
        await FindsAsync((mine with { Sealed = others.Sealed, Sha256 = others.Sha256 }).Write(), "another record's words");
        await FindsAsync((mine with { WordsHmac = others.WordsHmac }).Write(), "another signature");
        await FindsAsync((mine with { Sha256 = others.Sha256 }).Write(), "other bytes");
        await FindsAsync((mine with { Patient = Guid.NewGuid() }).Write(), "nobody's key");
        await FindsAsync((mine with { Format = "tc-record-9" }).Write(), "a layout nobody knows");
        await FindsAsync([], "empty");
    }

    [Theory]
    [InlineData("Therapist", "delete from tc.backup_items", "42501")]
    [InlineData("Therapist", "update tc.backup_items set state = 'Written', written_at = now()", "42501")]
    [InlineData("Admin", "select summary_id from tc.backup_items", "42501")]
    [InlineData("Admin", "update tc.backup_items set state = 'Written', written_at = now()", "42501")]
    [InlineData("Patient", "select state from tc.backup_items", "42501")]
    [InlineData("Job", "delete from tc.backup_items", "42501")]
    [InlineData("Job", "update tc.backup_items set state = 'Waiting', written_at = null", "TC001")]
    [InlineData("Job", "update tc.summaries set state = 'Draft'", "42501")]
    [InlineData("Job", "delete from jobs.destroyed_keys", "42501")]
    public async Task Nobody_strikes_out_what_waits_or_calls_it_back(string hat, string sql, string answer)
    {
        var (dana, maya, _) = await SignedAsync();
        await RoundAsync(dana);
        var who = Enum.Parse<Hat>(hat) switch
        {
            Hat.Admin => House.AsAdmin(dana),
            Hat.Patient => House.AsPatient(dana, maya),
            Hat.Job => Actor.Job(dana.PracticeId),
            _ => dana,
        };
        await using var connection = await house.RawAsAsync(who);
        (await connection.TryAsync(sql)).Should().Be(answer);
    }

    [Fact]
    public async Task The_job_gets_what_waits_in_its_practice_and_looks_into_no_table_of_clinical_work()
    {
        var (dana, _, record) = await SignedAsync();
        var (other, _, _) = await SignedAsync();
        var item = await house.SeeAsync<Guid>("select id from tc.backup_items where summary_id = $1", record);
        var ask = $"select count(*) from tc.waiting_record('{item}')";
        await using var connection = await house.RawAsAsync(Actor.Job(dana.PracticeId));
        foreach (var table in new[] { "tc.summaries", "tc.addenda", "tc.sessions", "tc.notes" }) (await connection.SeesAsync(table)).Should().Be("42501", table);
        (await connection.AskAsync<long>(ask)).Should().Be(1);
        await using var stranger = await house.RawAsAsync(Actor.Job(other.PracticeId));
        (await stranger.AskAsync<long>(ask)).Should().Be(0, "another practice's");
        await using var therapist = await house.RawAsAsync(dana);
        (await therapist.TryAsync(ask)).Should().Be("42501");
        await RoundAsync(dana);
        (await connection.AskAsync<long>(ask)).Should().Be(0, "it is written, and waits no more");
    }

    /// <summary>The same database under master keys and folders of its own, which a test may rotate and lose.</summary>
    private sealed class OtherKeys(DoorHouse house) : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("tc-keys-").FullName;
        private ServiceProvider? _services;

        public IServiceProvider Services => _services ??= house.Restarted(_folder);

        public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

        public async Task<(Actor Dana, Guid Maya, Guid Record)> SignedAsync()
        {
            var (practice, account) = (Guid.NewGuid(), Guid.NewGuid());
            var member = await Get<CreatePractice>().RunAsync(
                practice, account, "הקליניקה", "הודעות", new("דנה", "", "", Form.Feminine), House.TestOrigin, None);
            var dana = Actor.Therapist(practice, account, member.Value, House.TestOrigin);
            var maya = (await Get<OpenPatientFile>().RunAsync(dana, "מיה", "", Form.Feminine, None)).Value;
            var session = (await Get<AddSession>().RunAsync(dana, maya, House.Start, 50, None)).Value;
            var id = (await Get<StartEmptySummary>().RunAsync(dana, session, None)).Value;
            var screen = (await Get<ReviseSummary>().RunAsync(dana, id, new SummaryEdit.Add("plan", "שלי."), 1, None)).Value;
            (await Get<SignSummary>().RunAsync(dana, id, screen.Shown, None)).Should().BeNull();
            return (dana, maya, id);
        }

        public Task<int> RoundAsync(Actor of)
        {
            Directory.CreateDirectory(house.Settings()["Backup:Folder"]!);
            return Get<RecordBackup>().RunAsync(of.PracticeId, None);
        }

        // As on another machine: services made anew, which know only the files.
        public async Task<RestoreFindings> CheckAsync(Actor of)
        {
            await using var after = house.Restarted(_folder);
            return await after.GetRequiredService<RestoreCheck>().RunAsync(
                Path.Combine(house.Settings()["Backup:Folder"]!, of.PracticeId.ToString()), null, new StringWriter(), None);
        }

        public async ValueTask DisposeAsync()
        {
            if (_services is not null) await _services.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
