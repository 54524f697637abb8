using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>What somebody with the whole database, but not the keys, can do to sealed words: nothing that opens.</summary>
[Trait("Needs", "Database")]
public sealed class EncryptionTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private const string Words = "מילים שאסור שיופיעו בשגיאה";

    private async Task<(Actor Therapist, Guid Patient, Guid Session, Guid Notes)> NotesAsync(string words = Words, Actor? therapist = null)
    {
        therapist ??= await house.NewTherapistAsync();
        var patient = await house.NewPatientAsync(therapist);
        var session = await house.NewSessionAsync(therapist, patient, words);
        return (therapist, patient, session, await house.SeeAsync<Guid>("select id from tc.notes where session_id = $1", session));
    }

    private async Task ShouldNotOpenAsync(Func<Task> read, string because)
    {
        var thrown = (await read.Should().ThrowAsync<SealBrokenException>(because)).Which;
        thrown.ToString().Should().NotContain("מילים").And.NotContain("שלום");
    }

    private Func<Task> Reading(Actor actor, Guid session) => () => house.Get<NotesDesk>().OpenAsync(actor, session, None);

    [Fact]
    public async Task Moved_to_another_row_it_does_not_open()
    {
        var a = await NotesAsync();
        var second = await house.NewSessionAsync(a.Therapist, a.Patient, "אחרות");
        await house.ForceAsync("update tc.notes set text = (select text from tc.notes where id = $1) where session_id = $2", a.Notes, second);
        await ShouldNotOpenAsync(Reading(a.Therapist, second), "the row's id is in the seal");
        (await house.Get<NotesDesk>().OpenAsync(a.Therapist, a.Session, None)).Value.Text.Should().Be(Words);
    }

    [Fact]
    public async Task Moved_to_another_column_it_does_not_open()
    {
        var a = await NotesAsync();
        await house.ForceAsync("update tc.patients set name = email, email = name where id = $1", a.Patient);
        await ShouldNotOpenAsync(() => house.Get<PatientFile>().OpenAsync(a.Therapist, a.Patient, None), "the column is in the seal");
    }

    [Fact]
    public async Task Moved_to_another_table_with_the_same_row_id_it_does_not_open()
    {
        var a = await NotesAsync();
        var message = await house.NewMessageAsync(a.Therapist, a.Patient);
        await house.ForceAsync("update tc.messages set id = $1, body = (select text from tc.notes where id = $1) where id = $2", a.Notes, message);
        await ShouldNotOpenAsync(() => house.Get<ApprovalQueue>().ReadAsync(a.Therapist, a.Notes, None), "the table is in the seal");
    }

    [Fact]
    public async Task Moved_to_another_patient_it_does_not_open()
    {
        var a = await NotesAsync();
        var b = await NotesAsync("של אחרת", a.Therapist);
        await house.ForceAsync("update tc.notes set text = (select text from tc.notes where id = $1) where id = $2", a.Notes, b.Notes);
        await ShouldNotOpenAsync(Reading(a.Therapist, b.Session), "it is another patient's row");
    }

    [Fact]
    public async Task Moved_to_another_practice_it_does_not_open_nor_with_its_key()
    {
        var (a, b) = (await NotesAsync(), await NotesAsync("של קליניקה אחרת"));
        await house.ForceAsync("update tc.notes set text = (select text from tc.notes where id = $1) where id = $2", a.Notes, b.Notes);
        await ShouldNotOpenAsync(Reading(b.Therapist, b.Session), "the key is another practice's");

        // The whole row, and its key as well, carried over: the key is wrapped for its own practice.
        await house.ForceAsync("delete from tc.notes where id = $1", b.Notes);
        await house.ForceAsync("update tc.notes set practice_id = $1, session_id = $2, patient_id = $3 where id = $4", b.Therapist.PracticeId, b.Session, b.Patient, a.Notes);
        await house.ForceAsync(
            """
            update tc.data_keys set practice_id = $1, patient_id = $2, version = 9,
              practice_key_id = (select id from tc.practice_keys where practice_id = $1) where patient_id = $3
            """, b.Therapist.PracticeId, b.Patient, a.Patient);
        await ShouldNotOpenAsync(Reading(b.Therapist, b.Session), "the key's wrap names its practice");
    }

    [Fact]
    public async Task A_key_given_to_another_patient_opens_nothing()
    {
        // Otherwise whoever has the database could show one patient's messages on another's page.
        var a = await NotesAsync();
        var b = await NotesAsync("של אחרת", a.Therapist);
        await house.ForceAsync("delete from tc.notes where id = $1", b.Notes);
        await house.ForceAsync("update tc.notes set session_id = $1, patient_id = $2 where id = $3", b.Session, b.Patient, a.Notes);
        await house.ForceAsync("update tc.data_keys set patient_id = $1, version = 9 where patient_id = $2", b.Patient, a.Patient);
        await ShouldNotOpenAsync(Reading(a.Therapist, b.Session), "the key's wrap names its patient");
    }

    [Theory]
    [InlineData("layout", 0)]
    [InlineData("key id", 5)]
    [InlineData("commitment", 20)]
    [InlineData("nonce", 35)]
    [InlineData("ciphertext", 50)]
    [InlineData("tag", -1)]
    public async Task A_flipped_bit_in_the_database_breaks_it(string part, int at)
    {
        var a = await NotesAsync();
        await house.ForceAsync(
            "update tc.notes set text = set_byte(text, case when $2 < 0 then length(text) + $2 else $2 end, "
            + "get_byte(text, case when $2 < 0 then length(text) + $2 else $2 end) # 1) where id = $1", a.Notes, at);
        await ShouldNotOpenAsync(Reading(a.Therapist, a.Session), part);
    }

    [Fact]
    public async Task An_older_value_of_the_same_row_put_back_is_what_the_seal_cannot_see_and_the_revision_does_not_fix()
    {
        // Honest about the limit: putting back an older sealed value of the very same place opens. What was approved or signed is
        // bound besides by SHA-256 and HMAC, and the audit shows when it was saved.
        var a = await NotesAsync("ראשון");
        var old = await house.SeeAsync<byte[]>("select text from tc.notes where id = $1", a.Notes);
        (await house.Get<SaveNotes>().RunAsync(a.Therapist, a.Session, "שני", 1, None)).IsDone.Should().BeTrue();
        await house.ForceAsync("update tc.notes set text = $1 where id = $2", old, a.Notes);
        (await house.Get<NotesDesk>().OpenAsync(a.Therapist, a.Session, None)).Value.Text.Should().Be("ראשון");
    }

    [Fact]
    public async Task The_same_words_saved_twice_are_other_bytes()
    {
        var a = await NotesAsync();
        var before = await house.SeeAsync<byte[]>("select text from tc.notes where id = $1", a.Notes);
        (await house.Get<SaveNotes>().RunAsync(a.Therapist, a.Session, Words, 1, None)).IsDone.Should().BeTrue();
        var after = await house.SeeAsync<byte[]>("select text from tc.notes where id = $1", a.Notes);
        after.Should().NotEqual(before).And.HaveSameCount(before);
    }

    [Fact]
    public async Task Unsealed_words_never_reach_a_column_or_a_parameter()
    {
        var a = await NotesAsync();
        await using var db = await house.Databases.OpenAsync(a.Therapist, None);
        var context = (DbContext)db;
        var notes = await db.Notes.SingleAsync(n => n.SessionId == a.Session, None);
        notes.Rewrite("לא חתומות", 1, house.Clock.GetUtcNow()).Should().BeNull();
        ((Func<int>)(() => context.SaveChanges())).Should().Throw<InvalidOperationException>().WithMessage("Save with an audit entry.");
        await ((Func<Task>)(() => context.SaveChangesAsync(None))).Should().ThrowAsync<InvalidOperationException>();

        var converter = context.Model.FindEntityType(typeof(SessionNotes))!.FindProperty(nameof(SessionNotes.Text))!.GetValueConverter()!;
        ((Func<object?>)(() => converter.ConvertToProvider(notes.Text))).Should().Throw<Exception>().Which.ToString().Should().NotContain("חתומות");
        var asked = ClinicalText.Of("לא חתומות");
        (await ((Func<Task>)(() => db.Notes.AnyAsync(n => n.Text == asked, None))).Should().ThrowAsync<Exception>()).Which.ToString().Should().NotContain("חתומות");
        (await house.SeeAsync<int>("select revision from tc.notes where id = $1", a.Notes)).Should().Be(1);
    }

    [Fact]
    public async Task Every_mapped_sealed_text_carries_sealed_bytes_only()
    {
        var therapist = await house.NewTherapistAsync();
        await using var db = await house.Databases.OpenAsync(therapist, None);
        var columns = ((DbContext)db).Model.GetEntityTypes().SelectMany(t => t.GetProperties())
            .Where(p => typeof(SealedText).IsAssignableFrom(p.ClrType)).ToList();
        columns.Should().HaveCountGreaterThan(15);
        foreach (var column in columns)
        {
            object words = column.ClrType == typeof(ClinicalText) ? ClinicalText.Of("x") : column.ClrType == typeof(PersonalText) ? PersonalText.Of("x") : PracticeText.Of("x");
            ((Func<object?>)(() => column.GetValueConverter()!.ConvertToProvider(words))).Should().Throw<Exception>(column.Name);
        }
    }

    [Fact]
    public async Task Another_master_key_file_fails_clearly_and_opens_nothing()
    {
        var a = await NotesAsync();
        var folder = Path.Combine(house.Folder, "other-keys");
        var other = new MasterKeys(Options.Create(new KeysOptions { Folder = folder }));
        await using var factory = new TherapyDbFactory(Options.Create(house.Database), other, house.Clock);
        await using var db = await factory.OpenAsync(a.Therapist, None);
        var notes = await db.Notes.AsNoTracking().SingleAsync(n => n.SessionId == a.Session, None);
        var read = () => db.RevealAsync<SessionNotes>(notes.Id, n => n.Text, notes.Text, None);
        (await read.Should().ThrowAsync<SetupException>()).Which.Message.Should().Contain("master key").And.Contain(folder);

        // The right id with another key's bytes: a file restored from somewhere else.
        var id = house.Get<MasterKeys>().Current;
        await File.WriteAllTextAsync(other.Path, $"{id} {Convert.ToBase64String(new byte[32])}\n", None);
        await using var forged = new TherapyDbFactory(Options.Create(house.Database), new MasterKeys(Options.Create(new KeysOptions { Folder = folder })), house.Clock);
        await using var again = await forged.OpenAsync(a.Therapist, None);
        var open = () => again.RevealAsync<SessionNotes>(notes.Id, n => n.Text, notes.Text, None);
        (await open.Should().ThrowAsync<SealBrokenException>()).Which.Message.Should().Contain("key");
    }

    [Theory]
    [InlineData("")]
    [InlineData("🙂 שָׁלוֹם 👩‍👩‍👧")]
    [InlineData("a\0b")]
    public async Task Notes_come_back_as_they_were_written(string words)
    {
        var a = await NotesAsync(words);
        (await house.Get<NotesDesk>().OpenAsync(a.Therapist, a.Session, None)).Value.Text.Should().Be(words.Replace("\0", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_longest_notes_come_back_whole()
    {
        var words = string.Concat(Enumerable.Repeat("שורה ארוכה 😀\n", 200_000 / 14));
        var a = await NotesAsync(words);
        (await house.Get<NotesDesk>().OpenAsync(a.Therapist, a.Session, None)).Value.Text.Should().Be(words);
    }

    [Fact]
    public async Task Many_openings_at_once_seal_and_open_without_a_loss()
    {
        var a = await NotesAsync();
        var sessions = new List<Guid>();
        for (var i = 0; i < 16; i++) sessions.Add(await house.NewSessionAsync(a.Therapist, a.Patient, $"0"));
        await Task.WhenAll(sessions.Select((session, thread) => Task.Run(async () =>
        {
            for (var i = 1; i <= 12; i++)
                (await house.Get<SaveNotes>().RunAsync(a.Therapist, session, $"{thread}-{i} {Words}", i, None)).Refusal.Should().BeNull();
        })));
        for (var thread = 0; thread < 16; thread++)
            (await house.Get<NotesDesk>().OpenAsync(a.Therapist, sessions[thread], None)).Value.Text.Should().Be($"{thread}-12 {Words}");
    }
}
