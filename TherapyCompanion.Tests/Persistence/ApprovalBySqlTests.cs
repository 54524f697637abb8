using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>
/// Design rule 1 against every login: whatever statement is typed, nothing reaches a patient without a therapist's approval of
/// exactly those bytes, and nothing changes afterwards.
/// </summary>
[Trait("Needs", "Database")]
public sealed class ApprovalBySqlTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private const string Approve = "insert into tc.approvals (practice_id, id, patient_id, message_id, member_id, ciphertext_sha256, words_hmac, at) "
        + "select '{practice}', gen_random_uuid(), '{patient}', '{message}', '{member}', {hash}, decode(repeat('00', 32), 'hex'), '2026-11-24T09:00:00Z'";

    private const string ToApproved = "update tc.messages set state = 'Approved', approved_at = '2026-11-24T09:00:00Z', due_at = '2026-11-24T09:00:00Z' where id = '{message}'";
    private const string ToSent = "update tc.messages set state = 'Sent', approved_at = '2026-11-24T09:00:00Z', due_at = '2026-11-24T09:00:00Z', sent_at = '2026-11-24T10:00:00Z' where id = '{message}'";

    /// <summary>The state it is tried in, by whom, what, and the answer: a SQLSTATE, or "rows 0" where the row isn't even seen.</summary>
    public static TheoryData<string, string, string, string> Attempts { get; } = Build();

    private static TheoryData<string, string, string, string> Build()
    {
        const string insert = "insert into tc.messages (practice_id, id, patient_id, author_id, kind, body, made_by, state, revision, drafted_at, approved_at, due_at, sent_at) "
            + "values ('{practice}', gen_random_uuid(), '{patient}', '{member}', 'x', 'x', 'x', {state}, 1, now(), now(), now(), {sent})";
        var table = new TheoryData<string, string, string, string>
        {
            // Born approved, born sent.
            { "Pending", "therapist", insert.Replace("{state}", "'Approved'").Replace("{sent}", "null"), "TC004" },
            { "Pending", "therapist", insert.Replace("{state}", "'Sent'").Replace("{sent}", "now()"), "TC004" },
            { "Pending", "superuser", insert.Replace("{state}", "'Sent'").Replace("{sent}", "now()"), "TC004" },
            // Sent or approved without an approval.
            { "Pending", "therapist", ToSent, "TC004" },
            { "Pending", "job", ToSent, "TC004" },
            { "Pending", "superuser", ToSent, "TC004" },
            { "Pending", "therapist", ToApproved, "TC003" },
            { "Pending", "job", ToApproved, "TC003" },
            { "Pending", "superuser", ToApproved, "TC003" },
            // Approvals of other words, in another's name, by who is no therapist.
            { "Pending", "therapist", Approve.Replace("{hash}", "sha256('other words')"), "TC003" },
            { "Pending", "therapist", Approve.Replace("{hash}", "{body}").Replace("{member}", "{noa}"), "TC002" },
            { "Pending", "noa", Approve.Replace("{hash}", "{body}").Replace("{member}", "{noa}"), "TC003" }, // she does not even see the words
            { "Pending", "job", Approve.Replace("{hash}", "{body}"), "42501" },
            { "Pending", "admin", Approve.Replace("{hash}", "'x'"), "42501" },
            { "Pending", "patient", Approve.Replace("{hash}", "'x'"), "42501" },
            { "Pending", "beth", Approve.Replace("{hash}", "'x'"), "42501" },
            { "Pending", "signin", Approve.Replace("{hash}", "'x'"), "42501" },
            { "Pending", "nobody", Approve.Replace("{hash}", "'x'"), "42501" },
            { "Pending", "migrator", Approve.Replace("{hash}", "'x'"), "TC002" },
            { "Pending", "superuser", Approve.Replace("{hash}", "{body}"), "TC002" },
            // The outbox before the approval.
            { "Pending", "therapist", Outbox("Page", "Waiting"), "TC003" },
            { "Pending", "job", Outbox("Page", "Waiting"), "TC003" },
            { "Pending", "job", Outbox("Page", "Done"), "TC004" },
            // A message's owner and its maker stay.
            { "Pending", "therapist", "update tc.messages set patient_id = '{other}' where id = '{message}'", "42501" },
            { "Pending", "superuser", "update tc.messages set patient_id = '{other}' where id = '{message}'", "TC001" },
            { "Pending", "superuser", "update tc.messages set made_by = 'a person' where id = '{message}'", "TC001" },
            // After the approval.
            { "Approved", "therapist", "update tc.messages set body = 'other words' where id = '{message}'", "TC003" },
            { "Approved", "therapist", "update tc.messages set body = 'x', state = 'Recalled', approved_at = null, due_at = null where id = '{message}'", "TC003" },
            { "Approved", "therapist", "update tc.messages set state = 'Pending', approved_at = null, due_at = null where id = '{message}'", "TC004" },
            { "Approved", "therapist", "update tc.messages set state = 'Rejected', approved_at = null, due_at = null where id = '{message}'", "TC004" },
            { "Approved", "therapist", "update tc.messages set due_at = approved_at where id = '{message}'", "TC004" },
            { "Approved", "job", "update tc.messages set due_at = approved_at where id = '{message}'", "TC004" },
            { "Approved", "job", "update tc.messages set body = 'other words' where id = '{message}'", "42501" },
            { "Approved", "job", "update tc.messages set state = 'Sent', sent_at = due_at, approved_at = approved_at - interval '1 day' where id = '{message}'", "TC003" },
            { "Approved", "job", "update tc.messages set state = 'Sent', sent_at = due_at - interval '1 second' where id = '{message}'", "23514" },
            { "Approved", "noa", "update tc.messages set state = 'Sent', sent_at = due_at where id = '{message}'", "rows 0" },
            { "Approved", "admin", "update tc.messages set state = 'Sent', sent_at = due_at where id = '{message}'", "42501" },
            { "Approved", "patient", "update tc.messages set state = 'Sent', sent_at = due_at where id = '{message}'", "42501" },
            { "Approved", "migrator", "update tc.messages set state = 'Sent', sent_at = due_at where id = '{message}'", "rows 0" },
            { "Approved", "therapist", "delete from tc.messages where id = '{message}'", "42501" },
            { "Approved", "superuser", "delete from tc.messages where id = '{message}'", "TC001" },
            { "Approved", "therapist", "update tc.approvals set ciphertext_sha256 = sha256('x') where message_id = '{message}'", "42501" },
            { "Approved", "superuser", "update tc.approvals set ciphertext_sha256 = sha256('x') where message_id = '{message}'", "TC001" },
            { "Approved", "superuser", "delete from tc.approvals where message_id = '{message}'", "TC001" },
            { "Approved", "therapist", Outbox("Page", "Waiting"), "23505" },
            { "Approved", "job", Outbox("Email", "Waiting"), "TC003" },
            { "Approved", "job", "update tc.outbox set state = 'Done', done_at = now() where message_id = '{message}'", "TC003" },
            { "Approved", "job", "update tc.outbox set message_id = '{other}' where message_id = '{message}'", "42501" },
            { "Approved", "job", "delete from tc.outbox where message_id = '{message}'", "42501" },
            { "Approved", "superuser", "delete from tc.outbox where message_id = '{message}'", "TC001" },
            // After sending.
            { "Sent", "therapist", "update tc.messages set body = 'other words' where id = '{message}'", "TC001" },
            { "Sent", "superuser", "update tc.messages set body = 'other words' where id = '{message}'", "TC001" },
            { "Sent", "therapist", "update tc.messages set state = 'Recalled', approved_at = null, due_at = null, sent_at = null where id = '{message}'", "TC001" },
            { "Sent", "job", "update tc.messages set sent_at = now() where id = '{message}'", "TC001" },
            { "Sent", "superuser", "delete from tc.messages where id = '{message}'", "TC001" },
            { "Sent", "patient", "update tc.messages set body = 'x' where id = '{message}'", "42501" },
            { "Sent", "therapist", Outbox("Page", "Waiting"), "TC003" },
            { "Sent", "job", Outbox("Email", "Waiting"), "23505" },
            { "Sent", "job", "update tc.outbox set state = 'Waiting', done_at = null where message_id = '{message}' and channel = 'Page'", "TC006" },
            { "Sent", "job", "update tc.outbox set done_at = now() where message_id = '{message}' and channel = 'Page'", "TC006" },
            { "Rejected", "therapist", "update tc.messages set state = 'Pending' where id = '{message}'", "TC001" },
        };
        // What was stopped does not go on by the approval it had, whoever tries.
        foreach (var state in new[] { "Recalled", "Paused" })
            foreach (var who in new[] { "therapist", "job", "superuser" })
            {
                table.Add(state, who, ToApproved.Replace("'2026-11-24T09:00:00Z', due_at", "(select max(at) from tc.approvals where message_id = '{message}'), due_at").Replace("due_at = '2026-11-24T09:00:00Z'", "due_at = now() + interval '9 years'"), "TC003");
                table.Add(state, who, ToSent, "TC004");
            }

        return table;

        static string Outbox(string channel, string state) =>
            "insert into tc.outbox (practice_id, id, patient_id, message_id, channel, state, due_at, done_at) "
            + $"values ('{{practice}}', gen_random_uuid(), '{{patient}}', '{{message}}', '{channel}', '{state}', now(), {(state == "Done" ? "now()" : "null")})";
    }

    [Theory]
    [MemberData(nameof(Attempts), DisableDiscoveryEnumeration = true)]
    public async Task The_database_refuses(string state, string who, string sql, string answer)
    {
        var at = await SceneAsync(Enum.Parse<MessageState>(state));
        var before = await RowsAsync(at.Message);
        await using var connection = await ConnectAsync(who, at);
        (await connection.TryAsync(at.Fill(sql))).Should().Be(answer, at.Fill(sql));
        (await RowsAsync(at.Message)).Should().Be(before, "a refused statement leaves everything as it was");
    }

    [Fact]
    public async Task An_approval_moves_a_message_in_its_own_transaction_and_never_again()
    {
        var at = await SceneAsync(MessageState.Pending);
        await using var therapist = await house.RawAsAsync(at.Dana);
        // The made_in that a caller names does not count.
        var forged = at.Fill(Approve.Replace("{hash}", "{body}")).Replace("words_hmac, at)", "words_hmac, at, made_in)").Replace("'2026-11-24T09:00:00Z'", "'2026-11-24T09:00:00Z', '999999999'::xid8");
        (await therapist.TryAsync(forged)).Should().Be("rows 1");
        (await therapist.TryAsync(at.Fill(ToApproved))).Should().Be("TC003");
        (await house.FactAsync<bool>($"select made_in < '999999999'::xid8 from tc.approvals where message_id = '{at.Message}'")).Should().BeTrue();
    }

    [Fact]
    public async Task In_one_transaction_with_its_approval_the_same_statement_goes_through()
    {
        var at = await SceneAsync(MessageState.Pending);
        await using var therapist = await house.RawAsAsync(at.Dana);
        await using var transaction = await therapist.BeginTransactionAsync(None);
        (await therapist.TryAsync(at.Fill(Approve.Replace("{hash}", "{body}")))).Should().Be("rows 1");
        (await therapist.TryAsync(at.Fill(ToApproved))).Should().Be("rows 1", "the refusals above are the guards', not mistakes in the statements");
    }

    [Fact]
    public async Task A_colleague_with_care_approves_as_herself_only()
    {
        var at = await SceneAsync(MessageState.Pending);
        await house.GiveCareAsync(at.Noa, at.Patient);
        await using var noa = await house.RawAsAsync(at.Noa);
        (await noa.TryAsync(at.Fill(Approve.Replace("{hash}", "{body}")))).Should().Be("TC002");
        (await noa.TryAsync(at.Fill(Approve.Replace("{hash}", "{body}").Replace("{member}", "{noa}")))).Should().Be("rows 1");
    }

    [Theory]
    [InlineData("update tc.summaries set content = 'x' where patient_id = '{patient}'", "therapist")]
    [InlineData("update tc.summaries set state = 'Draft', signed_at = null, signed_by = null, words_hmac = null where patient_id = '{patient}'", "therapist")]
    [InlineData("update tc.summaries set content = 'x', revision = 9 where patient_id = '{patient}'", "superuser")]
    [InlineData("delete from tc.summaries where patient_id = '{patient}'", "superuser")]
    public async Task A_signed_summary_is_the_record(string sql, string who)
    {
        var at = await SceneAsync(MessageState.Pending);
        await SummaryAsync(at, sign: true);
        await using var connection = await ConnectAsync(who, at);
        (await connection.TryAsync(at.Fill(sql))).Should().Be("TC001");
        (await house.FactAsync<bool>($"select content_sha256 = sha256(content) from tc.summaries where patient_id = '{at.Patient}'")).Should().BeTrue();
    }

    [Theory]
    [InlineData("therapist", "{noa}", "TC002")]
    [InlineData("superuser", "{member}", "TC002")]
    [InlineData("job", "{member}", "42501")]
    [InlineData("admin", "{member}", "42501")]
    [InlineData("patient", "{member}", "42501")]
    [InlineData("noa", "{noa}", "rows 0")]
    public async Task Only_the_therapist_signs_and_as_themselves(string who, string signer, string answer)
    {
        var at = await SceneAsync(MessageState.Pending);
        await SummaryAsync(at, sign: false);
        await using var connection = await ConnectAsync(who, at);
        (await connection.TryAsync(at.Fill($"update tc.summaries set state = 'Signed', signed_at = now(), signed_by = '{signer}', words_hmac = decode(repeat('00', 32), 'hex') where patient_id = '{{patient}}'")))
            .Should().Be(answer);
        (await house.FactAsync<string>($"select state from tc.summaries where patient_id = '{at.Patient}'")).Should().Be("Draft");
    }

    private async Task SummaryAsync(Scene at, bool sign)
    {
        var session = await house.NewSessionAsync(at.Dana, at.Patient, "הגיעה בזמן.\nש\"ב: לכתוב מכתב אחד.");
        var summary = await house.Get<TherapyCompanion.Core.Summaries.DraftSummary>().RunAsync(at.Dana, session, TherapyCompanion.Core.Agents.EngineChoice.BuiltIn, default);
        var review = (await house.Get<TherapyCompanion.Core.Summaries.SummaryReview>().OpenAsync(at.Dana, session, default)).Value;
        if (sign) (await house.Get<TherapyCompanion.Core.Summaries.SignSummary>().RunAsync(at.Dana, summary.Value, review.Summary!.Shown, default)).Should().BeNull();
    }

    private async Task<Scene> SceneAsync(MessageState state)
    {
        var dana = await house.NewTherapistAsync();
        var noa = await house.NewColleagueAsync(dana);
        var (patient, other) = (await house.NewPatientAsync(dana), await house.NewPatientAsync(dana, "אחר"));
        var message = await house.NewMessageAsync(dana, patient);
        if (state is not (MessageState.Pending or MessageState.Rejected))
        {
            var screen = await house.ReadMessageAsync(dana, message);
            // Due an hour later, so that "at once" and "when due" differ.
            (await house.Get<ApproveMessage>().RunAsync(dana, message, screen.Shown, state is MessageState.Approved ? House.Start.AddHours(1) : null, screen.ReadUntil, default))
                .Refusal.Should().BeNull();
        }

        if (state is MessageState.Sent) await house.DeliverAsync(dana);
        if (state is MessageState.Rejected) (await house.Get<RejectMessage>().RunAsync(dana, message, default)).Should().BeNull();
        if (state is MessageState.Recalled) (await house.Get<RecallMessage>().RunAsync(dana, message, default)).Should().BeNull();
        if (state is MessageState.Paused) await house.ArrangeAsync(
            $"update tc.messages set state = 'Paused', approved_at = null, due_at = null, paused_by = 'OpenAlert' where id = '{message}'");
        (await house.FactAsync<string>($"select state from tc.messages where id = '{message}'")).Should().Be(state.ToString());
        return new(dana, noa, patient, other, message);
    }

    private Task<NpgsqlConnection> ConnectAsync(string who, Scene at) => who switch
    {
        "therapist" => house.RawAsAsync(at.Dana),
        "noa" => house.RawAsAsync(at.Noa),
        "admin" => house.RawAsAsync(House.AsAdmin(at.Dana)),
        "patient" => house.RawAsAsync(House.AsPatient(at.Dana, at.Patient)),
        "job" => house.RawAsAsync(Actor.Job(at.Dana.PracticeId)),
        "beth" => house.RawAsAsync(Actor.Beth(at.Dana.PracticeId, at.Patient, House.TestOrigin)),
        "signin" => house.RawAsync("tc_signin"),
        "nobody" => house.RawAsync("tc_app"),
        "migrator" => house.RawAsync("tc_migrator"),
        "superuser" => house.RawAsync("superuser"),
        _ => throw new ArgumentOutOfRangeException(nameof(who), who, "No such login."),
    };

    private Task<string> RowsAsync(Guid message) => house.FactAsync<string>(
        $"select concat((select m::text from tc.messages m where id = '{message}'), (select string_agg(a::text, ';' order by id) from tc.approvals a where message_id = '{message}'), "
        + $"(select string_agg(o::text, ';' order by id) from tc.outbox o where message_id = '{message}'))");

    private sealed record Scene(Actor Dana, Actor Noa, Guid Patient, Guid Other, Guid Message)
    {
        public string Fill(string sql) => sql
            .Replace("{body}", "(select sha256(body) from tc.messages where id = '{message}')", StringComparison.Ordinal)
            .Replace("{practice}", Dana.PracticeId.ToString(), StringComparison.Ordinal).Replace("{member}", Dana.PersonId.ToString(), StringComparison.Ordinal)
            .Replace("{noa}", Noa.PersonId.ToString(), StringComparison.Ordinal).Replace("{patient}", Patient.ToString(), StringComparison.Ordinal)
            .Replace("{other}", Other.ToString(), StringComparison.Ordinal).Replace("{message}", Message.ToString(), StringComparison.Ordinal);
    }
}
