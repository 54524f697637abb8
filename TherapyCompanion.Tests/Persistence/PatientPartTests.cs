using TherapyCompanion.Core;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The patient's part: closed by default, shown after a signature of its own over these very words, and withdrawn again.</summary>
[Trait("Needs", "Database")]
public sealed class PatientPartTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private async Task<(Actor Dana, Actor Self, Guid Session, Guid Record)> SignedAsync()
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        var (session, record) = await house.NewRecordAsync(dana, maya, "הגיעה בזמן.");
        return (dana, House.AsPatient(dana, maya), session, record);
    }

    private Task<Result<PatientPartOnScreen>> SaveAsync(Actor who, Guid record, string words, int seen = 0) => house.Get<SavePatientPart>().RunAsync(who, record, words, seen, None);

    private Task<Refusal?> SignAsync(Actor who, PatientPartOnScreen part) => house.Get<SignPatientPart>().RunAsync(who, part.Id, part.Shown, None);

    private Task<Refusal?> WithdrawAsync(Actor who, Guid part) => house.Get<WithdrawPatientPart>().RunAsync(who, part, None);

    private async Task<IReadOnlyList<string>> SeenBy(Actor self) => [.. (await house.Get<MyMaterials>().OpenAsync(self, None)).Value.Materials.Select(m => m.Words)];

    [Fact]
    public async Task Nothing_is_shown_before_its_own_signature_then_these_words_and_after_withdrawing_nothing_again()
    {
        var (dana, self, session, record) = await SignedAsync();
        (await SeenBy(self)).Should().BeEmpty("a signed record opens nothing");
        var part = (await SaveAsync(dana, record, "לתרגל נשימה 😀 שָׁלוֹם.")).Value;
        (await SeenBy(self)).Should().BeEmpty("nor does a draft");
        (await SignAsync(dana, part)).Should().BeNull();
        var material = (await house.Get<MyMaterials>().OpenAsync(self, None)).Value.Materials.Should().ContainSingle().Which;
        (material.Words, material.SignedBy).Should().Be(("לתרגל נשימה 😀 שָׁלוֹם.", "דנה לוי"));

        (await WithdrawAsync(dana, part.Id)).Should().BeNull();
        (await SeenBy(self)).Should().BeEmpty();
        (await WithdrawAsync(dana, part.Id)).Should().Be(PatientPartRefusals.NotShown);
        (await house.Get<SummaryReview>().RefreshAsync(dana, session, None)).Value.Summary!.PatientPart.Should().BeNull();

        var second = (await SaveAsync(dana, record, "נוסח אחר.")).Value;
        (await SignAsync(dana, second)).Should().BeNull();
        (await SeenBy(self)).Should().Equal("נוסח אחר.");
    }

    [Fact]
    public async Task Other_words_than_those_on_the_screen_are_not_signed_and_signed_ones_not_rewritten()
    {
        var (dana, self, _, record) = await SignedAsync();
        var first = (await SaveAsync(dana, record, "אחת.")).Value;
        var second = (await SaveAsync(dana, record, "שתיים.", first.Revision)).Value;
        (await SignAsync(dana, first)).Should().Be(PatientPartRefusals.Changed);
        (await SignAsync(dana, second)).Should().BeNull();
        (await SaveAsync(dana, record, "שלוש.", second.Revision + 1)).Refusal.Should().Be(PatientPartRefusals.AlreadySigned);
        (await SeenBy(self)).Should().Equal("שתיים.");
    }

    [Fact]
    public async Task Nobody_signs_what_another_wrote_since()
    {
        var (dana, self, _, record) = await SignedAsync();
        var noa = await house.NewColleagueAsync(dana);
        await house.GiveCareAsync(noa, self.PersonId);
        var danas = (await SaveAsync(dana, record, "של דנה.")).Value;
        var noas = (await SaveAsync(noa, record, "של נועה.", danas.Revision)).Value;
        (await SignAsync(dana, noas)).Should().Be(PatientPartRefusals.NotItsAuthor);
        (await SignAsync(noa, noas)).Should().BeNull();
        (await WithdrawAsync(dana, noas.Id)).Should().BeNull("whoever has care takes it back");
    }

    [Theory]
    [InlineData("", "PatientPartEmpty")]
    [InlineData(" \n", "PatientPartEmpty")]
    public async Task Nothing_is_not_shown(string words, string refusal)
    {
        var (dana, _, _, record) = await SignedAsync();
        (await SignAsync(dana, (await SaveAsync(dana, record, words)).Value))!.Key.Should().Be(refusal);
        (await SaveAsync(dana, record, new string('א', 20_001), 1)).Refusal.Should().Be(PatientPartRefusals.TooLong);
    }

    [Fact]
    public async Task Of_a_draft_nothing_is_shown_and_only_to_its_own_patient_anything()
    {
        var (dana, self, session, _) = await SignedAsync();
        var unsigned = await house.NewSessionAsync(dana, self.PersonId);
        var draft = (await house.Get<StartEmptySummary>().RunAsync(dana, unsigned, None)).Value;
        (await SaveAsync(dana, draft, "x")).Refusal.Should().Be(SummaryRefusals.NotSigned);
        (await house.Get<MyMaterials>().OpenAsync(dana, None)).Refusal.Should().Be(Refusal.NotAllowed);
        var record = (await house.Get<SummaryReview>().RefreshAsync(dana, session, None)).Value.Summary!.Id;
        (await SignAsync(dana, (await SaveAsync(dana, record, "שלה.")).Value)).Should().BeNull();
        var ruth = House.AsPatient(dana, await house.NewPatientAsync(dana, "רות"));
        (await SeenBy(ruth)).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_not_to_the_letter_what_was_signed_is_not_shown()
    {
        var (dana, self, _, record) = await SignedAsync();
        var part = (await SaveAsync(dana, record, "אחת.")).Value;
        (await SignAsync(dana, part)).Should().BeNull();
        await house.ForceAsync("update tc.patient_parts set words_hmac = sha256('x') where id = $1", part.Id);
        (await SeenBy(self)).Should().BeEmpty("another fingerprint");
        await house.ForceAsync("update tc.patient_parts set content_sha256 = sha256('x') where id = $1", part.Id);
        await using var connection = await house.RawAsAsync(self);
        (await connection.SeesAsync("tc.patient_parts")).Should().Be("rows 0", "other bytes, and the database itself hides them");
    }

    [Theory]
    [InlineData("therapist", "update tc.patient_parts set content = 'x'", "TC001")]
    [InlineData("therapist", "update tc.patient_parts set state = 'Draft', signed_at = null, words_hmac = null", "TC001")]
    [InlineData("therapist", "update tc.patient_parts set state = 'Withdrawn', withdrawn_at = now(), content = 'x'", "TC001")]
    [InlineData("therapist", "update tc.patient_parts set content_sha256 = sha256('x')", "42501")]
    [InlineData("therapist", "delete from tc.patient_parts", "42501")]
    [InlineData("patient", "update tc.patient_parts set state = 'Withdrawn'", "42501")]
    [InlineData("patient", "select content from tc.summaries", "42501")]
    [InlineData("admin", "select id from tc.patient_parts", "42501")]
    [InlineData("job", "select id from tc.patient_parts", "42501")]
    [InlineData("superuser", "update tc.patient_parts set state = 'Withdrawn', withdrawn_at = now()", "TC002")]
    [InlineData("superuser", "delete from tc.patient_parts", "TC001")]
    public async Task What_is_shown_is_changed_by_no_login(string who, string sql, string answer)
    {
        var (dana, self, _, record) = await SignedAsync();
        (await SignAsync(dana, (await SaveAsync(dana, record, "אחת.")).Value)).Should().BeNull();
        await using var connection = who switch
        {
            "superuser" => await house.RawAsync("superuser"),
            "admin" => await house.RawAsAsync(House.AsAdmin(dana)),
            "patient" => await house.RawAsAsync(self),
            "job" => await house.RawAsAsync(Actor.Job(dana.PracticeId)),
            _ => await house.RawAsAsync(dana),
        };
        (await connection.TryAsync(sql)).Should().Be(answer);
    }
}
