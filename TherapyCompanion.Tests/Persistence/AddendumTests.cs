using TherapyCompanion.Core;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Storage;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Corrections of a signed record: drafted, signed, bound, and changed by nobody from then on, whatever login they have.</summary>
[Trait("Needs", "Database")]
public sealed class AddendumTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private async Task<(Actor Dana, Guid Maya, Guid Session, Guid Record)> SignedAsync()
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        var (session, record) = await house.NewRecordAsync(dana, maya, "הגיעה בזמן.");
        return (dana, maya, session, record);
    }

    private Task<Result<AddendumOnScreen>> SaveAsync(Actor who, Guid record, string words, int seen) => house.Get<SaveAddendum>().RunAsync(who, record, words, seen, None);

    private Task<Refusal?> SignAsync(Actor who, AddendumOnScreen draft) => house.Get<SignAddendum>().RunAsync(who, draft.Id, draft.Shown, None);

    private async Task<SummaryOnScreen> ScreenAsync(Actor who, Guid session) => (await house.Get<SummaryReview>().RefreshAsync(who, session, None)).Value.Summary!;

    private static string Words(int length) => string.Concat(Enumerable.Repeat("תיקון 😀 שָׁלוֹם ", 1 + length / 16))[..length];

    [Fact]
    public async Task It_is_drafted_signed_and_stands_under_the_record_with_who_and_when_and_the_record_stays()
    {
        var (dana, _, session, record) = await SignedAsync();
        var before = await house.SeeAsync<byte[]>("select content from tc.summaries where id = $1", record);
        var draft = (await SaveAsync(dana, record, "היא איחרה.", 0)).Value;
        draft = (await SaveAsync(dana, record, "היא איחרה ב־10 דקות.", draft.Revision)).Value;
        (await ScreenAsync(dana, session)).Addenda.Should().ContainSingle().Which.State.Should().Be(AddendumState.Draft);
        (await SignAsync(dana, draft)).Should().BeNull();

        var shown = (await ScreenAsync(dana, session)).Addenda.Should().ContainSingle().Which;
        (shown.State, shown.Document.Words, shown.Document.Signature!.Name, shown.Document.Signature.Licence).Should().Be(
            (AddendumState.Signed, "היא איחרה ב־10 דקות.", "דנה לוי", "27-00000"));
        shown.Document.Of.Should().Be(Convert.ToHexStringLower(await house.SeeAsync<byte[]>("select words_hmac from tc.summaries where id = $1", record)));
        (await house.SeeAsync<bool>("select content_sha256 = sha256(content) and words_hmac = $2 from tc.addenda where id = $1", draft.Id, shown.Shown.Bytes)).Should().BeTrue();
        (await house.SeeAsync<byte[]>("select content from tc.summaries where id = $1", record)).Should().Equal(before);

        house.Clock.Advance(TimeSpan.FromMinutes(1)); // the clock of the house stands still, and by it they are put in order
        var second = (await SaveAsync(dana, record, "ועוד דבר.", 0)).Value;
        (await SignAsync(dana, second)).Should().BeNull();
        (await ScreenAsync(dana, session)).Addenda.Select(a => a.Document.Words).Should().Equal("היא איחרה ב־10 דקות.", "ועוד דבר.");
    }

    [Fact]
    public async Task Another_text_than_the_one_on_the_screen_is_not_signed()
    {
        var (dana, _, _, record) = await SignedAsync();
        var seen = (await SaveAsync(dana, record, "אחת.", 0)).Value;
        var later = (await SaveAsync(dana, record, "שתיים.", seen.Revision)).Value;
        (await SignAsync(dana, seen)).Should().Be(AddendumRefusals.Changed);
        (await SaveAsync(dana, record, "שלוש.", seen.Revision)).Refusal.Should().Be(AddendumRefusals.Changed, "a second tab's words are kept apart from the first one's");
        (await SaveAsync(dana, record, "ארבע.", 0)).Refusal.Should().Be(AddendumRefusals.Changed);
        (await SignAsync(dana, later)).Should().BeNull();
        (await SignAsync(dana, later)).Should().NotBeNull("once");
        (await SaveAsync(dana, record, "חמש.", later.Revision)).Refusal.Should().Be(AddendumRefusals.Changed, "what was signed is no draft any more");
    }

    [Fact]
    public async Task Of_two_signatures_at_once_one_counts()
    {
        var (dana, _, session, record) = await SignedAsync();
        var draft = (await SaveAsync(dana, record, "תיקון.", 0)).Value;
        var answers = await DoorHouse.AtOnceAsync(4, _ => SignAsync(dana, draft));
        answers.Count(a => a is null).Should().Be(1);
        (await ScreenAsync(dana, session)).Addenda.Should().ContainSingle();
        (await house.SeeAsync<long>("select count(*) from tc.backup_items where addendum_id = $1", draft.Id)).Should().Be(1);
    }

    [Fact]
    public async Task Only_a_signed_record_is_added_to_and_only_by_who_has_care_and_nobody_sees_or_signs_anothers_draft()
    {
        var (dana, maya, session, record) = await SignedAsync();
        var unsigned = await house.NewSessionAsync(dana, maya);
        var draft = (await house.Get<StartEmptySummary>().RunAsync(dana, unsigned, None)).Value;
        (await SaveAsync(dana, draft, "x", 0)).Refusal.Should().Be(SummaryRefusals.NotSigned);

        var noa = await house.NewColleagueAsync(dana);
        (await SaveAsync(noa, record, "x", 0)).Refusal.Should().Be(Refusal.NotFound);
        await house.GiveCareAsync(noa, maya);
        var own = (await SaveAsync(dana, record, "של דנה.", 0)).Value;
        (await ScreenAsync(noa, session)).Addenda.Should().BeEmpty("a draft is its author's");
        (await SignAsync(noa, own)).Should().Be(Refusal.NotFound);
        var other = (await SaveAsync(noa, record, "של נועה.", 0)).Value;
        (await SignAsync(noa, other)).Should().BeNull();
        (await ScreenAsync(dana, session)).Addenda.Select(a => (a.State, a.Document.Signature?.Name)).Should().Equal((AddendumState.Signed, "נועה כהן"), (AddendumState.Draft, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n ")]
    public async Task Nothing_is_not_signed(string words)
    {
        var (dana, _, _, record) = await SignedAsync();
        (await SignAsync(dana, (await SaveAsync(dana, record, words, 0)).Value)).Should().Be(AddendumRefusals.Empty);
    }

    [Fact]
    public async Task Long_words_pictures_points_and_zero_bytes_come_back_as_they_went_in()
    {
        var (dana, _, session, record) = await SignedAsync();
        var words = Words(39_990) + "\0אחרי\u202Eאפס";
        var draft = (await SaveAsync(dana, record, words, 0)).Value;
        (await SignAsync(dana, draft)).Should().BeNull();
        (await ScreenAsync(dana, session)).Addenda.Single().Document.Words.Should().Be(words);
        (await SaveAsync(dana, record, Words(40_001), 0)).Refusal.Should().Be(AddendumRefusals.TooLong);
    }

    [Theory]
    [InlineData("therapist", "update tc.addenda set content = 'x'", "TC001")]
    [InlineData("therapist", "update tc.addenda set state = 'Draft', signed_at = null, words_hmac = null", "TC001")]
    [InlineData("therapist", "update tc.addenda set content_sha256 = sha256('x')", "42501")]
    [InlineData("therapist", "delete from tc.addenda", "42501")]
    [InlineData("therapist", "update tc.summaries set content = 'x'", "TC001")]
    [InlineData("therapist", "update tc.summaries set words_hmac = sha256('x')", "TC001")]
    [InlineData("therapist", "delete from tc.summaries", "42501")]
    [InlineData("therapist", "insert into tc.addenda (practice_id, id, patient_id, summary_id, author_id, state, content, revision, changed_at) select practice_id, gen_random_uuid(), patient_id, id, gen_random_uuid(), 'Draft', 'x', 1, now() from tc.summaries", "TC002")]
    [InlineData("therapist", "insert into tc.addenda (practice_id, id, patient_id, summary_id, author_id, state, content, revision, changed_at, signed_at, words_hmac) select practice_id, gen_random_uuid(), patient_id, id, tc.person(), 'Signed', 'x', 1, now(), now(), sha256('x') from tc.summaries", "TC004")]
    [InlineData("admin", "select id from tc.addenda", "42501")]
    [InlineData("patient", "select id from tc.addenda", "42501")]
    [InlineData("job", "update tc.addenda set content = 'x'", "42501")]
    [InlineData("superuser", "update tc.addenda set content = 'x' where state = 'Signed'", "TC001")]
    [InlineData("superuser", "delete from tc.addenda", "TC001")]
    [InlineData("superuser", "update tc.summaries set content = 'x' where state = 'Signed'", "TC001")]
    public async Task A_signed_record_and_its_addenda_are_changed_by_no_login(string who, string sql, string answer)
    {
        var (dana, maya, _, record) = await SignedAsync();
        (await SignAsync(dana, (await SaveAsync(dana, record, "תיקון.", 0)).Value)).Should().BeNull();
        await using var connection = who switch
        {
            "superuser" => await house.RawAsync("superuser"),
            "admin" => await house.RawAsAsync(House.AsAdmin(dana)),
            "patient" => await house.RawAsAsync(House.AsPatient(dana, maya)),
            "job" => await house.RawAsAsync(Actor.Job(dana.PracticeId)),
            _ => await house.RawAsAsync(dana),
        };
        (await connection.TryAsync(sql)).Should().Be(answer);
    }

    [Fact]
    public async Task It_is_given_out_for_paper_with_its_record_unless_its_words_are_not_the_signed_ones()
    {
        var (dana, _, session, record) = await SignedAsync();
        var draft = (await SaveAsync(dana, record, "תיקון.", 0)).Value;
        (await house.Get<PrintRecord>().RunAsync(dana, session, None)).Value.Addenda.Should().BeEmpty("a draft is no part of the record");
        (await SignAsync(dana, draft)).Should().BeNull();
        var paper = (await house.Get<PrintRecord>().RunAsync(dana, session, None)).Value.Addenda.Should().ContainSingle().Which;
        (paper.Document.Words, paper.Fingerprint.Length).Should().Be(("תיקון.", 64));
        await house.ForceAsync("update tc.addenda set words_hmac = sha256('x') where id = $1", draft.Id);
        (await house.Get<PrintRecord>().RunAsync(dana, session, None)).Refusal.Should().Be(SummaryRefusals.NotAsSigned);
    }

    [Fact]
    public async Task It_goes_into_the_backup_and_opens_there()
    {
        var (dana, _, _, record) = await SignedAsync();
        (await SignAsync(dana, (await SaveAsync(dana, record, "תיקון.", 0)).Value)).Should().BeNull();
        var folder = Directory.CreateDirectory(house.Settings()["Backup:Folder"]!).FullName;
        (await house.Get<RecordBackup>().RunAsync(dana.PracticeId, None)).Should().Be(2);
        (await house.Get<RestoreCheck>().RunAsync(Path.Combine(folder, dana.PracticeId.ToString()), null, new StringWriter(), None))
            .Should().Be(new RestoreFindings(2, 0, 0, 0));
    }
}
