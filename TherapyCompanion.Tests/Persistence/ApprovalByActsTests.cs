using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Design rules 1 and 12 through the acts: what is approved is what was shown, and any new fact stops it.</summary>
[Trait("Needs", "Database")]
public sealed class ApprovalByActsTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Another_text_than_the_shown_one_is_not_approved()
    {
        var (dana, patient, message) = await WaitingAsync();
        (await ApproveAsync(dana, message, new WordsFingerprint(new byte[32]))).Should().Be(MessageRefusals.TextChanged);
        var other = await house.NewMessageAsync(dana, patient, "מילים אחרות");
        var shownElsewhere = (await house.ReadMessageAsync(dana, other)).Shown;
        (await ApproveAsync(dana, message, shownElsewhere)).Should().Be(MessageRefusals.TextChanged, "the words of another message");
        (await StateAsync(message)).Should().Be("Pending");
        (await DenialsAsync(message, nameof(AuditAction.MessageApproved))).Should().Be(2);
    }

    [Fact]
    public async Task The_same_words_of_another_patient_have_another_fingerprint()
    {
        var (dana, _, message) = await WaitingAsync();
        var twin = await house.NewMessageAsync(dana, await house.NewPatientAsync(dana));
        var (one, two) = (await house.ReadMessageAsync(dana, message), await house.ReadMessageAsync(dana, twin));
        one.Words.Should().Be(two.Words);
        one.Shown.Should().NotBe(two.Shown, "a fingerprint says nothing about equal words of two people");
    }

    [Fact]
    public async Task A_text_changed_between_screen_and_approval_is_not_approved()
    {
        var (dana, _, message) = await WaitingAsync();
        var screen = await house.ReadMessageAsync(dana, message);
        (await house.Get<EditMessage>().RunAsync(dana, message, "אחרת", screen.Revision, None)).Should().BeNull();
        (await ApproveAsync(dana, message, screen.Shown)).Should().Be(MessageRefusals.TextChanged);
        (await StateAsync(message)).Should().Be("Pending");
    }

    [Fact]
    public async Task Words_edited_there_and_back_are_the_shown_words_again()
    {
        var (dana, _, message) = await WaitingAsync();
        var screen = await house.ReadMessageAsync(dana, message);
        foreach (var (words, seen) in new[] { ("אחרת", screen.Revision), (screen.Words, screen.Revision + 1) })
            (await house.Get<EditMessage>().RunAsync(dana, message, words, seen, None)).Should().BeNull();
        (await ApproveAsync(dana, message, screen.Shown)).Should().BeNull();
        await BindsWhatWasShownAsync(message, screen.Shown);
    }

    [Theory]
    [InlineData("a therapist of another practice", "NotFound")]
    [InlineData("a colleague without care", "NotFound")]
    [InlineData("the admin", "NotFound")]
    [InlineData("the patient", "NotFound")]
    [InlineData("a job", "NotAPerson")]
    public async Task Nobody_else_approves(string who, string key)
    {
        var (dana, patient, message) = await WaitingAsync();
        var actor = who switch
        {
            "a therapist of another practice" => await house.NewTherapistAsync(),
            "a colleague without care" => await house.NewColleagueAsync(dana),
            "the admin" => House.AsAdmin(dana),
            "the patient" => House.AsPatient(dana, patient),
            _ => Actor.Job(dana.PracticeId),
        };
        var shown = (await house.ReadMessageAsync(dana, message)).Shown;
        (await ApproveAsync(actor, message, shown)).Should().Be(new Refusal(key));
        (await StateAsync(message)).Should().Be("Pending");
        (await DenialsAsync(message, nameof(AuditAction.MessageApproved), actor.PracticeId)).Should().Be(1, "in the practice of who tried");
    }

    [Fact]
    public async Task The_patients_agent_gets_no_answer_at_all()
    {
        var (dana, patient, message) = await WaitingAsync();
        var shown = (await house.ReadMessageAsync(dana, message)).Shown;
        var approve = () => ApproveAsync(Actor.Beth(dana.PracticeId, patient, House.TestOrigin), message, shown);
        await approve.Should().ThrowAsync<Exception>("her login reaches not even the audit");
        (await StateAsync(message)).Should().Be("Pending");
    }

    [Fact]
    public async Task A_double_click_approves_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var (dana, _, message) = await WaitingAsync();
            var screen = await house.ReadMessageAsync(dana, message);
            var refusals = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ApproveAsync(dana, message, screen.Shown)));
            refusals.Count(r => r is null).Should().Be(1);
            refusals.Where(r => r is not null).Should().OnlyContain(r => r == MessageRefusals.TextChanged || r == MessageRefusals.AlreadyApproved);
            (await house.FactAsync<string>($"select (select count(*) from tc.approvals where message_id = '{message}') || ' ' || (select count(*) from tc.outbox where message_id = '{message}')"))
                .Should().Be("1 1");
        }
    }

    [Fact]
    public async Task In_a_hundred_races_of_edit_and_approval_what_is_approved_was_shown()
    {
        var dana = await house.NewTherapistAsync();
        var patient = await house.NewPatientAsync(dana);
        var shown = new Dictionary<Guid, WordsFingerprint>();
        var (approved, edited) = (0, 0);
        foreach (var ten in Enumerable.Range(0, 10))
        {
            var messages = new List<MessageOnScreen>();
            for (var i = 0; i < 10; i++) messages.Add(await house.ReadMessageAsync(dana, await house.NewMessageAsync(dana, patient, $"הודעה {ten} {i}")));
            var races = await Task.WhenAll(messages.Select(async m =>
            {
                var edit = house.Get<EditMessage>().RunAsync(dana, m.Id, m.Words + ", אחרת", m.Revision, None);
                var approve = ApproveAsync(dana, m.Id, m.Shown);
                return (Edit: await edit, Approve: await approve);
            }));
            foreach (var (message, race) in messages.Zip(races))
            {
                new[] { race.Edit, race.Approve }.Count(r => r is null).Should().Be(1, $"one wins, the other is refused: {race}");
                shown[message.Id] = message.Shown;
                if (race.Approve is null) approved++;
                else edited++;
            }
        }

        (approved + edited).Should().Be(100);
        await using var super = await house.RawAsync("superuser");
        var wrong = await super.AskAsync<long>(
            $"select count(*) from tc.messages m where m.practice_id = '{dana.PracticeId}' and m.state = 'Approved' and not exists (select from tc.approvals a "
            + "where a.practice_id = m.practice_id and a.message_id = m.id and a.at = m.approved_at and a.ciphertext_sha256 = sha256(m.body))");
        wrong.Should().Be(0);
        var bound = await super.ListAsync<Guid>($"select message_id from tc.approvals where practice_id = '{dana.PracticeId}'");
        bound.Should().HaveCount(approved);
        foreach (var id in bound) await BindsWhatWasShownAsync(id, shown[id]);
    }

    [Theory]
    [InlineData("a reply", "NewReply")]
    [InlineData("an alert", "OpenAlert")]
    [InlineData("the end of care", "CareEnded")]
    public async Task A_new_fact_before_delivery_pauses_and_it_never_resumes(string fact, string cause)
    {
        var (dana, patient, message) = await WaitingAsync();
        var screen = await house.ReadMessageAsync(dana, message);
        (await house.Get<ApproveMessage>().RunAsync(dana, message, screen.Shown, house.Clock.GetUtcNow().AddMinutes(10), screen.ReadUntil, None)).IsDone.Should().BeTrue();
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        if (fact == "the end of care") await house.EndCareAsync(dana, patient);
        else await WriteAsync(dana, patient, fact == "an alert" ? "אני רוצה למות" : "תודה");

        // The database alone refuses it too, to the job that would send it.
        await using (var job = await house.RawAsAsync(Actor.Job(dana.PracticeId)))
            (await job.TryAsync($"update tc.messages set state = 'Sent', sent_at = due_at where id = '{message}'")).Should().Be("TC005");

        house.Clock.Advance(TimeSpan.FromMinutes(10));
        await house.DeliverAsync(dana);
        (await StateAsync(message)).Should().Be("Paused");
        (await house.FactAsync<string>($"select paused_by from tc.messages where id = '{message}'")).Should().Be(cause);

        // The fact is dealt with; the message still waits for a person.
        if (fact == "an alert") (await AcknowledgeAsync(dana)).Should().BeNull();
        house.Clock.Advance(TimeSpan.FromDays(1));
        await house.DeliverAsync(dana);
        (await StateAsync(message)).Should().Be("Paused");
        (await house.FactAsync<long>($"select count(*) from tc.outbox where message_id = '{message}' and state <> 'Stopped'")).Should().Be(0);
        if (fact != "the end of care") (await house.ApproveAsync(dana, message)).IsDone.Should().BeTrue("a new approval makes a new item");
    }

    [Fact]
    public async Task Who_approved_counts_not_who_drafted()
    {
        var (dana, patient, message) = await WaitingAsync();
        var noa = await house.NewColleagueAsync(dana);
        await house.GiveCareAsync(noa, patient);
        (await house.ApproveAsync(noa, message)).IsDone.Should().BeTrue();
        await house.EndCareAsync(noa, patient);
        await house.DeliverAsync(dana);
        (await house.FactAsync<string>($"select paused_by from tc.messages where id = '{message}'")).Should().Be("CareEnded");
    }

    [Fact]
    public async Task Neither_an_open_alert_nor_an_unread_reply_is_approved_over()
    {
        var (dana, patient, message) = await WaitingAsync();
        var screen = await house.ReadMessageAsync(dana, message);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(dana, patient, "שינינו את השעה");
        (await ApproveAsync(dana, message, screen.Shown, screen.ReadUntil)).Should().Be(MessageRefusals.NewReply);
        await WriteAsync(dana, patient, "אני רוצה למות");
        (await house.ApproveAsync(dana, message)).Refusal.Should().Be(MessageRefusals.AlertOpen, "also to who has read everything");
        (await AcknowledgeAsync(dana)).Should().BeNull();
        (await house.ApproveAsync(dana, message)).IsDone.Should().BeTrue();
    }

    [Fact]
    public async Task A_recalled_message_stays_back_until_it_is_approved_anew()
    {
        var (dana, _, message) = await WaitingAsync();
        (await house.ApproveAsync(dana, message)).IsDone.Should().BeTrue();
        (await house.Get<RecallMessage>().RunAsync(dana, message, None)).Should().BeNull();
        house.Clock.Advance(TimeSpan.FromHours(1));
        await house.DeliverAsync(dana);
        (await StateAsync(message)).Should().Be("Recalled");
        (await house.ApproveAsync(dana, message)).IsDone.Should().BeTrue();
        await house.DeliverAsync(dana);
        (await StateAsync(message)).Should().Be("Sent");
    }

    [Fact]
    public async Task Recall_and_delivery_at_once_agree_on_what_happened()
    {
        for (var round = 0; round < 25; round++)
        {
            var (dana, patient, message) = await WaitingAsync();
            (await house.ApproveAsync(dana, message)).IsDone.Should().BeTrue();
            var recall = house.Get<RecallMessage>().RunAsync(dana, message, None);
            var deliver = TryDeliverAsync(dana);
            await Task.WhenAll(recall, deliver);
            await house.DeliverAsync(dana);

            var recalled = await recall is null;
            if (!recalled) (await recall).Should().Be(MessageRefusals.AlreadySent);
            (await StateAsync(message)).Should().Be(recalled ? "Recalled" : "Sent");
            var page = (await house.Get<PatientPage>().OpenAsync(House.AsPatient(dana, patient), None)).Value;
            page.Lines.Should().HaveCount(recalled ? 0 : 1);
            (await house.FactAsync<long>($"select count(*) from tc_audit.entries where target_id = '{message}' and action in ('MessageSent', 'MessageRecalled') and outcome = 'Done'"))
                .Should().Be(1);
        }
    }

    [Fact]
    public async Task Four_sweepers_at_once_deliver_everything_exactly_once()
    {
        var dana = await house.NewTherapistAsync();
        var patient = await house.NewPatientAsync(dana);
        var messages = new List<Guid>();
        for (var i = 0; i < 40; i++)
        {
            var message = await house.NewMessageAsync(dana, patient, $"הודעה {i}");
            (await house.ApproveAsync(dana, message)).IsDone.Should().BeTrue();
            messages.Add(message);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.DeliverAsync(dana)));
        await using var super = await house.RawAsync("superuser");
        var count = $"select count(*) || ' ' || count(distinct target_id) from tc_audit.entries where practice_id = '{dana.PracticeId}' and action = 'MessageSent'";
        (await super.AskAsync<string>(count)).Should().Be("40 40");
        (await super.AskAsync<long>($"select count(*) from tc.messages where practice_id = '{dana.PracticeId}' and state = 'Sent'")).Should().Be(40);
        (await super.AskAsync<long>($"select count(*) from tc.outbox where practice_id = '{dana.PracticeId}' and channel = 'Page' and state = 'Done'")).Should().Be(40);
        (await super.AskAsync<long>($"select count(*) from tc.outbox where practice_id = '{dana.PracticeId}' and channel = 'Email'")).Should().Be(40);
        (await house.Get<PatientPage>().OpenAsync(House.AsPatient(dana, patient), None)).Value.Lines.Select(l => l.Id).Should().BeEquivalentTo(messages);
    }

    [Fact]
    public async Task Nothing_leaves_before_it_is_due_or_outside_the_hours()
    {
        var (dana, _, message) = await WaitingAsync();
        var screen = await house.ReadMessageAsync(dana, message);
        var now = house.Clock.GetUtcNow();
        var night = new DateTimeOffset(now.Date, TimeSpan.Zero).AddDays(1).AddHours(1);
        foreach (var (wanted, key) in new[] { (now.AddSeconds(-1), MessageRefusals.DueInThePast), (night, MessageRefusals.OutsideHours) })
            (await house.Get<ApproveMessage>().RunAsync(dana, message, screen.Shown, wanted, screen.ReadUntil, None)).Refusal.Should().Be(key);
        var due = await house.Get<ApproveMessage>().RunAsync(dana, message, screen.Shown, night.AddHours(9), screen.ReadUntil, None);
        due.Value.Should().Be(night.AddHours(9));
        await house.DeliverAsync(dana);
        (await StateAsync(message)).Should().Be("Approved");
        house.Clock.Set(due.Value);
        await house.DeliverAsync(dana);
        (await StateAsync(message)).Should().Be("Sent");
    }

    private async Task<(Actor Dana, Guid Patient, Guid Message)> WaitingAsync()
    {
        // Each test may have moved the clock: back into the sending hours, and never backwards.
        house.Clock.Set(new DateTimeOffset(house.Clock.GetUtcNow().Date, TimeSpan.Zero).AddDays(1).AddHours(8));
        var dana = await house.NewTherapistAsync();
        var patient = await house.NewPatientAsync(dana);
        return (dana, patient, await house.NewMessageAsync(dana, patient));
    }

    private async Task<Refusal?> ApproveAsync(Actor actor, Guid message, WordsFingerprint shown, DateTimeOffset? readUntil = null) =>
        (await house.Get<ApproveMessage>().RunAsync(actor, message, shown, null, readUntil ?? house.Clock.GetUtcNow(), None)).Refusal;

    private async Task WriteAsync(Actor dana, Guid patient, string words) =>
        (await house.Get<WriteReply>().RunAsync(House.AsPatient(dana, patient), words, Guid.NewGuid(), None)).Refusal.Should().BeNull();

    private async Task<Refusal?> AcknowledgeAsync(Actor dana)
    {
        var alert = (await house.Get<OpenAlerts>().ListAsync(dana, None)).Should().ContainSingle().Subject;
        return await house.Get<AcknowledgeAlert>().RunAsync(dana, alert.Id, None);
    }

    private async Task TryDeliverAsync(Actor dana)
    {
        try
        {
            await house.DeliverAsync(dana);
        }
        catch (DeliveryRefusedException)
        {
            // What the sweep does: nothing was saved, the next one looks again.
        }
    }

    private Task<string> StateAsync(Guid message) => house.FactAsync<string>($"select state from tc.messages where id = '{message}'");

    private Task<long> DenialsAsync(Guid message, string action, Guid? practice = null) => house.FactAsync<long>(
        $"select count(*) from tc_audit.entries where target_id = '{message}' and action = '{action}' and outcome = 'Denied'"
        + (practice is null ? "" : $" and practice_id = '{practice}'"));

    private async Task BindsWhatWasShownAsync(Guid message, WordsFingerprint shown)
    {
        var bound = await house.FactAsync<byte[]>($"select words_hmac from tc.approvals a join tc.messages m on m.id = a.message_id and m.approved_at = a.at and sha256(m.body) = a.ciphertext_sha256 where m.id = '{message}'");
        bound.Should().Equal(shown.Bytes);
    }
}
