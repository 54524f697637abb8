using TherapyCompanion.Core;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Design rule 2 over rows: every table, every role, with no context, another's, or the right one.</summary>
[Trait("Needs", "Database")]
public sealed class TenancyRowsTests(TwoPractices house) : IClassFixture<TwoPractices>
{
    [Theory]
    [InlineData("tc_app", "tc_therapist")]
    [InlineData("tc_app", "tc_patient")]
    [InlineData("tc_app", "tc_admin")]
    [InlineData("tc_app", "tc_supervisor")]
    [InlineData("tc_app", "tc_guardian")]
    [InlineData("tc_app", "none")]
    [InlineData("tc_job", "none")]
    [InlineData("tc_beth", "none")]
    [InlineData("tc_signin", "none")]
    [InlineData("tc_migrator", "none")]
    public async Task Without_a_context_no_table_shows_a_row(string login, string role)
    {
        await using var connection = await house.RawAsync(login);
        await connection.TryAsync($"set role {role}");
        foreach (var (table, _) in house.Tables)
        {
            // Sign-in may ask whether there is any practice (0010_signin.sql), and the owner's function lists them for the jobs.
            if (table == "tc.practices" && login is "tc_signin" or "tc_migrator") continue;
            (await connection.SeesAsync(table)).Should().BeOneOf(["rows 0", "42501"], $"{role} of {login} in {table}");
        }
    }

    [Theory]
    [InlineData("tc_therapist")]
    [InlineData("tc_patient")]
    [InlineData("tc_admin")]
    public async Task An_empty_setting_is_no_context(string role)
    {
        await using var connection = await house.RawAsync("tc_app");
        await connection.TryAsync($"select set_config('role', '{role}', false), set_config('tc.practice_id', '', false), set_config('tc.person_id', '', false)");
        foreach (var (table, _) in house.Tables) (await connection.SeesAsync(table)).Should().BeOneOf(["rows 0", "42501"], table);
    }

    public static TheoryData<string> Hats => ["Therapist", "Patient", "Admin", "Supervisor", "Guardian", "Job"];

    [Theory]
    [MemberData(nameof(Hats))]
    public async Task Nobody_sees_a_row_of_another_practice(string hat)
    {
        await using var connection = await house.RawAsAsync(WearingIn(house.Other, hat));
        foreach (var (table, practice) in house.Tables)
        {
            (await connection.SeesAsync(table, $"{practice} = '{house.One.PracticeId}'")).Should().BeOneOf(["rows 0", "42501"], table);
            (await connection.SeesAsync(table, $"{practice} <> '{house.Other.PracticeId}'")).Should().BeOneOf(["rows 0", "42501"], table);
        }
    }

    [Theory]
    [MemberData(nameof(Hats))]
    public async Task The_person_of_one_practice_is_nobody_in_another(string hat)
    {
        var own = WearingIn(house.One, hat);
        var abroad = Enum.Parse<Hat>(hat) switch
        {
            Hat.Therapist => Actor.Therapist(house.Other.PracticeId, own.AccountId, own.PersonId, House.TestOrigin),
            Hat.Patient => Actor.Patient(house.Other.PracticeId, own.AccountId, own.PersonId, House.TestOrigin),
            Hat.Supervisor => Actor.Supervisor(house.Other.PracticeId, own.AccountId, own.PersonId, House.TestOrigin),
            Hat.Guardian => Actor.Guardian(house.Other.PracticeId, own.AccountId, own.PersonId, House.TestOrigin),
            _ => null,
        };
        if (abroad is null) return; // an admin and a job are not bound to a person
        await using var connection = await house.RawAsAsync(abroad);
        foreach (var table in house.PatientTables.Where(t => t != "tc.data_keys")) (await connection.SeesAsync(table)).Should().BeOneOf(["rows 0", "42501"], table);
        (await connection.SeesAsync("tc.data_keys", "patient_id is not null")).Should().Be("rows 0");
    }

