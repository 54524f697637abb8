using TherapyCompanion.Core;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Somebody who stands in: what they may, what stays with whose file it is, and that their day comes by the database's clock.</summary>
[Trait("Needs", "Database")]
public sealed class StandInTests(StaffHouse house) : IClassFixture<StaffHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset InTwoWeeks = Proved.DatabaseNow.AddDays(14);

    private sealed record Room(Actor Dana, Guid Maya, Actor Noa);

    /// <summary>Dana with Maya's file, and Noa who has no files.</summary>
    private async Task<Room> RoomAsync()
    {
        var dana = await house.NewTherapistAsync();
        return new(dana, await house.NewPatientAsync(dana), await house.NewColleagueAsync(dana));
    }

    private async Task<Room> LentAsync(DateTimeOffset? until = null)
    {
        var room = await RoomAsync();
        (await house.Get<AppointStandIn>().RunAsync(room.Dana, room.Noa.PersonId, [room.Maya], until ?? InTwoWeeks, None)).Value.Should().Be(1);
        return room;
    }

    // Their day comes: nothing runs, only the clock goes on.
    private async Task PassAsync(Room room)
    {
        await house.ForceAsync("update tc.care set until = clock_timestamp() + interval '50 milliseconds' where member_id = $1 and kind = 'StandIn'", room.Noa.PersonId);
        await Task.Delay(120, None);
    }

    [Fact]
    public async Task A_stand_in_reads_approves_and_takes_alerts_under_their_own_name()
    {
        var (dana, maya, noa) = await LentAsync();
        var session = await house.NewSessionAsync(dana, maya, "רשימות של דנה");
        var message = await house.NewMessageAsync(dana, maya);
        var file = (await house.Get<PatientFile>().OpenAsync(noa, maya, None)).Value;
        file.Name.Should().Be("מיה לביא");
        file.StandInUntil.Should().BeCloseTo(InTwoWeeks, TimeSpan.FromMicroseconds(1));
        (await house.Get<PatientFile>().OpenAsync(dana, maya, None)).Value.StandInUntil.Should().BeNull();
        (await house.Get<NotesDesk>().OpenAsync(noa, session, None)).Value.Text.Should().Be("רשימות של דנה");
        (await house.Get<PatientList>().OpenAsync(noa, None)).Value.Should().ContainSingle().Which.StandInUntil.Should().NotBeNull();

        (await house.ApproveAsync(noa, message)).IsDone.Should().BeTrue();
        (await house.SeeAsync<Guid>("select member_id from tc.approvals where message_id = $1", message)).Should().Be(noa.PersonId);
        house.Clock.Advance(TimeSpan.FromDays(4));
        await house.DeliverAsync(dana);
        house.Clock.Advance(TimeSpan.FromDays(-4));
        (await house.SeeAsync<string>("select state from tc.messages where id = $1", message)).Should().Be(nameof(MessageState.Sent));

        (await house.Get<WriteReply>().RunAsync(House.AsPatient(dana, maya), "אני רוצה למות", Guid.NewGuid(), None)).IsDone.Should().BeTrue();
        var alert = (await house.Get<OpenAlerts>().ListAsync(noa, None)).Should().ContainSingle().Which.Id;
        (await house.Get<AcknowledgeAlert>().RunAsync(noa, alert, None)).Should().BeNull();
        (await house.SeeAsync<Guid>("select acknowledged_by from tc.crisis_alerts where id = $1", alert)).Should().Be(noa.PersonId);
        (await house.SeeAsync<long>("select count(*) from tc_audit.entries where patient_id = $1 and person_id = $2 and outcome = 'Done'", maya, noa.PersonId))
            .Should().BeGreaterThan(3, "each step stands in the trail under who took it");
        (await house.Get<PatientPlace>().ReadAsync(House.AsPatient(dana, maya), None)).TherapistName.Should().Be("דנה לוי", "to the patient it is Dana's place");
    }

    [Fact]
    public async Task Inviting_appointing_and_giving_care_stay_with_whose_file_it_is()
    {
        var (dana, maya, noa) = await LentAsync();
        var third = await house.NewColleagueAsync(dana, "שלישית");
        var parent = (await house.Get<InviteGuardian>().RunAsync(dana, maya, "אמא", None)).IsDone.Should().BeTrue();
        var guardian = await house.SeeAsync<Guid>("select id from tc.guardians where patient_id = $1", maya);
        (await house.Get<InvitePatient>().RunAsync(noa, maya, None)).Refusal.Should().Be(CareRefusals.OwnCareOnly);
        (await house.Get<InviteGuardian>().RunAsync(noa, maya, "x", None)).Refusal.Should().Be(CareRefusals.OwnCareOnly);
        (await house.Get<EndGuardian>().RunAsync(noa, guardian, None)).Should().Be(CareRefusals.OwnCareOnly);
        (await house.Get<AppointStandIn>().RunAsync(noa, third.PersonId, [maya], InTwoWeeks, None)).Refusal.Should().Be(CareRefusals.OwnCareOnly);
        (await house.Get<AppointStandIn>().RunAsync(noa, third.PersonId, null, InTwoWeeks, None)).Refusal.Should().Be(CareRefusals.NoFiles);
        (await house.Get<EndStandIn>().RunAsync(noa, noa.PersonId, maya, None)).Refusal.Should().Be(CareRefusals.OwnCareOnly);
        (await house.SeeAsync<long>("select count(*) from tc_audit.entries where person_id = $1 and outcome = 'Denied'", noa.PersonId)).Should().Be(6);

        await using var raw = await house.RawAsAsync(noa);
        foreach (var (sql, answer) in new[]
        {
            ($"insert into tc.care (practice_id, id, patient_id, member_id, since, until, kind, appointed_by) values ('{dana.PracticeId}', gen_random_uuid(), '{maya}', '{third.PersonId}', now(), now() + interval '1 day', 'StandIn', '{noa.PersonId}')", "TC002"),
            ($"insert into tc.care values ('{dana.PracticeId}', gen_random_uuid(), '{maya}', '{noa.PersonId}', now())", "TC002"),
            ($"update tc.care set until = until + interval '1 day'", "rows 0"),
            ($"update tc.care set until = null", "rows 0"),
            ($"insert into tc.invitations (practice_id, id, patient_id, link_hash, digits_hash, state, tries_left, expires_at) values ('{dana.PracticeId}', gen_random_uuid(), '{maya}', sha256('a'), sha256('b'), 'Open', 5, now())", "42501"),
            ($"update tc.invitations set state = 'Closed'", "rows 0"),
            ($"update tc.guardians set until = now()", "rows 0"),
            ($"insert into tc.guardians (practice_id, id, patient_id, name, invited_by) values ('{dana.PracticeId}', gen_random_uuid(), '{maya}', 'x', '{noa.PersonId}')", "42501"),
            ($"insert into tc.data_keys select practice_id, gen_random_uuid(), patient_id, 9, wrapped, practice_key_id, now() from tc.data_keys where patient_id = '{maya}'", "42501"),
        }) (await raw.TryAsync(sql)).Should().Be(answer, sql);
    }

    [Fact]
    public async Task Their_day_comes_by_the_databases_clock_and_no_job()
    {
        var room = await LentAsync();
        var (dana, maya, noa) = room;
        var session = await house.NewSessionAsync(dana, maya, "רשימות");
        await using var held = await house.RawAsAsync(noa);
        (await held.SeesAsync("tc.patients")).Should().Be("rows 1");
        await PassAsync(room);
        foreach (var table in new[] { "patients", "sessions", "notes", "summaries", "messages", "approvals", "outbox", "replies", "crisis_alerts", "consents", "agent_runs", "invitations", "guardians", "patient_accounts" })
            (await held.SeesAsync("tc." + table)).Should().Be("rows 0", $"{table}, also over a connection that was open before");
        (await held.SeesAsync("tc.data_keys", "patient_id is not null")).Should().Be("rows 0", "nor the key");
        (await house.Get<PatientFile>().OpenAsync(noa, maya, None)).Refusal.Should().Be(Refusal.NotFound);
        (await house.Get<NotesDesk>().OpenAsync(noa, session, None)).Refusal.Should().Be(Refusal.NotFound);
        (await house.Get<PatientList>().OpenAsync(noa, None)).Value.Should().BeEmpty();
        (await house.Get<WhoSees>().OpenAsync(dana, maya, None)).Value.Readers.Should().ContainSingle().Which.MemberId.Should().Be(dana.PersonId);
        (await house.Get<PatientFile>().OpenAsync(dana, maya, None)).IsDone.Should().BeTrue();
    }

    [Fact]
    public async Task What_they_approved_waits_for_nobody_and_stops_when_their_day_has_come()
    {
        var room = await LentAsync();
        var (sent, forced) = (await house.NewMessageAsync(room.Dana, room.Maya), await house.NewMessageAsync(room.Dana, room.Maya));
        (await house.ApproveAsync(room.Noa, sent)).IsDone.Should().BeTrue();
        (await house.ApproveAsync(room.Noa, forced)).IsDone.Should().BeTrue();
        await PassAsync(room);
        await using (var job = await house.RawAsAsync(Actor.Job(room.Dana.PracticeId)))
            (await job.TryAsync($"update tc.messages set state = 'Sent', sent_at = due_at where id = '{forced}'")).Should().Be("TC005");
        house.Clock.Advance(TimeSpan.FromDays(4));
        await house.DeliverAsync(room.Dana);
        house.Clock.Advance(TimeSpan.FromDays(-4));
        (await house.SeeAllAsync("select state, paused_by from tc.messages where patient_id = $1", room.Maya)).Should().AllSatisfy(m => m.Should().Equal("Paused", "CareEnded"));
    }

    [Fact]
    public async Task The_therapist_ends_it_at_once_and_it_does_not_come_back()
    {
        var (dana, maya, noa) = await LentAsync();
        (await house.Get<EndStandIn>().RunAsync(dana, noa.PersonId, maya, None)).Value.Should().Be(1);
        (await house.Get<PatientFile>().OpenAsync(noa, maya, None)).Refusal.Should().Be(Refusal.NotFound);
        (await house.Get<EndStandIn>().RunAsync(dana, noa.PersonId, maya, None)).Refusal.Should().Be(CareRefusals.StandInOver);
        await using var raw = await house.RawAsAsync(dana);
        (await raw.TryAsync("update tc.care set until = now() + interval '1 day' where kind = 'StandIn'")).Should().Be("TC001", "what ended stays ended");
        (await house.Get<AppointStandIn>().RunAsync(dana, noa.PersonId, [maya], InTwoWeeks, None)).Value.Should().Be(1, "another appointment is another");
        (await raw.TryAsync("update tc.care set until = until + interval '1 hour' where kind = 'StandIn' and until > now()")).Should().Be("TC001", "an end comes only nearer");
        (await raw.TryAsync($"update tc.care set member_id = '{dana.PersonId}' where kind = 'StandIn'")).Should().Be("42501");
    }

    [Fact]
    public async Task For_an_absence_all_files_are_lent_each_with_its_own_entry_and_shared_ones_left_out()
    {
        var (dana, maya, noa) = await RoomAsync();
        var second = await house.NewPatientAsync(dana, "רות");
        var shared = await house.NewPatientAsync(dana, "שלהן");
        await house.GiveCareAsync(noa, shared);
        (await house.Get<AppointStandIn>().RunAsync(dana, noa.PersonId, null, InTwoWeeks, None)).Value.Should().Be(2);
        (await house.SeeAllAsync("select patient_id from tc_audit.entries where action = 'StandInAppointed' and target_id = $1 and outcome = 'Done'", noa.PersonId)).Select(r => r[0])
            .Should().BeEquivalentTo(new object[] { maya, second });
        var view = (await house.Get<StandIns>().OpenAsync(dana, None)).Value;
        view.Files.Should().HaveCount(3);
        view.Current.Should().ContainSingle().Which.Files.Should().Be(2);
        view.Colleagues.Should().ContainSingle();

        // Appointed again, they have the new end and not both.
        (await house.Get<AppointStandIn>().RunAsync(dana, noa.PersonId, null, InTwoWeeks.AddDays(-7), None)).Value.Should().Be(2);
        (await house.Get<StandIns>().OpenAsync(dana, None)).Value.Current.Single().Until.Should().BeCloseTo(InTwoWeeks.AddDays(-7), TimeSpan.FromMicroseconds(1));
        (await house.SeeAsync<long>("select count(*) from tc.care where member_id = $1 and kind = 'StandIn' and until > now()", noa.PersonId)).Should().Be(2);
        (await house.Get<EndStandIn>().RunAsync(dana, noa.PersonId, null, None)).Value.Should().Be(2);
        (await house.Get<PatientList>().OpenAsync(noa, None)).Value.Should().ContainSingle("what they share stays");
        (await house.Get<AppointStandIn>().RunAsync(dana, noa.PersonId, [shared], InTwoWeeks, None)).Refusal.Should().Be(CareRefusals.HasCare);
    }

    [Fact]
    public async Task Who_may_stand_in_and_until_when()
    {
        var (dana, maya, noa) = await RoomAsync();
        var act = house.Get<AppointStandIn>();
        var now = Proved.DatabaseNow;
        (await act.RunAsync(dana, noa.PersonId, [maya], now.AddDays(60).AddMinutes(5), None)).Refusal.Should().Be(CareRefusals.EndWrong);
        (await act.RunAsync(dana, noa.PersonId, [maya], now.AddSeconds(-1), None)).Refusal.Should().Be(CareRefusals.EndWrong);
        (await act.RunAsync(dana, dana.PersonId, [maya], InTwoWeeks, None)).Refusal.Should().Be(CareRefusals.NotOneself);
        (await act.RunAsync(dana, Guid.NewGuid(), [maya], InTwoWeeks, None)).Refusal.Should().Be(CareRefusals.NotATherapist);
        (await act.RunAsync(dana, (await house.NewTherapistAsync("זר")).PersonId, [maya], InTwoWeeks, None)).Refusal.Should().Be(CareRefusals.NotATherapist, "of another practice");
        var owner = await house.OwnerAsync(dana);
        var (supervisor, _) = await house.JoinedAsync(owner, [Hat.Supervisor]);
        (await act.RunAsync(dana, supervisor.PersonId, [maya], InTwoWeeks, None)).Refusal.Should().Be(CareRefusals.NotATherapist);
        await house.ForceAsync("update tc.members set blocked_at = now() where id = $1", noa.PersonId);
        (await act.RunAsync(dana, noa.PersonId, [maya], InTwoWeeks, None)).Refusal.Should().Be(CareRefusals.NotATherapist, "who is shut out stands in for nobody");
        (await act.RunAsync(dana, noa.PersonId, [maya, Guid.NewGuid()], InTwoWeeks, None)).Refusal.Should().Be(Refusal.NotFound, "one file of these is not hers");
        (await house.SeeAsync<long>("select count(*) from tc.care where practice_id = $1 and kind = 'StandIn'", dana.PracticeId)).Should().Be(0);
    }

    [Fact]
    public async Task The_policies_leave_the_indexes_usable()
    {
        var (dana, maya, _) = await LentAsync();
        await using var raw = await house.RawAsAsync(dana);
        await raw.TryAsync("set enable_seqscan = off");
        foreach (var (query, index) in new[]
        {
            ($"select * from tc.replies where patient_id = '{maya}' order by written_at desc limit 100", "replies_by_patient"),
            ("select * from tc.sessions where starts_at >= now() and starts_at < now() + interval '1 day'", "sessions_by_time"),
            ($"select * from tc.care where patient_id = '{maya}'", "care_by_patient"),
        })
        {
            var plan = string.Join('\n', await raw.ListAsync<string>("explain " + query));
            plan.Should().Contain(index).And.Contain("hashed SubPlan", "which files are whose is asked once a query, not once a row");
        }
    }

    [Fact]
    public async Task Everybody_with_care_sees_who_else_has()
    {
        var (dana, maya, noa) = await LentAsync();
        var seen = (await house.Get<WhoSees>().OpenAsync(noa, maya, None)).Value;
        seen.OwnCare.Should().BeFalse();
        seen.Readers.Select(r => (r.MemberId, r.Kind)).Should().Equal((dana.PersonId, CareKind.Own), (noa.PersonId, CareKind.StandIn));
        (await house.Get<WhoSees>().OpenAsync(dana, maya, None)).Value.OwnCare.Should().BeTrue();
    }
}
