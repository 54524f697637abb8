using TherapyCompanion.Core;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Guardians: how they come in, what they see, and that it ends at once or by the clock.</summary>
[Trait("Needs", "Database")]
public sealed class GuardianTests(StaffHouse house) : IClassFixture<StaffHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private async Task<(Actor Dana, Guid Maya)> FileAsync()
    {
        var dana = await house.NewTherapistAsync();
        return (dana, await house.NewPatientAsync(dana));
    }

    private async Task<Actor> ComeInAsync(Actor dana, Guid maya, string name = "אמא של מיה", Guid? account = null)
    {
        var secrets = (await house.Get<InviteGuardian>().RunAsync(dana, maya, name, None)).Value;
        return (await house.Get<AcceptInvitation>().RunAsync(secrets.Link, secrets.Digits, account ?? Guid.NewGuid(), House.TestOrigin, None)).Value;
    }

    private async Task<Guid> IdAsync(Actor guardian) => await house.SeeAsync<Guid>("select id from tc.guardians where account_id = $1 and patient_id = $2", guardian.AccountId, guardian.PersonId);

    [Fact]
    public async Task A_guardian_comes_in_by_link_and_digits_and_sees_the_consents()
    {
        var (dana, maya) = await FileAsync();
        var self = House.AsPatient(dana, maya);
        (await house.Get<RecordConsent>().RunAsync(self, maya, ConsentKind.AiAnalysis, ConsentAct.Granted, None)).Should().BeNull();
        (await house.Get<RecordConsent>().RunAsync(dana, maya, ConsentKind.AiAnalysis, ConsentAct.Withdrawn, None)).Should().BeNull();
        var secrets = (await house.Get<InviteGuardian>().RunAsync(dana, maya, "  אמא של מיה ", None)).Value;
        var shown = (await house.Get<AcceptInvitation>().OpenAsync(secrets.Link, House.TestOrigin, None)).Value;
        (shown.Kind, shown.PlaceName, shown.TherapistName).Should().Be((InvitationKind.Guardian, "הודעות", "דנה לוי"));
        var wrong = secrets.Digits == "000000" ? "000001" : "000000";
        (await house.Get<AcceptInvitation>().TryAsync(secrets.Link, wrong, House.TestOrigin, None)).Should().Be((PatientRefusals.DigitsWrong, 4));
        (await house.Get<AcceptInvitation>().RunAsync(secrets.Link, wrong, Guid.NewGuid(), House.TestOrigin, None)).Refusal.Should().Be(PatientRefusals.DigitsWrong);
        (await house.SeeAsync<int>("select tries_left from tc.invitations where patient_id = $1", maya)).Should().Be(3, "wrong tries are counted here as for patients");

        var account = Guid.NewGuid();
        var guardian = (await house.Get<AcceptInvitation>().RunAsync(secrets.Link, secrets.Digits, account, House.TestOrigin, None)).Value;
        (guardian.Hat, guardian.PersonId, guardian.AccountId).Should().Be((Hat.Guardian, maya, account));
        (await house.Get<ISignInDirectory>().HatsOfAsync(account, None)).Should().Equal(new WearableHat(Hat.Guardian, dana.PracticeId, maya));
        (await house.Get<AcceptInvitation>().RunAsync(secrets.Link, secrets.Digits, Guid.NewGuid(), House.TestOrigin, None)).Refusal.Should().Be(PatientRefusals.InvitationOver);

        var view = (await house.Get<GuardianPlace>().OpenAsync(guardian, None)).Value;
        (view.PlaceName, view.InvitedBy, view.Until).Should().Be(("הודעות", "דנה לוי", null));
        view.Consents.Select(c => (c.Act, c.RecordedBy)).Should().Equal((ConsentAct.Withdrawn, "דנה לוי"), (ConsentAct.Granted, null));
        (await house.SeeAllAsync("select action, hat, outcome from tc_audit.entries where account_id = $1 order by seq", account)).Select(e => ((string)e[0]!, (string)e[1]!, (string)e[2]!))
            .Should().Equal(("GuardianJoined", "Guardian", "Done"), ("ConsentsOpened", "Guardian", "Done"));
    }

    [Fact]
    public async Task The_patient_reads_who_has_access_and_the_therapist_by_which_name()
    {
        var (dana, maya) = await FileAsync();
        var mother = await ComeInAsync(dana, maya);
        (await house.Get<InviteGuardian>().RunAsync(dana, maya, "אבא", None)).IsDone.Should().BeTrue();
        var self = House.AsPatient(dana, maya);
        (await house.Get<MyGuardians>().ReadAsync(self, None)).Should().ContainSingle("who was only invited has no access").Which.Name.Should().Be("אמא של מיה");
        (await house.Get<MyGuardians>().ReadAsync(House.AsPatient(dana, await house.NewPatientAsync(dana, "אחרת")), None)).Should().BeEmpty();
        var seen = (await house.Get<WhoSees>().OpenAsync(dana, maya, None)).Value.Guardians;
        seen.Select(g => (g.Name, g.Since is null)).Should().Equal(("אמא של מיה", false), ("אבא", true));
        mother.PersonId.Should().Be(maya);
    }

    [Fact]
    public async Task Two_guardians_are_invited_at_once_and_the_patients_own_invitation_stays_open()
    {
        var (dana, maya) = await FileAsync();
        var patients = (await house.Get<InvitePatient>().RunAsync(dana, maya, None)).Value;
        var (one, two) = ((await house.Get<InviteGuardian>().RunAsync(dana, maya, "אמא", None)).Value, (await house.Get<InviteGuardian>().RunAsync(dana, maya, "אבא", None)).Value);
        // A patient's own link never makes a guardian, nor the other way round.
        foreach (var (link, digits, hat) in new[] { (one.Link, one.Digits, Hat.Guardian), (two.Link, two.Digits, Hat.Guardian), (patients.Link, patients.Digits, Hat.Patient) })
            (await house.Get<AcceptInvitation>().RunAsync(link, digits, Guid.NewGuid(), House.TestOrigin, None)).Value.Hat.Should().Be(hat);
        await using var self = await house.RawAsAsync(House.AsPatient(dana, maya));
        (await self.SeesAsync("tc.invitations")).Should().Be("rows 1", "the guardians' are not the patient's");
    }

    [Fact]
    public async Task Ending_it_ends_their_sign_ins_at_once_and_an_open_invitation_too()
    {
        var (dana, maya) = await FileAsync();
        var account = Guid.NewGuid();
        var mother = await ComeInAsync(dana, maya, account: account);
        var other = await ComeInAsync(dana, await house.NewPatientAsync(dana, "אח"), account: account);
        var (here, there) = (await house.ProvedAsync(mother), await house.ProvedAsync(other));
        var father = (await house.Get<InviteGuardian>().RunAsync(dana, maya, "אבא", None)).Value;
        var fathers = await house.SeeAsync<Guid>("select id from tc.guardians where patient_id = $1 and account_id is null", maya);

        (await house.Get<EndGuardian>().RunAsync(dana, await IdAsync(mother), None)).Should().BeNull();
        var open = () => house.Databases.OpenAsync(here, None);
        await open.Should().ThrowAsync<SessionOverException>();
        (await house.Get<GuardianPlace>().OpenAsync(there, None)).IsDone.Should().BeTrue("of another child they are a guardian still");
        (await house.Get<ISignInDirectory>().HatsOfAsync(account, None)).Should().Equal(new WearableHat(Hat.Guardian, dana.PracticeId, other.PersonId));
        (await house.Get<EndGuardian>().RunAsync(dana, await IdAsync(mother), None)).Should().Be(CareRefusals.GuardianOver);
        (await house.Get<GuardianPlace>().OpenAsync(mother, None)).Refusal.Should().Be(Refusal.NotFound);
        (await house.Get<MyGuardians>().ReadAsync(House.AsPatient(dana, maya), None)).Should().BeEmpty();

        (await house.Get<EndGuardian>().RunAsync(dana, fathers, None)).Should().BeNull();
        (await house.Get<AcceptInvitation>().RunAsync(father.Link, father.Digits, Guid.NewGuid(), House.TestOrigin, None)).Refusal.Should().Be(PatientRefusals.InvitationOver);
        // Not for ever: there may be another invitation.
        (await ComeInAsync(dana, maya, account: account)).Hat.Should().Be(Hat.Guardian);
    }

    [Fact]
    public async Task An_end_that_was_known_comes_by_the_databases_clock()
    {
        var (dana, maya) = await FileAsync();
        var mother = await house.ProvedAsync(await ComeInAsync(dana, maya));
        (await house.Get<RecordConsent>().RunAsync(House.AsPatient(dana, maya), maya, ConsentKind.AiAnalysis, ConsentAct.Granted, None)).Should().BeNull();
        await house.ForceAsync("update tc.guardians set until = clock_timestamp() + interval '1 day' where patient_id = $1", maya);
        (await house.Get<GuardianPlace>().OpenAsync(mother, None)).Value.Until.Should().NotBeNull();
        await using var held = await house.RawAsAsync(mother);
        (await held.SeesAsync("tc.consents")).Should().Be("rows 1");
        await house.ForceAsync("update tc.guardians set until = clock_timestamp() + interval '50 milliseconds' where patient_id = $1", maya);
        await Task.Delay(120, None);
        (await held.SeesAsync("tc.consents")).Should().Be("rows 0");
        (await house.Get<GuardianPlace>().OpenAsync(mother, None)).Refusal.Should().Be(Refusal.NotFound);
        (await house.Get<ISignInDirectory>().HatsOfAsync(mother.AccountId, None)).Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_takes_the_place_of_another_by_hand()
    {
        var (dana, maya) = await FileAsync();
        (await house.Get<InviteGuardian>().RunAsync(dana, maya, "אמא", None)).IsDone.Should().BeTrue();
        var thief = Guid.NewGuid();
        await using var raw = await house.RawAsAsync(Actor.Guardian(dana.PracticeId, thief, maya, House.TestOrigin));
        (await raw.SeesAsync("tc.consents")).Should().Be("rows 0");
        (await raw.TryAsync($"update tc.guardians set account_id = '{thief}', since = now()")).Should().Be("TC002", "the invitation was not used");
        (await raw.TryAsync($"update tc.guardians set account_id = gen_random_uuid(), since = now()")).Should().Be("TC002", "and as somebody else not at all");
        await using var dans = await house.RawAsAsync(dana);
        (await dans.TryAsync($"update tc.guardians set account_id = '{thief}', since = now()")).Should().Be("42501");
        (await dans.TryAsync($"delete from tc.guardians")).Should().Be("42501");
    }

    [Fact]
    public async Task What_is_a_patients_act_is_refused_to_a_guardian()
    {
        var (dana, maya) = await FileAsync();
        var mother = await ComeInAsync(dana, maya);
        (await house.Get<WriteReply>().RunAsync(mother, "שלום", Guid.NewGuid(), None)).Refusal.Should().Be(Refusal.NotAllowed);
        (await house.Get<PatientPage>().OpenAsync(mother, None)).Refusal.Should().Be(Refusal.NotAllowed);
        (await house.Get<RecordConsent>().RunAsync(mother, maya, ConsentKind.AiAnalysis, ConsentAct.Granted, None)).Should().Be(Refusal.NotFound);
        (await house.Get<ConsentLedger>().OpenAsync(mother, maya, None)).Refusal.Should().Be(Refusal.NotFound);
        (await house.Get<PatientFile>().OpenAsync(mother, maya, None)).Refusal.Should().Be(Refusal.NotFound);
    }

    [Theory]
    [InlineData(" ", "GuardianNameMissing")]
    [InlineData(121, "GuardianNameTooLong")]
    public async Task A_name_there_is(object name, string key)
    {
        var (dana, maya) = await FileAsync();
        (await house.Get<InviteGuardian>().RunAsync(dana, maya, name is int length ? new string('א', length) : (string)name, None)).Refusal.Should().Be(new Refusal(key));
    }
}