    [Fact]
    public async Task A_supervisor_has_no_row_of_any_patient_and_may_not_even_look()
    {
        await using var connection = await house.RawAsAsync(WearingIn(house.One, "Supervisor"));
        foreach (var table in house.PatientTables.Where(t => t != "tc.data_keys")) (await connection.SeesAsync(table)).Should().Be("42501", table);
        (await connection.SeesAsync("tc_audit.entries")).Should().Be("42501");
        (await connection.SeesAsync("tc.data_keys", "patient_id is not null")).Should().Be("rows 0", "nor the key to anything");
        // What is left are the practice's name, its staff and the key these are sealed under.
        var seen = new List<string>();
        foreach (var (table, _) in house.Tables)
            if (await connection.SeesAsync(table) != "42501") seen.Add(table);
        seen.Should().BeEquivalentTo("tc.practices", "tc.members", "tc.member_invitations", "tc.practice_keys", "tc.data_keys");
        (await connection.SeesAsync("tc.member_invitations")).Should().Be("rows 0", "but their own, before they came in");
    }

    [Fact]
    public async Task A_guardian_sees_consents_and_nothing_that_was_written_or_received()
    {
        await using var connection = await house.RawAsAsync(house.One.AsGuardian);
        (await connection.SeesAsync("tc.consents")).Should().Be("rows 1");
        (await connection.TryAsync("select address from tc.consents")).Should().Be("42501", "nor from where it was given");
        (await connection.SeesAsync("tc.guardians")).Should().Be("rows 1");
        (await connection.SeesAsync("tc.invitations")).Should().Be("rows 1", "the guardian's own, and no patient's");
        (await connection.SeesAsync("tc.data_keys", "patient_id is not null")).Should().Be("rows 0", "not even the name opens");
        string[] open = ["tc.consents", "tc.guardians", "tc.invitations", "tc.data_keys"];
        foreach (var table in house.PatientTables.Except(open)) (await connection.SeesAsync(table)).Should().Be("42501", table);
        (await connection.SeesAsync("tc_audit.entries")).Should().Be("42501");

        // Another account, though it says it is a guardian of this patient, is none.
        await using var stranger = await house.RawAsAsync(Actor.Guardian(house.One.PracticeId, Guid.NewGuid(), house.One.Patient, House.TestOrigin));
        (await stranger.SeesAsync("tc.consents")).Should().Be("rows 0");
        (await stranger.SeesAsync("tc.guardians")).Should().Be("rows 0");
        // And the guardian of one patient is nobody to another.
        await using var other = await house.RawAsAsync(Actor.Guardian(house.One.PracticeId, house.One.GuardianAccount, house.SecondPatient, House.TestOrigin));
        foreach (var table in open[..3]) (await other.SeesAsync(table)).Should().Be("rows 0", table);
    }

    [Fact]
    public async Task A_therapist_without_care_sees_nothing_of_a_patient()
    {
        await using var connection = await house.RawAsAsync(house.Colleague);
        foreach (var table in house.PatientTables.Where(t => t != "tc.data_keys")) (await connection.SeesAsync(table)).Should().Be("rows 0", table);
        (await connection.SeesAsync("tc.data_keys", "patient_id is not null")).Should().Be("rows 0", "nor the key to anything");
    }

    [Fact]
    public async Task A_therapist_with_care_sees_it_or_the_tests_above_prove_nothing()
    {
        await using var connection = await house.RawAsAsync(house.One.Therapist);
        foreach (var table in house.PatientTables) (await connection.SeesAsync(table)).Should().MatchRegex("^rows [1-9]", table);
    }

    [Fact]
    public async Task A_patient_sees_of_their_own_only_what_was_sent()
    {
        await using var connection = await house.RawAsAsync(house.One.Self);
        (await connection.SeesAsync("tc.messages")).Should().Be("rows 1");
        (await connection.SeesAsync("tc.messages", $"id = '{house.One.Sent}' and state = 'Sent'")).Should().Be("rows 1");
        (await connection.SeesAsync("tc.replies")).Should().Be("rows 1");
        foreach (var table in new[] { "sessions", "notes", "summaries", "approvals", "outbox", "agent_runs" })
            (await connection.SeesAsync("tc." + table)).Should().Be("42501", table);
        (await connection.TryAsync("select finding from tc.crisis_alerts")).Should().Be("42501");
    }

