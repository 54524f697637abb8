using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Keys change while people work; nothing is lost, nothing that was signed or sent is touched.</summary>
[Trait("Needs", "Database")]
public sealed class KeyRotationTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private sealed record Room(Actor Dana, IReadOnlyList<(Guid Patient, Guid Session)> Files);

    // Each file has a key, so more than fifty of them take more than one batch.
    private async Task<Room> RoomAsync(int patients)
    {
        var dana = await house.NewTherapistAsync();
        var files = new ConcurrentBag<(Guid, Guid)>();
        await Parallel.ForAsync(0, patients, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            var patient = await house.NewPatientAsync(dana, $"מטופלת {i}");
            files.Add((patient, await house.NewSessionAsync(dana, patient, $"רשימות {i}")));
        });
        return new(dana, [.. files]);
    }

    private async Task ShouldAllOpenAsync(Room room)
    {
        (await house.Get<PatientList>().OpenAsync(room.Dana, None)).Value.Should().HaveCount(room.Files.Count);
        foreach (var (_, session) in room.Files)
            (await house.Get<NotesDesk>().OpenAsync(room.Dana, session, None)).Value.Text.Should().StartWith("רשימות");
    }

    private Task<long> KeysAsync(Actor of, string where) =>
        house.SeeAsync<long>($"select count(*) from tc.data_keys k join tc.practice_keys p on p.practice_id = k.practice_id and p.id = k.practice_key_id where k.practice_id = $1 and {where}", of.PracticeId);

    [Fact]
    public async Task Every_key_is_wrapped_anew_and_new_words_get_a_new_version()
    {
        var room = await RoomAsync(60);
        var (patient, session) = room.Files[0];
        var before = await house.SeeAsync<byte[]>("select text from tc.notes where session_id = $1", session);
        var wraps = await house.SeeAllAsync("select id, wrapped from tc.data_keys where practice_id = $1", room.Dana.PracticeId);

        (await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None)).Should().Be(61, "sixty patients and the practice itself");
        (await KeysAsync(room.Dana, "p.version = 1")).Should().Be(0);
        (await KeysAsync(room.Dana, "p.version = 2 and k.version = 1")).Should().Be(61);
        (await KeysAsync(room.Dana, "p.version = 2 and k.version = 2")).Should().Be(61);
        foreach (var wrap in wraps)
            (await house.SeeAsync<byte[]>("select wrapped from tc.data_keys where id = $1", wrap[0]!)).Should().NotEqual((byte[])wrap[1]!);
        (await house.SeeAsync<byte[]>("select text from tc.notes where session_id = $1", session)).Should().Equal(before, "what was written is not sealed anew");
        await ShouldAllOpenAsync(room);

        (await house.Get<SaveNotes>().RunAsync(room.Dana, session, "רשימות חדשות", 1, None)).IsDone.Should().BeTrue();
        var after = await house.SeeAsync<byte[]>("select text from tc.notes where session_id = $1", session);
        Seal.KeyIdOf(after).Should().NotBe(Seal.KeyIdOf(before));
        (await house.SeeAsync<int>("select version from tc.data_keys where id = $1", Seal.KeyIdOf(after))).Should().Be(2);

        // A second rotation is a new one, and makes a third version.
        (await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None)).Should().Be(122);
        (await house.SeeAsync<int>("select max(version) from tc.data_keys where patient_id = $1", patient)).Should().Be(3);
        await ShouldAllOpenAsync(room);
    }

    [Fact]
    public async Task What_is_approved_signed_and_sent_stays_byte_for_byte_and_its_fingerprints_hold()
    {
        var scene = await Scene.SetAsync(house);
        (await house.Get<SignSummary>().RunAsync(scene.Dana, scene.Draft.Id, scene.Draft.Shown, None)).Should().BeNull();
        var sent = await house.NewMessageAsync(scene.Dana, scene.Maya, "נשלחה לפני ההחלפה");
        (await house.ApproveAsync(scene.Dana, sent)).IsDone.Should().BeTrue();
        await house.DeliverAsync(scene.Dana);
        var waiting = await house.NewMessageAsync(scene.Dana, scene.Maya, "מאושרת לפני ההחלפה");
        var seen = await house.ReadMessageAsync(scene.Dana, waiting);
        (await house.ApproveAsync(scene.Dana, waiting)).IsDone.Should().BeTrue();
        var pending = await house.ReadMessageAsync(scene.Dana, scene.Pending);
        const string bytes =
            """
            select md5(string_agg(x, '|' order by x)) from (
              select id::text || encode(body, 'hex') || state as x from tc.messages where practice_id = $1
              union all select id::text || encode(content, 'hex') || encode(coalesce(words_hmac, ''), 'hex') || state from tc.summaries where practice_id = $1
              union all select a::text from tc.approvals a where practice_id = $1) s
            """;
        var before = await house.SeeAsync<string>(bytes, scene.Dana.PracticeId);

        await house.Get<KeyRotation>().RunAsync(scene.Dana.PracticeId, None);

        (await house.SeeAsync<string>(bytes, scene.Dana.PracticeId)).Should().Be(before);
        (await house.ReadMessageAsync(scene.Dana, waiting)).Shown.Should().Be(seen.Shown, "the fingerprint is under the first key");
        (await house.Get<ApproveMessage>().RunAsync(scene.Dana, scene.Pending, pending.Shown, null, pending.ReadUntil, None)).Refusal
            .Should().BeNull("what was on a screen before the rotation can be approved after it");
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await house.DeliverAsync(scene.Dana);
        (await house.SeeAsync<string>("select state from tc.messages where id = $1", waiting)).Should().Be("Sent");
    }

    [Fact]
    public async Task People_go_on_working_while_keys_change()
    {
        var room = await RoomAsync(70);
        using var stop = new CancellationTokenSource();
        var (saved, read) = (0, 0);
        var texts = new ConcurrentDictionary<Guid, string>();
        var work = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var (patient, session) = room.Files[((i * 4) + worker) % 68];
                var desk = (await house.Get<NotesDesk>().OpenAsync(room.Dana, session, None)).Value;
                if (texts.TryGetValue(session, out var last)) desk.Text.Should().Be(last);
                Interlocked.Increment(ref read);
                var text = $"רשימות {worker} {i}";
                (await house.Get<SaveNotes>().RunAsync(room.Dana, session, text, desk.Revision, None)).Refusal.Should().BeNull();
                texts[session] = text;
                Interlocked.Increment(ref saved);
                if (i % 5 != 0) continue;
                var message = await house.NewMessageAsync(room.Dana, patient, "הודעה תוך כדי");
                (await house.ApproveAsync(room.Dana, message)).Refusal.Should().BeNull();
                await house.NewPatientAsync(room.Dana, "חדשה תוך כדי");
            }
        })).ToArray();

        for (var round = 0; round < 3; round++) await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None);
        await stop.CancelAsync();
        await Task.WhenAll(work);

        (saved, read).Should().Match<(int, int)>(x => x.Item1 > 20 && x.Item2 > 20, "there was work meanwhile");
        await house.DeliverAsync(room.Dana);
        foreach (var (session, text) in texts) (await house.Get<NotesDesk>().OpenAsync(room.Dana, session, None)).Value.Text.Should().Be(text);
        (await house.Get<PatientList>().OpenAsync(room.Dana, None)).IsDone.Should().BeTrue();
        (await house.SeeAsync<long>("select count(*) from tc.messages where practice_id = $1 and state <> 'Sent'", room.Dana.PracticeId)).Should().Be(0);
    }

    [Fact]
    public async Task Broken_off_between_batches_it_goes_on_where_it_was()
    {
        var room = await RoomAsync(160);
        using var cancel = new CancellationTokenSource();
        var rotation = Task.Run(() => house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, cancel.Token));
        while (!rotation.IsCompleted && await KeysAsync(room.Dana, "p.version = 2 and k.version = 1") == 0) { }
        await cancel.CancelAsync();
        try
        {
            await rotation;
        }
        catch (OperationCanceledException)
        {
            // As meant.
        }

        var (done, behind) = (await KeysAsync(room.Dana, "p.version = 2 and k.version = 1"), await KeysAsync(room.Dana, "p.version = 1"));
        (done + behind).Should().Be(161);
        behind.Should().BePositive("it was broken off midway").And.BeLessThan(161);
        await ShouldAllOpenAsync(room);

        (await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None)).Should().Be((int)behind, "the rest and no second rotation");
        (await house.SeeAsync<int>("select max(version) from tc.practice_keys where practice_id = $1", room.Dana.PracticeId)).Should().Be(2);
        (await KeysAsync(room.Dana, "p.version = 2")).Should().Be(322);
        await ShouldAllOpenAsync(room);
    }

    [Fact]
    public async Task A_backend_that_dies_in_the_middle_of_a_batch_leaves_the_batch_undone()
    {
        var room = await RoomAsync(110);
        var broken = 0;
        for (var round = 0; round < 25 && broken < 5; round++)
        {
            var rotation = Task.Run(() => house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None));
            while (!rotation.IsCompleted)
            {
                await house.SeeAllAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tc_job' and datname = current_database() and state <> 'idle' and random() < 0.3");
            }

            try
            {
                await rotation;
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or InvalidOperationException or DbUpdateException or RotationRacedException)
            {
                broken++;
            }

            (await house.Get<PatientList>().OpenAsync(room.Dana, None)).Value.Should().HaveCount(110);
        }

        broken.Should().BePositive("some were really killed");
        await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None);
        (await house.SeeAsync<long>(
            "select count(*) from tc.data_keys where practice_id = $1 and practice_key_id <> (select id from tc.practice_keys where practice_id = $1 order by version desc limit 1)",
            room.Dana.PracticeId)).Should().Be(0);
        await ShouldAllOpenAsync(room);
    }

    [Fact]
    public async Task Two_rotations_at_once_leave_one_another_whole()
    {
        var room = await RoomAsync(80);
        var both = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            try
            {
                await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None);
                return true;
            }
            catch (RotationRacedException)
            {
                return false;
            }
        }));
        (await Task.WhenAll(both)).Should().Contain(true);
        await ShouldAllOpenAsync(room);
        await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None);
        await ShouldAllOpenAsync(room);
        (await house.SeeAsync<long>(
            "select count(*) from (select patient_id, version from tc.data_keys where practice_id = $1 group by 1, 2 having count(*) > 1) x", room.Dana.PracticeId)).Should().Be(0);
    }

    [Fact]
    public async Task A_new_master_key_reaches_a_running_server_and_the_old_one_can_be_looked_up()
    {
        var room = await RoomAsync(2);
        // The command line is another process: its own instance over the same file.
        var command = new MasterKeys(Options.Create(new KeysOptions { Folder = Path.Combine(house.Folder, "keys") }));
        await using var factory = new TherapyDbFactory(Options.Create(house.Database), command, house.Clock);
        var old = command.Current;
        command.Add();
        (await new KeyRotation(factory, command, house.Clock).RewrapUnderMasterAsync(room.Dana.PracticeId, None)).Should().Be(1);
        (await house.SeeAsync<Guid>("select master_key_id from tc.practice_keys where practice_id = $1", room.Dana.PracticeId)).Should().Be(command.Current).And.NotBe(old);

        await ShouldAllOpenAsync(room); // through the server's instance, which has not been told
        (await house.Get<SaveNotes>().RunAsync(room.Dana, room.Files[0].Session, "רשימות אחרי", 1, None)).IsDone.Should().BeTrue();
        var late = await house.NewTherapistAsync("נועה"); // the server goes on under the master key it knows
        await house.NewPatientAsync(late);
        (await new KeyRotation(factory, command, house.Clock).RewrapUnderMasterAsync(late.PracticeId, None)).Should().BeOneOf(0, 1);
        (await new KeyRotation(factory, command, house.Clock).RewrapUnderMasterAsync(room.Dana.PracticeId, None)).Should().Be(0, "nothing is left");
        (await house.Get<PatientList>().OpenAsync(late, None)).IsDone.Should().BeTrue();
    }

    [Fact]
    public async Task A_draft_begun_before_a_rotation_is_signed_after_it()
    {
        var room = await RoomAsync(1);
        var session = room.Files[0].Session;
        (await house.Get<DraftSummary>().RunAsync(room.Dana, session, EngineChoice.BuiltIn, None)).IsDone.Should().BeTrue();
        var screen = (await house.Get<SummaryReview>().OpenAsync(room.Dana, session, None)).Value.Summary!;
        await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None);
        var key = screen.Document.Sections[0].Key;
        var revised = (await house.Get<ReviseSummary>().RunAsync(room.Dana, screen.Id, new SummaryEdit.Add(key, "שלי"), screen.Revision, None)).Value;
        foreach (var open in revised.Document.Sections.SelectMany(s => s.Sentences).Where(s => s.BlocksSigning).ToList())
            revised = (await house.Get<ReviseSummary>().RunAsync(room.Dana, screen.Id, new SummaryEdit.TakeAsOwn(open.Id), revised.Revision, None)).Value;
        (await house.Get<SignSummary>().RunAsync(room.Dana, screen.Id, revised.Shown, None)).Should().BeNull();
    }
}
