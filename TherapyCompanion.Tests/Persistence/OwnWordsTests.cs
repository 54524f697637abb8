using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>What people and practices say about themselves, and what follows from it: by the acts, and against the database.</summary>
[Trait("Needs", "Database")]
public sealed class OwnWordsTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private Task<Refusal?> ChooseAsync(Actor patient, Form form) => house.Get<ChangeOwnForm>().RunAsync(patient, form, None);

    private async Task<ProfileOnScreen> ProfileAsync(Actor member) => (await house.Get<OwnProfile>().ReadAsync(member, None)).Value;

    private Task<string> StateAsync(Guid message) => house.SeeAsync<string>("select concat(state, ' ', paused_by) from tc.messages where id = $1", message);

    [Fact]
    public async Task A_chosen_form_stops_what_was_approved_in_another_and_what_is_drafted_next_follows_it()
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana, form: Form.Masculine);
        var patient = House.AsPatient(dana, maya);
        var approved = await house.NewMessageAsync(dana, maya, "שלום מיה, מה שלומך? דנה");
        (await house.ApproveAsync(dana, approved)).Refusal.Should().BeNull();
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        (await ChooseAsync(patient, Form.Feminine)).Should().BeNull();
        house.Clock.Advance(TimeSpan.FromMinutes(30));
        await house.DeliverAsync(dana);
        (await StateAsync(approved)).Should().Be("Paused FormChanged", "it never goes on by itself");

        // Read again, and approved with open eyes: then it leaves.
        var screen = await house.ReadMessageAsync(dana, approved);
        screen.Form.Should().Be(Form.Feminine);
        (await house.Get<ApproveMessage>().RunAsync(dana, approved, screen.Shown, null, screen.DraftedAt, None)).Refusal.Should().Be(MessageRefusals.FormChanged);
        (await house.Get<ApproveMessage>().RunAsync(dana, approved, screen.Shown, null, screen.KnownUntil, None)).Refusal.Should().BeNull();
        house.Clock.Advance(TimeSpan.FromMinutes(30));
        await house.DeliverAsync(dana);
        (await StateAsync(approved)).Should().Be("Sent ");
        (await house.Get<OwnForm>().ReadAsync(patient, None)).Value.Should().Be(Form.Feminine);
    }

    [Fact]
    public async Task Choosing_what_already_holds_stops_nothing()
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana, form: Form.Feminine);
        var approved = await house.NewMessageAsync(dana, maya);
        (await house.ApproveAsync(dana, approved)).Refusal.Should().BeNull();
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 2; i++) (await ChooseAsync(House.AsPatient(dana, maya), Form.Feminine)).Should().BeNull();
        house.Clock.Advance(TimeSpan.FromMinutes(30));
        await house.DeliverAsync(dana);
        (await StateAsync(approved)).Should().Be("Sent ");
    }

    [Fact]
    public async Task The_patients_choice_wins_also_against_the_database()
    {
        var dana = await house.NewTherapistAsync();
        var (maya, noa) = (await house.NewPatientAsync(dana), await house.NewPatientAsync(dana, "נועה"));
        await using var therapist = await house.RawAsAsync(dana);
        (await therapist.TryAsync($"update tc.patients set form = 'x' where id = '{maya}'")).Should().Be("rows 1", "until the patient chooses, the therapist's word holds");
        (await house.ForceAsync("update tc.patients set form = (select form from tc.patients where id = $2) where id = $1", maya, maya)).Should().Be(1);
        (await ChooseAsync(House.AsPatient(dana, noa), Form.Neutral)).Should().BeNull();
        (await therapist.TryAsync($"update tc.patients set form = 'x' where id = '{noa}'")).Should().Be("TC002");
        (await therapist.TryAsync($"update tc.patients set form_chosen_at = null where id = '{noa}'")).Should().Be("42501");

        await using var patient = await house.RawAsAsync(House.AsPatient(dana, noa));
        (await patient.TryAsync($"update tc.patients set form = 'x' where id = '{noa}'")).Should().Be("TC004", "a choice has its moment, or it would stop nothing");
        (await patient.TryAsync($"update tc.patients set form = 'x', form_chosen_at = null where id = '{noa}'")).Should().Be("TC004");
        (await patient.TryAsync($"update tc.patients set form = 'x', form_chosen_at = now() where id = '{maya}'")).Should().Be("rows 0", "and is one's own");
        (await patient.TryAsync($"update tc.patients set name = 'x' where id = '{noa}'")).Should().Be("42501");
        (await patient.TryAsync($"update tc.patients set code = 'P-AAAAAA' where id = '{noa}'")).Should().Be("42501");
    }

    [Fact]
    public async Task A_message_approved_in_another_form_is_not_sent_by_any_login()
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana, form: Form.Masculine);
        var approved = await house.NewMessageAsync(dana, maya);
        (await house.ApproveAsync(dana, approved)).Refusal.Should().BeNull();
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        (await ChooseAsync(House.AsPatient(dana, maya), Form.Feminine)).Should().BeNull();
        foreach (var login in new[] { Actor.Job(dana.PracticeId), dana })
        {
            await using var connection = await house.RawAsAsync(login);
            (await connection.TryAsync($"update tc.messages set state = 'Sent', sent_at = due_at + interval '1 hour' where id = '{approved}'")).Should().Be("TC005", login.Hat.ToString());
        }
    }

    [Fact]
    public async Task Drafts_say_I_in_the_form_of_the_first_person_and_the_member_is_spoken_to_in_the_other()
    {
        var dana = await house.NewTherapistAsync(form: Form.Feminine);
        var maya = await house.NewPatientAsync(dana);
        var before = await ProfileAsync(dana);
        (before.Profile.Form, before.Profile.FirstPerson).Should().Be((Form.Feminine, null));
        var message = await house.NewMessageAsync(dana, maya, "שלום מיה, אני שמח ששמרת על התרגול. דנה");
        (await house.ReadMessageAsync(dana, message)).Findings.Should().NotBeEmpty("«שמח» is not how Dana says it");

        (await house.Get<ChangeProfile>().RunAsync(dana, before.Profile with { FirstPerson = Form.Masculine }, before.Version, None)).Should().BeNull();
        var me = (await house.Get<WhoAmI>().RunAsync(dana, None)).Value;
        (me.Form, me.FirstPerson).Should().Be((Form.Feminine, Form.Masculine));
        var screen = await house.ReadMessageAsync(dana, message);
        screen.Speaker.Should().Be(Form.Masculine);
        screen.Findings.Should().BeEmpty();
        var drafted = (await house.Get<DraftMessage>().RunAsync(dana, maya, LetterKind.Encouragement, "he", EngineChoice.BuiltIn, None)).Value;
        (await house.ReadMessageAsync(dana, drafted)).Findings.Should().BeEmpty("it was drafted in that form");
    }

    [Fact]
    public async Task Of_two_changes_at_once_the_second_is_told_and_every_hat_changes_its_own_row_alone()
    {
        var dana = await house.NewTherapistAsync();
        var colleague = await house.NewColleagueAsync(dana);
        var seen = await ProfileAsync(dana);
        var change = house.Get<ChangeProfile>();
        (await change.RunAsync(House.AsAdmin(dana), seen.Profile with { Title = "מנהלת" }, seen.Version, None)).Should().BeNull();
        (await change.RunAsync(dana, seen.Profile with { Title = "פסיכולוגית" }, seen.Version, None)).Should().Be(Refusal.Raced);
        (await ProfileAsync(dana)).Profile.Title.Should().Be("מנהלת");
        var raced = await ProfileAsync(dana);
        var both = await DoorHouse.AtOnceAsync(2, i => change.RunAsync(dana, raced.Profile with { Licence = $"27-{i}" }, raced.Version, None));
        both.Count(r => r is null).Should().Be(1);
        both.Should().Contain(Refusal.Raced);

        (await change.RunAsync(dana, raced.Profile with { Name = " \u202E " }, raced.Version, None)).Should().Be(PracticeRefusals.NameMissing);
        (await change.RunAsync(dana, raced.Profile with { Name = new('א', 121) }, raced.Version, None)).Should().Be(PracticeRefusals.ProfileTooLong);

        await using var connection = await house.RawAsAsync(dana);
        (await connection.TryAsync($"update tc.members set name = 'x' where id = '{colleague.PersonId}'")).Should().Be("rows 0");
        (await connection.TryAsync($"update tc.members set account_id = gen_random_uuid() where id = '{dana.PersonId}'")).Should().Be("42501");
        (await connection.TryAsync($"update tc.members set hats = array['Therapist', 'Admin'] where id = '{dana.PersonId}'")).Should().Be("42501");
        await using var maya = await house.RawAsAsync(House.AsPatient(dana, await house.NewPatientAsync(dana)));
        (await maya.TryAsync("update tc.members set name = 'x'")).Should().Be("42501");
    }

    [Fact]
    public async Task A_signed_record_keeps_the_name_it_was_signed_with()
    {
        var dana = await house.NewTherapistAsync("דנה לוי");
        var maya = await house.NewPatientAsync(dana);
        var session = await house.NewSessionAsync(dana, maya, "הגיעה בזמן. תיארה שבוע של שינה מקוטעת.");
        (await house.Get<DraftSummary>().RunAsync(dana, session, EngineChoice.BuiltIn, None)).IsDone.Should().BeTrue();
        var review = (await house.Get<SummaryReview>().OpenAsync(dana, session, None)).Value.Summary!;
        (await house.Get<SignSummary>().RunAsync(dana, review.Id, review.Shown, None)).Should().BeNull();

        var seen = await ProfileAsync(dana);
        (await house.Get<ChangeProfile>().RunAsync(dana, new("דנה כהן", "פסיכולוגית מומחית", "27-11111", Form.Feminine), seen.Version, None)).Should().BeNull();
        var signature = (await house.Get<SummaryReview>().OpenAsync(dana, session, None)).Value.Summary!.Document.Signature!;
        (signature.Name, signature.Licence).Should().Be(("דנה לוי", "27-00000"));
        (await house.Get<WhoAmI>().RunAsync(dana, None)).Value.Name.Should().Be("דנה כהן");
    }

    [Fact]
    public async Task The_place_has_a_short_neutral_name_of_one_line()
    {
        var dana = await house.NewTherapistAsync();
        var admin = House.AsAdmin(dana);
        var set = house.Get<SetPatientsPlace>();
        (await set.RunAsync(admin, " \u202E \n", PlaceIcon.Star, None)).Should().Be(PracticeRefusals.PlaceNameMissing);
        (await set.RunAsync(admin, new('א', 41), PlaceIcon.Star, None)).Should().Be(PracticeRefusals.PlaceNameTooLong);
        (await set.RunAsync(admin, "מכתבים\n\u202Eאליי ", PlaceIcon.Star, None)).Should().BeNull();
        var look = await house.Get<PlaceLooks>().ReadAsync(House.AsPatient(dana, await house.NewPatientAsync(dana)), None);
        look.Should().Be(new PlaceLook("מכתבים אליי", PlaceIcon.Star, SignInLinks.Off));
    }

    [Fact]
    public async Task Letters_follow_the_account_only_from_the_address_it_had()
    {
        var dana = await house.NewTherapistAsync();
        var (maya, agreed) = (await house.NewPatientAsync(dana, email: "Maya@example.org"), await house.NewPatientAsync(dana, "נועה", email: "work@example.org"));
        foreach (var patient in new[] { maya, agreed })
            (await house.Get<MoveOwnLetters>().RunAsync(House.AsPatient(dana, patient), "maya@example.org", "new@example.org", None)).Should().BeNull();
        (await house.Get<PatientFile>().OpenAsync(dana, maya, None)).Value.Email.Should().Be("new@example.org");
        (await house.Get<PatientFile>().OpenAsync(dana, agreed, None)).Value.Email.Should().Be("work@example.org");
    }
}