    [Fact]
    public async Task A_patient_sees_nothing_of_another_patient_of_the_same_therapist()
    {
        await using var connection = await house.RawAsAsync(House.AsPatient(house.One.Therapist, house.SecondPatient));
        foreach (var table in house.PatientTables)
        {
            var column = table == "tc.patients" ? "id" : "patient_id";
            (await connection.SeesAsync(table, $"{column} <> '{house.SecondPatient}'")).Should().BeOneOf(["rows 0", "42501"], table);
        }
    }

    [Fact]
    public async Task A_job_sees_the_practice_it_opened_and_no_clinical_work_at_all()
    {
        await using var connection = await house.RawAsAsync(Actor.Job(house.One.PracticeId));
        (await connection.SeesAsync("tc.messages")).Should().Be("rows 3");
        (await connection.SeesAsync("tc.messages", $"practice_id <> '{house.One.PracticeId}'")).Should().Be("rows 0");
        foreach (var table in new[] { "sessions", "notes", "summaries", "agent_runs", "consents", "invitations", "patient_accounts" })
            (await connection.SeesAsync("tc." + table)).Should().Be("42501", table);
        (await connection.TryAsync("select body from tc.replies")).Should().Be("42501");
        (await connection.TryAsync("select finding from tc.crisis_alerts")).Should().Be("42501");
    }

