using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>A person's details and their treatment, over a real database: sealed, theirs alone, told of two tabs, and heeded by what is sent.</summary>
[Trait("Needs", "Database")]
public sealed class DetailsActsTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private Actor _dana = null!;
    private Guid _maya;

    public async ValueTask InitializeAsync()
    {
        house.Clock.Set(House.Start);
        _dana = await house.NewTherapistAsync();
        _maya = await house.NewPatientAsync(_dana);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<DetailsOnScreen> ReadAsync() => (await house.Get<DetailsDesk>().RefreshAsync(_dana, _maya, None)).Value;

    private async Task ChangeAsync(Func<PatientDetails, PatientDetails> change)
    {
        var seen = await ReadAsync();
        (await house.Get<ChangeDetails>().RunAsync(_dana, _maya, change(seen.Details), seen.Version, None)).Should().BeNull();
    }

    private async Task<Refusal?> StepAsync(TreatmentStep step) => (await house.Get<ChangeTreatment>().RunAsync(_dana, _maya, step, None)).Refusal;

    private static PatientDetails Full(PatientDetails d) => d with
    {
        About = new("מיה", "לביא־כהן", "מיקה", "123456782", "050-1234567", "הרצל 1\nתל אביב", new DateOnly(1990, 5, 17), "אישה", "he", new("אבי לביא", "אבא", "03-5550100")),
        Email = "mika@example.org",
        Rest = new([DayOfWeek.Saturday], new(21, 0), new(9, 30)),
        Tags = ["שבועי", "EMDR"],
    };

    [Fact]
    public async Task A_file_begins_with_its_name_in_treatment_and_keeps_what_is_written()
    {
        var begun = (await ReadAsync()).Details;
        (begun.About.First, begun.About.Last, begun.Email, begun.Form, begun.Tags.Count, begun.Rest.IsNone).Should().Be(("מיה", "לביא", "maya@example.org", Form.Feminine, 0, true));
        await ChangeAsync(Full);
        (await ReadAsync()).Details.Equals(Full(begun)).Should().BeTrue();
        var file = (await house.Get<PatientFile>().OpenAsync(_dana, _maya, None)).Value;
        (file.Name, file.Email, file.About.Phone, file.Status).Should().Be(("מיה לביא־כהן", "mika@example.org", "050-1234567", TreatmentStatus.InTreatment));
        file.Tags.Should().Equal("שבועי", "EMDR");
        var row = (await house.Get<PatientList>().OpenAsync(_dana, None)).Value.Should().ContainSingle().Which;
        (row.Initials, row.Status, row.Tags.Count).Should().Be(("מ׳ ל׳", TreatmentStatus.InTreatment, 2));
    }

    [Fact]
    public async Task Nothing_of_it_stands_in_the_database_in_the_clear()
    {
        await ChangeAsync(Full);
        (await StepAsync(TreatmentStep.Pause)).Should().BeNull();
        var row = await house.SeeAsync<string>("select (select string_agg(encode(v, 'escape'), ' ') from unnest(array[name, email, form, about, tags, status, rest]) v) || to_jsonb(p)::text from tc.patients p where id = $1", _maya);
        foreach (var word in new[] { "מיה", "מיקה", "123456782", "1234567", "example", "EMDR", "1990", "Paused", "InTreatment", "Saturday", "he\"" }) row.Should().NotContain(word);
    }

    [Fact]
    public async Task A_value_that_was_moved_to_another_file_or_column_does_not_open()
    {
        await ChangeAsync(Full);
        var noa = await house.NewPatientAsync(_dana, "נועה כץ");
        await house.ForceAsync($"update tc.patients set about = (select about from tc.patients where id = '{_maya}') where id = '{noa}'");
        await house.Invoking(h => h.Get<DetailsDesk>().RefreshAsync(_dana, noa, None)).Should().ThrowAsync<TherapyCompanion.Core.Privacy.SealBrokenException>();
        await house.ForceAsync($"update tc.patients set tags = status where id = '{_maya}'");
        await house.Invoking(h => h.Get<DetailsDesk>().RefreshAsync(_dana, _maya, None)).Should().ThrowAsync<TherapyCompanion.Core.Privacy.SealBrokenException>();
    }

    [Fact]
    public async Task Of_two_tabs_the_second_is_told_and_changes_nothing()
    {
        var (one, two) = (await ReadAsync(), await ReadAsync());
        (await house.Get<ChangeDetails>().RunAsync(_dana, _maya, one.Details with { Tags = ["א"] }, one.Version, None)).Should().BeNull();
        (await house.Get<ChangeDetails>().RunAsync(_dana, _maya, two.Details with { Tags = ["ב"] }, two.Version, None)).Should().Be(DetailsRefusals.Changed);
        (await ReadAsync()).Details.Tags.Should().Equal("א");
    }

    [Fact]
    public async Task Of_many_at_once_one_is_kept()
    {
        var seen = await ReadAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => house.Get<ChangeDetails>().RunAsync(_dana, _maya, seen.Details with { Tags = [$"t{i}"] }, seen.Version, None))));
        answers.Count(a => a is null).Should().Be(1);
        answers.Where(a => a is not null).Should().OnlyContain(a => a == DetailsRefusals.Changed);
        (await house.SeeAsync<long>("select count(*) from tc_audit.entries where practice_id = $1 and action = 'DetailsChanged'", _dana.PracticeId)).Should().Be(1);
    }

    [Fact]
    public async Task Bad_input_is_refused_and_changes_nothing()
    {
        var seen = await ReadAsync();
        var change = house.Get<ChangeDetails>();
        (await change.RunAsync(_dana, _maya, seen.Details with { Email = "no address" }, seen.Version, None)).Should().Be(PatientRefusals.EmailWrong);
        (await change.RunAsync(_dana, _maya, seen.Details with { About = seen.Details.About with { Address = new('א', 40_000) } }, seen.Version, None)).Should().Be(DetailsRefusals.TooLong);
        (await change.RunAsync(_dana, _maya, seen.Details with { About = seen.Details.About with { BirthDate = new(2026, 11, 25) } }, seen.Version, None)).Should().Be(DetailsRefusals.BirthDateWrong);
        (await ReadAsync()).Should().Match<DetailsOnScreen>(d => d.Details.Equals(seen.Details) && d.Version == seen.Version);
        await ChangeAsync(d => d with { About = d.About with { Gender = "a\0b😀" } });
        (await ReadAsync()).Details.About.Gender.Should().Be("ab😀");
    }

    [Fact]
    public async Task A_stand_in_reads_the_head_of_the_file_and_changes_nothing()
    {
        await ChangeAsync(Full);
        var noa = await house.NewColleagueAsync(_dana, "נועה כהן");
        (await house.Get<AppointStandIn>().RunAsync(_dana, noa.PersonId, [_maya], Proved.DatabaseNow.AddDays(7), None)).Refusal.Should().BeNull();
        (await house.Get<PatientFile>().OpenAsync(noa, _maya, None)).Value.About.Contact.Phone.Should().Be("03-5550100", "in an emergency they must know whom to call");
        (await house.Get<DetailsDesk>().OpenAsync(noa, _maya, None)).Refusal.Should().Be(CareRefusals.OwnCareOnly);
        (await house.Get<ChangeDetails>().RunAsync(noa, _maya, Full((await ReadAsync()).Details), (await ReadAsync()).Version, None)).Should().Be(CareRefusals.OwnCareOnly);
        (await house.Get<ChangeTreatment>().RunAsync(noa, _maya, TreatmentStep.End, None)).Refusal.Should().Be(CareRefusals.OwnCareOnly);
    }

    [Fact]
    public async Task The_form_that_a_patient_chose_is_theirs()
    {
        (await house.Get<ChangeOwnForm>().RunAsync(House.AsPatient(_dana, _maya), Form.Neutral, None)).Should().BeNull();
        var seen = await ReadAsync();
        seen.FormIsTheirs.Should().BeTrue();
        (await house.Get<ChangeDetails>().RunAsync(_dana, _maya, seen.Details with { Form = Form.Masculine }, seen.Version, None)).Should().Be(DetailsRefusals.FormIsTheirs);
        await ChangeAsync(d => d with { Tags = ["x"] });
        (await ReadAsync()).Details.Form.Should().Be(Form.Neutral);
    }

    [Theory]
    [InlineData("a paused treatment")]
    [InlineData("an ended treatment")]
    [InlineData("another form of address")]
    [InlineData("a withdrawn consent")]
    public async Task What_was_approved_before_stops(string fact)
    {
        var message = await house.NewMessageAsync(_dana, _maya);
        (await house.ApproveAsync(_dana, message)).Refusal.Should().BeNull();
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        if (fact == "another form of address")
        {
            await ChangeAsync(d => d with { Form = Form.Masculine });
        }
        else if (fact == "a withdrawn consent")
        {
            foreach (var act in new[] { ConsentAct.Granted, ConsentAct.Withdrawn })
                (await house.Get<RecordConsent>().RunAsync(House.AsPatient(_dana, _maya), _maya, ConsentKind.AiAnalysis, act, None)).Should().BeNull();
        }
        else (await StepAsync(fact == "a paused treatment" ? TreatmentStep.Pause : TreatmentStep.End)).Should().BeNull();
        await house.DeliverAsync(_dana);
        (await house.SeeAllAsync("select state, paused_by from tc.messages where id = $1", message)).Single().Should().Equal("Paused", "FileChanged");

        // It never goes on by itself; whoever reads it again sees why, and decides.
        if (fact.Contains("treatment", StringComparison.Ordinal)) (await StepAsync(fact == "a paused treatment" ? TreatmentStep.Resume : TreatmentStep.Reopen)).Should().BeNull();
        await house.DeliverAsync(_dana);
        (await house.ReadMessageAsync(_dana, message)).Should().Match<MessageOnScreen>(m => m.State == MessageState.Paused && m.FileChanged);
        (await house.ApproveAsync(_dana, message)).Refusal.Should().BeNull();
        await house.DeliverAsync(_dana);
        (await house.SeeAsync<string>("select state from tc.messages where id = $1", message)).Should().Be("Sent");
    }

    [Fact]
    public async Task An_approval_of_a_screen_from_before_the_end_is_refused()
    {
        var message = await house.NewMessageAsync(_dana, _maya);
        var screen = await house.ReadMessageAsync(_dana, message);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        (await StepAsync(TreatmentStep.End)).Should().BeNull();
        (await house.Get<ApproveMessage>().RunAsync(_dana, message, screen.Shown, null, screen.KnownUntil, None)).Refusal.Should().Be(MessageRefusals.FileChanged);
    }

    [Fact]
    public async Task The_database_itself_sends_nothing_that_was_approved_before_and_forgets_no_stop()
    {
        var message = await house.NewMessageAsync(_dana, _maya);
        (await house.ApproveAsync(_dana, message)).Refusal.Should().BeNull();
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        (await StepAsync(TreatmentStep.End)).Should().BeNull();
        await using (var job = await house.RawAsAsync(Actor.Job(_dana.PracticeId)))
            (await job.TryAsync($"update tc.messages set state = 'Sent', sent_at = greatest(due_at, now()) where id = '{message}'")).Should().Be("TC005");
        await using var dana = await house.RawAsAsync(_dana);
        (await dana.TryAsync($"update tc.patients set held_at = null where id = '{_maya}'")).Should().Be("TC004");
        (await dana.TryAsync($"update tc.patients set held_at = held_at - interval '1 day' where id = '{_maya}'")).Should().Be("TC004");
    }

    [Fact]
    public async Task A_rest_day_and_quiet_hours_hold_for_the_message_and_its_letter()
    {
        await ChangeAsync(d => d with { Rest = new([DayOfWeek.Wednesday], new(18, 0), new(11, 0)) });
        var message = await house.NewMessageAsync(_dana, _maya);
        // Tuesday 10:00: the person's day begins at 11:00.
        (await house.ReadMessageAsync(_dana, message)).LeavesAt.Should().Be(House.Start.AddHours(1));
        (await house.ApproveAsync(_dana, message)).Value.Should().Be(House.Start.AddHours(1));
        (await house.Get<ApproveMessage>().RunAsync(_dana, await house.NewMessageAsync(_dana, _maya), (await house.ReadMessageAsync(_dana, message)).Shown, House.Start.AddDays(1).AddHours(2), house.Clock.GetUtcNow(), None))
            .IsDone.Should().BeFalse();

        // The sweep was late: it is evening now, tomorrow is a rest day, and Thursday begins at 11:00.
        house.Clock.Set(House.Start.AddHours(9));
        await house.DeliverAsync(_dana);
        (await house.SeeAsync<string>("select state from tc.messages where id = $1", message)).Should().Be("Approved");
        (await house.SeeAsync<DateTime>("select due_at from tc.outbox where message_id = $1", message)).Should().Be(House.Start.AddDays(2).AddHours(1).UtcDateTime);
        (await house.SeeAsync<long>("select count(*) from tc_audit.entries where practice_id = $1 and action = 'MessagePostponed'", _dana.PracticeId)).Should().Be(1);

        house.Clock.Set(House.Start.AddDays(2).AddHours(1));
        (await house.Get<DeliverDue>().RunAsync(Actor.Job(_dana.PracticeId), None)).Should().BeTrue();
        (await house.SeeAsync<string>("select state from tc.messages where id = $1", message)).Should().Be("Sent");
        // Its letter could not be handed over until the evening.
        house.Clock.Set(House.Start.AddDays(2).AddHours(9));
        (await house.Get<NotifyDue>().RunAsync(Actor.Job(_dana.PracticeId), None)).Should().BeTrue();
        (await house.SeeAsync<DateTime>("select due_at from tc.outbox where message_id = $1 and channel = 'Email' and state = 'Waiting'", message))
            .Should().Be(House.Start.AddDays(3).AddHours(1).UtcDateTime);
    }

    [Fact]
    public async Task A_minors_guardian_has_an_end_and_gets_another_with_another_birth_date()
    {
        var today = DateOnly.FromDateTime(Proved.DatabaseNow.UtcDateTime);
        var born = today.AddYears(-17);
        house.Clock.Set(Proved.DatabaseNow);
        await ChangeAsync(d => d with { About = d.About with { BirthDate = born } });
        (await house.Get<InviteGuardian>().RunAsync(_dana, _maya, "אמא של מיה", None)).Refusal.Should().BeNull();
        (await UntilAsync()).Should().Be(PatientDetails.EighteenOn(born));
        await ChangeAsync(d => d with { About = d.About with { BirthDate = born.AddDays(-30) } });
        (await UntilAsync()).Should().Be(PatientDetails.EighteenOn(born.AddDays(-30)));

        // Of age already: whoever is a guardian then is one for another reason, and stays.
        await ChangeAsync(d => d with { About = d.About with { BirthDate = today.AddYears(-30) } });
        (await UntilAsync()).Should().Be(PatientDetails.EighteenOn(born.AddDays(-30)));
        (await house.Get<InviteGuardian>().RunAsync(_dana, _maya, "אחות", None)).Refusal.Should().BeNull();
        (await house.SeeAsync<long>("select count(*) from tc.guardians where patient_id = $1 and until is null", _maya)).Should().Be(1);

        async Task<DateOnly> UntilAsync() =>
            DateOnly.FromDateTime(await house.SeeAsync<DateTime>("select until at time zone 'Asia/Jerusalem' from tc.guardians where patient_id = $1 order by until nulls last limit 1", _maya));
    }

    [Fact]
    public async Task Letters_call_a_person_what_they_are_called()
    {
        await ChangeAsync(Full);
        var id = (await house.Get<DraftMessage>().RunAsync(_dana, _maya, LetterKind.FollowUp, "he", TherapyCompanion.Core.Agents.EngineChoice.BuiltIn, None)).Value;
        (await house.ReadMessageAsync(_dana, id)).Words.Should().Contain("מיקה").And.NotContain("לביא");
    }

    [Fact]
    public async Task Every_reading_and_change_is_audited_without_a_word()
    {
        (await house.Get<DetailsDesk>().OpenAsync(_dana, _maya, None)).IsDone.Should().BeTrue();
        await ChangeAsync(Full);
        (await StepAsync(TreatmentStep.End)).Should().BeNull();
        (await StepAsync(TreatmentStep.Pause)).Should().Be(DetailsRefusals.TreatmentOver);
        var lines = await house.SeeAllAsync("select action, outcome from tc_audit.entries where practice_id = $1 order by seq desc limit 4", _dana.PracticeId);
        lines.Select(l => $"{l[0]} {l[1]}").Should().Equal("TreatmentChanged Denied", "TreatmentChanged Done", "DetailsChanged Done", "DetailsOpened Done");
        (await house.SeeAsync<string>("select string_agg(e::text, ' ') from tc_audit.entries e where practice_id = $1", _dana.PracticeId)).Should().NotContain("Ended").And.NotContain("מיקה");
    }
}
