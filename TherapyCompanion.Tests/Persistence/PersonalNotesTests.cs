using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Tests.Architecture;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>What a therapist keeps for themselves: nobody else's, by the act, by the database and by the key.</summary>
[Trait("Needs", "Database")]
public sealed class PersonalNotesTests(StaffHouse house) : IClassFixture<StaffHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private sealed record Room(Actor Dana, Guid Maya, Guid Session, Actor Noa);

    /// <summary>Dana wrote for herself about Maya; Noa stands in for her.</summary>
    private async Task<Room> RoomAsync(string words = "לעצמי: להיזהר מהזדהות")
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        var session = await house.NewSessionAsync(dana, maya, "רשימות לתיק");
        (await house.Get<SavePersonalNotes>().RunAsync(dana, session, words, 0, None)).Value.Should().Be(1);
        var noa = await house.NewColleagueAsync(dana);
        (await house.Get<AppointStandIn>().RunAsync(dana, noa.PersonId, [maya], Proved.DatabaseNow.AddDays(14), None)).Value.Should().Be(1);
        return new(dana, maya, session, noa);
    }

    private async Task<string> TextAsync(Actor actor, Guid session) => (await house.Get<PersonalNotesDesk>().OpenAsync(actor, session, None)).Value.Text;

    [Theory]
    [InlineData("לעצמי: להיזהר מהזדהות")]
    [InlineData("שָׁלוֹם 👩‍👩‍👧 English inside")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task They_come_back_to_their_writer_and_both_readings_and_savings_are_audited(string words)
    {
        var room = await RoomAsync(words);
        (await TextAsync(room.Dana, room.Session)).Should().Be(words.Replace("\0", "", StringComparison.Ordinal));
        foreach (var action in new[] { AuditAction.PersonalNotesSaved, AuditAction.PersonalNotesOpened })
            (await house.SeeAsync<long>("select count(*) from tc_audit.entries where practice_id = $1 and action = $2 and patient_id = $3 and outcome = 'Done'",
                room.Dana.PracticeId, action.ToString(), room.Maya)).Should().Be(1, action.ToString());
        (await house.Get<SavePersonalNotes>().RunAsync(room.Dana, room.Session, new('א', PersonalNotes.Longest), 1, None)).Value.Should().Be(2);
        (await house.Get<SavePersonalNotes>().RunAsync(room.Dana, room.Session, new('א', PersonalNotes.Longest + 1), 2, None)).Refusal.Should().Be(SessionRefusals.NotesTooLong);
    }

    [Fact]
    public async Task A_colleague_with_care_has_an_empty_page_of_their_own_and_sees_neither_row_nor_key()
    {
        var room = await RoomAsync();
        (await house.Get<NotesDesk>().OpenAsync(room.Noa, room.Session, None)).Value.Text.Should().Be("רשימות לתיק", "the record is open to who stands in");
        (await TextAsync(room.Noa, room.Session)).Should().BeEmpty();
        await using (var raw = await house.RawAsAsync(room.Noa))
        {
            (await raw.SeesAsync("tc.personal_notes")).Should().Be("rows 0");
            (await raw.SeesAsync("tc.data_keys", "member_id is not null")).Should().Be("rows 0");
            (await raw.TryAsync($"update tc.personal_notes set text = text where session_id = '{room.Session}'")).Should().Be("rows 0");
            (await raw.TryAsync($"insert into tc.personal_notes select practice_id, gen_random_uuid(), patient_id, session_id, '{room.Dana.PersonId}', '\\x00', 1, now() from tc.notes where session_id = '{room.Session}'")).Should().Be("42501");
            (await raw.TryAsync($"insert into tc.data_keys select practice_id, gen_random_uuid(), '{room.Maya}', 1, wrapped, practice_key_id, now(), '{room.Dana.PersonId}' from tc.data_keys where patient_id is null")).Should().Be("42501");
        }

        (await house.Get<SavePersonalNotes>().RunAsync(room.Noa, room.Session, "של נועה", 0, None)).Value.Should().Be(1);
        (await TextAsync(room.Noa, room.Session)).Should().Be("של נועה");
        (await TextAsync(room.Dana, room.Session)).Should().Be("לעצמי: להיזהר מהזדהות");
    }

    [Fact]
    public async Task No_other_hat_login_or_agent_reaches_them()
    {
        var room = await RoomAsync();
        foreach (var actor in new[] { House.AsAdmin(room.Dana), House.AsPatient(room.Dana, room.Maya) })
        {
            (await house.Get<PersonalNotesDesk>().OpenAsync(actor, room.Session, None)).Refusal.Should().Be(Refusal.NotFound);
            (await house.Get<SavePersonalNotes>().RunAsync(actor, room.Session, "x", 1, None)).Refusal.Should().Be(Refusal.NotFound);
        }

        foreach (var actor in new[]
        {
            House.AsAdmin(room.Dana), House.AsPatient(room.Dana, room.Maya), Actor.Job(room.Dana.PracticeId),
        })
        {
            await using var raw = await house.RawAsAsync(actor);
            (await raw.TryAsync("select 1 from tc.personal_notes")).Should().Be("42501", actor.Hat.ToString());
        }

        await using var patient = await house.RawAsAsync(House.AsPatient(room.Dana, room.Maya));
        (await patient.SeesAsync("tc.data_keys", "member_id is not null")).Should().Be("rows 0");
        foreach (var login in new[] { "tc_beth", "tc_signin" })
        {
            await using var raw = await house.RawAsync(login);
            (await raw.TryAsync("select 1 from tc.personal_notes")).Should().Be("42501", login);
        }
    }

    [Fact]
    public async Task They_lie_under_a_key_of_their_own_and_a_rotation_leaves_them_readable()
    {
        var room = await RoomAsync();
        var (keys, sealedWords) = (await house.SeeAllAsync("select id, member_id from tc.data_keys where patient_id = $1 order by member_id nulls first", room.Maya),
            await house.SeeAsync<byte[]>("select text from tc.personal_notes where session_id = $1", room.Session));
        keys.Should().HaveCount(2);
        Seal.KeyIdOf(sealedWords).Should().Be((Guid)keys[1][0]!, "not under the patient's key, which colleagues and the patient's own connection load");
        keys[1][1].Should().Be(room.Dana.PersonId);

        (await house.Get<KeyRotation>().RunAsync(room.Dana.PracticeId, None)).Should().BeGreaterThan(2);
        (await TextAsync(room.Dana, room.Session)).Should().Be("לעצמי: להיזהר מהזדהות");
        (await house.Get<SavePersonalNotes>().RunAsync(room.Dana, room.Session, "אחרי", 1, None)).Value.Should().Be(2);
        var now = Seal.KeyIdOf(await house.SeeAsync<byte[]>("select text from tc.personal_notes where session_id = $1", room.Session));
        now.Should().NotBe((Guid)keys[1][0]!);
        (await house.SeeAsync<int>("select version from tc.data_keys where id = $1 and member_id is not null", now)).Should().Be(2);
    }

    [Fact]
    public async Task Of_two_first_saves_at_once_one_comes_and_the_other_is_told()
    {
        var dana = await house.NewTherapistAsync();
        var session = await house.NewSessionAsync(dana, await house.NewPatientAsync(dana));
        var saved = await DoorHouse.AtOnceAsync(8, i => house.Get<SavePersonalNotes>().RunAsync(dana, session, $"{i}", 0, None));
        saved.Where(s => s.IsDone).Should().ContainSingle();
        saved.Where(s => !s.IsDone).Should().OnlyContain(s => s.Refusal == SessionRefusals.NotesChanged);
        (await house.Get<SavePersonalNotes>().RunAsync(dana, session, "later", 0, None)).Refusal.Should().Be(SessionRefusals.NotesChanged);
    }

    [Fact]
    public async Task Not_a_word_of_them_comes_into_a_draft_or_onto_the_patients_side()
    {
        var room = await RoomAsync("המילה הזאת היא קרפדון");
        (await house.Get<DraftSummary>().RunAsync(room.Dana, room.Session, EngineChoice.BuiltIn, None)).IsDone.Should().BeTrue();
        var review = (await house.Get<SummaryReview>().OpenAsync(room.Dana, room.Session, None)).Value;
        review.Summary!.Document.Write().Should().NotContain("קרפדון");
    }

    // Whoever names them elsewhere lets them out of their drawer.
    [Fact]
    public void Nothing_outside_their_own_room_names_them()
    {
        string[] own =
        [
            "TherapyCompanion.Core/Sessions/PersonalNotes.cs", "TherapyCompanion.Core/Sessions/PersonalNotesDesk.cs", "TherapyCompanion.Core/Sessions/SavePersonalNotes.cs",
            "TherapyCompanion.Core/Audit/AuditEntry.cs", "TherapyCompanion.Core/CoreRegistration.cs", "TherapyCompanion.Core/ITherapyDb.cs",
            "TherapyCompanion.Infrastructure/Persistence/TherapyDb.cs", "TherapyCompanion.Infrastructure/Persistence/Mapping/ModelRules.cs",
            "TherapyCompanion.Web/Sessions/PersonalDrawer.razor",
        ];
        Sources.Projects[..3].SelectMany(p => Sources.Of(p, ".cs", ".razor"))
            .Where(f => Sources.Read(f.Path).Contains("PersonalNotes", StringComparison.Ordinal)).Select(f => f.Path).Should().BeEquivalentTo(own);
    }
}