    public static TheoryData<string, string, string> Forged => new()
    {
        // Across practices: as a therapist the policy refuses, and where no policy binds the composite key does.
        { "therapist", "insert into tc.sessions values ('{other}', gen_random_uuid(), '{patient}', 99, now(), 50)", "42501" },
        { "therapist", "insert into tc.sessions values ('{one}', gen_random_uuid(), '{otherPatient}', 99, now(), 50)", "42501" },
        { "superuser", "insert into tc.sessions values ('{one}', gen_random_uuid(), '{otherPatient}', 99, now(), 50)", "23503" },
        { "superuser", "insert into tc.care values ('{one}', gen_random_uuid(), '{otherPatient}', '{member}', now())", "23503" },
        { "superuser", "insert into tc.care values ('{one}', gen_random_uuid(), '{patient}', '{otherMember}', now())", "23503" },
        { "superuser", "insert into tc.replies values ('{one}', gen_random_uuid(), '{otherPatient}', gen_random_uuid(), 'x', now())", "23503" },
        { "superuser", "update tc.data_keys set practice_id = '{one}' where patient_id = '{otherPatient}'", "23503" },
        { "superuser", "insert into tc.notes values ('{one}', gen_random_uuid(), '{second}', '{otherSession}', 'x', 1, now())", "23503" },
        // Within a practice: what is of one patient can't hang on another's session.
        { "therapist", "insert into tc.notes values ('{one}', gen_random_uuid(), '{second}', '{bare}', 'x', 1, now())", "23503" },
        { "therapist", "insert into tc.summaries (practice_id, id, patient_id, session_id, state, content, revision, changed_at) values ('{one}', gen_random_uuid(), '{second}', '{bare}', 'Draft', 'x', 1, now())", "23503" },
        // Care and keys are not taken.
        { "colleague", "insert into tc.care values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now())", "TC002" },
        { "colleague", "insert into tc.care values ('{one}', gen_random_uuid(), '{patient}', '{member}', now())", "TC002" },
        { "therapist", "insert into tc.care values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now())", "TC002" },
        { "therapist", "update tc.care set patient_id = '{second}'", "42501" },
        { "patient", "insert into tc.care values ('{one}', gen_random_uuid(), '{patient}', '{member}', now())", "42501" },
        { "therapist", "insert into tc.data_keys select practice_id, gen_random_uuid(), null, 2, wrapped, practice_key_id, now() from tc.data_keys where patient_id is null", "42501" },
        { "patient", "insert into tc.data_keys select practice_id, gen_random_uuid(), patient_id, 2, wrapped, practice_key_id, now() from tc.data_keys limit 1", "42501" },
        { "admin", "insert into tc.data_keys select practice_id, gen_random_uuid(), '{patient}', 2, wrapped, practice_key_id, now() from tc.data_keys limit 1", "42501" },
        { "therapist", "update tc.data_keys set wrapped = 'x'", "42501" },
        { "therapist", "update tc.members set hats = array['Admin']", "42501" },
        { "therapist", "update tc.practices set opens_at = '00:00'", "42501" },
        // Care is lent by who has it, to an end, and by nobody else.
        { "therapist", "insert into tc.care (practice_id, id, patient_id, member_id, since, until, kind, appointed_by) values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now(), now() + interval '61 days', 'StandIn', '{member}')", "23514" },
        { "therapist", "insert into tc.care (practice_id, id, patient_id, member_id, since, until, kind, appointed_by) values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now() + interval '1 year', now() + interval '400 days', 'StandIn', '{member}')", "23514" },
        { "therapist", "insert into tc.care (practice_id, id, patient_id, member_id, since, kind, appointed_by) values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now(), 'StandIn', '{member}')", "23514" },
        { "therapist", "insert into tc.care (practice_id, id, patient_id, member_id, since, until, kind, appointed_by) values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now(), now() - interval '1 second', 'StandIn', '{member}')", "TC004" },
        { "therapist", "insert into tc.care (practice_id, id, patient_id, member_id, since, until, kind, appointed_by) values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now(), now() + interval '1 day', 'StandIn', '{colleague}')", "TC002" },
        { "therapist", "insert into tc.care (practice_id, id, patient_id, member_id, since, until, kind) values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now(), now() + interval '1 day', 'StandIn')", "TC002" },
        { "colleague", "insert into tc.care (practice_id, id, patient_id, member_id, since, until, kind, appointed_by) values ('{one}', gen_random_uuid(), '{patient}', '{colleague}', now(), now() + interval '1 day', 'StandIn', '{member}')", "TC002" },
        { "colleague", "insert into tc.care (practice_id, id, patient_id, member_id, since, until, kind, appointed_by) values ('{one}', gen_random_uuid(), '{patient}', '{member}', now(), now() + interval '1 day', 'StandIn', '{colleague}')", "TC002" },
        { "therapist", "update tc.care set until = now()", "rows 0" },
        { "colleague", "update tc.care set until = now()", "rows 0" },
        { "admin", "update tc.care set until = now()", "42501" },
        // A guardian comes in by an invitation; nobody makes themselves one.
        { "guardian", "insert into tc.guardians (practice_id, id, patient_id, name, invited_by) values ('{one}', gen_random_uuid(), '{patient}', 'x', '{member}')", "42501" },
        { "guardian", "update tc.guardians set until = null", "42501" },
        { "guardian", "update tc.guardians set account_id = gen_random_uuid()", "TC001" },
        { "guardian", "update tc.invitations set state = 'Open', tries_left = 5", "TC001" },
        { "guardian", "insert into tc.consents values ('{one}', gen_random_uuid(), '{patient}', 'AiAnalysis', 'Granted', 1, now(), 'Patient', '{patient}', 'x', 'x')", "42501" },
        { "therapist", "insert into tc.guardians (practice_id, id, patient_id, name, invited_by) values ('{one}', gen_random_uuid(), '{patient}', 'x', '{colleague}')", "TC002" },
        { "therapist", "insert into tc.guardians (practice_id, id, patient_id, account_id, since, name, invited_by) values ('{one}', gen_random_uuid(), '{patient}', gen_random_uuid(), now(), 'x', '{member}')", "TC004" },
        { "therapist", "update tc.guardians set account_id = gen_random_uuid()", "42501" },
        { "colleague", "insert into tc.guardians (practice_id, id, patient_id, name, invited_by) values ('{one}', gen_random_uuid(), '{patient}', 'x', '{colleague}')", "42501" },
        { "patient", "update tc.guardians set until = now()", "42501" },
        { "superuser", "insert into tc.guardians (practice_id, id, patient_id, name, invited_by) values ('{one}', gen_random_uuid(), '{otherPatient}', 'x', '{member}')", "23503" },
        { "superuser", "insert into tc.member_invitations values ('{one}', gen_random_uuid(), gen_random_uuid(), sha256('a'), array['Therapist'], 'x', '{otherMember}', now(), now(), 'Open')", "TC009" },
        // Ledgers and counters do not turn back.
        { "therapist", "update tc.consents set act = 'Granted'", "42501" },
        { "superuser", "update tc.consents set act = 'Withdrawn' where practice_id = '{one}'", "TC001" },
        { "superuser", "delete from tc.replies where practice_id = '{one}'", "TC001" },
        { "superuser", "update tc.agent_runs set exchange = 'x' where practice_id = '{one}'", "TC001" },
        { "therapist", "insert into tc.consents values ('{one}', gen_random_uuid(), '{patient}', 'AiAnalysis', 'Granted', 1, now(), 'Patient', '{patient}', 'x', 'x')", "TC002" },
        { "therapist", "insert into tc.consents values ('{one}', gen_random_uuid(), '{patient}', 'AiAnalysis', 'Granted', 1, now(), 'Patient', '{member}', 'x', 'x')", "TC002" },
        { "patient", "update tc.invitations set state = 'Open', tries_left = 5", "TC001" },
        { "therapist", "update tc.invitations set state = 'Open'", "TC001" },
        { "patient", "insert into tc.patient_accounts values ('{one}', gen_random_uuid(), '{second}', gen_random_uuid(), now())", "42501" },
        { "patient", "insert into tc.replies values ('{one}', gen_random_uuid(), '{second}', gen_random_uuid(), 'x', now())", "42501" },
        { "therapist", "insert into tc.replies values ('{one}', gen_random_uuid(), '{patient}', gen_random_uuid(), 'x', now())", "42501" },
        { "therapist", "update tc.crisis_alerts set state = 'Acknowledged', acknowledged_at = now(), acknowledged_by = '{colleague}'", "TC002" },
        { "patient", "update tc.crisis_alerts set state = 'Acknowledged', acknowledged_at = now(), acknowledged_by = '{member}'", "42501" },
        { "job", "update tc.crisis_alerts set state = 'Acknowledged', acknowledged_at = now(), acknowledged_by = '{member}'", "42501" },
        { "superuser", "update tc.crisis_alerts set state = 'Acknowledged' where practice_id = '{one}'", "TC002" },
        // Another practice by name is no row, and no row is no change.
        { "therapist", "update tc.messages set state = 'Recalled' where practice_id = '{other}'", "rows 0" },
        { "job", "update tc.outbox set state = 'Stopped' where practice_id = '{other}'", "rows 0" },
    };

    [Theory]
    [MemberData(nameof(Forged), DisableDiscoveryEnumeration = true)]
    public async Task What_is_forged_is_refused(string who, string sql, string answer)
    {
        await using var connection = who switch
        {
            "colleague" => await house.RawAsAsync(house.Colleague),
            "superuser" => await house.RawAsync("superuser"),
            _ => await house.RawAsAsync(WearingIn(house.One, char.ToUpperInvariant(who[0]) + who[1..])),
        };
        var text = sql.Replace("{bare}", $"{await BareSessionAsync()}");
        foreach (var (name, id) in new Dictionary<string, Guid>
        {
            ["one"] = house.One.PracticeId,
            ["other"] = house.Other.PracticeId,
            ["patient"] = house.One.Patient,
            ["otherPatient"] = house.Other.Patient,
            ["second"] = house.SecondPatient,
            ["member"] = house.One.Therapist.PersonId,
            ["otherMember"] = house.Other.Therapist.PersonId,
            ["colleague"] = house.Colleague.PersonId,
            ["otherSession"] = house.Other.Session,
        }) text = text.Replace($"{{{name}}}", id.ToString());
        (await connection.TryAsync(text)).Should().Be(answer, text);
    }

    // A session of the first patient without notes and summary, so that only the foreign key can refuse.
    private Task<Guid> BareSessionAsync() => house.NewSessionAsync(house.One.Therapist, house.One.Patient);

    private static Actor WearingIn(Furnished practice, string hat) => Enum.Parse<Hat>(hat) switch
    {
        Hat.Therapist => practice.Therapist,
        Hat.Patient => practice.Self,
        Hat.Admin => House.AsAdmin(practice.Therapist),
        Hat.Supervisor => Actor.Supervisor(practice.PracticeId, Guid.NewGuid(), practice.Therapist.PersonId, House.TestOrigin),
        Hat.Guardian => practice.AsGuardian,
        Hat.Job => Actor.Job(practice.PracticeId),
        Hat.Beth => Actor.Beth(practice.PracticeId, practice.Patient, House.TestOrigin),
    };
}
