using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Tests.Core;

/// <summary>Every state × every verb of what is not a message.</summary>
public sealed class OtherStatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Practice = Guid.NewGuid();
    private static readonly Actor Dana = Actors.Of(Hat.Therapist, Practice);

    public static TheoryData<string, string, string> Summaries => StateTable.Of<SummaryState>(
        """
        |        | Rewrite                 | Sign                    |
        | Draft  | Draft                   | Signed                  |
        | Signed | no SummaryAlreadySigned | no SummaryAlreadySigned |
        """);

    [Theory]
    [MemberData(nameof(Summaries))]
    public void Summary(string state, string verb, string cell) => StateTable.Holds(
        SummaryIn(Enum.Parse<SummaryState>(state)), s => s.State.ToString(),
        verb is "Rewrite" ? s => s.Rewrite(SummaryDocuments.Signable, s.Revision, Now) : s => s.Sign(Dana, SummaryDocuments.Signable, Shown, Now), cell);

    [Theory]
    [InlineData(Hat.Patient)]
    [InlineData(Hat.Admin)]
    [InlineData(Hat.Supervisor)]
    [InlineData(Hat.Guardian)]
    [InlineData(Hat.Job)]
    [InlineData(Hat.Beth)]
    public void Only_a_therapist_signs(Hat hat)
    {
        var summary = SummaryIn(SummaryState.Draft);
        summary.Sign(Actors.Of(hat, Practice), SummaryDocuments.Signable, Shown, Now).Should().Be(SummaryRefusals.NotAPerson);
        (summary.State, summary.SignedAt, summary.SignedBy, summary.WordsHmac).Should().Be((SummaryState.Draft, null, null, null));
    }

    [Fact]
    public void Nothing_is_signed_with_an_open_mark_or_without_a_word()
    {
        var summary = SummaryIn(SummaryState.Draft);
        summary.Sign(Dana, SummaryDocuments.Of(Provenance.Linked, Provenance.NoSource), Shown, Now).Should().Be(SummaryRefusals.MarksOpen);
        summary.Sign(Dana, SummaryDocuments.Of(), Shown, Now).Should().Be(SummaryRefusals.Empty);
        summary.State.Should().Be(SummaryState.Draft);
    }

    [Fact]
    public void A_signature_says_who_and_when_and_binds_the_words()
    {
        var summary = SummaryIn(SummaryState.Draft);
        summary.Sign(Dana, SummaryDocuments.Signable, Shown, Now).Should().BeNull();
        (summary.SignedBy, summary.SignedAt).Should().Be((Dana.PersonId, Now));
        summary.WordsHmac.Should().Equal(Shown.Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_draft_is_rewritten_only_by_who_has_seen_the_latest(int seen)
    {
        var summary = SummaryIn(SummaryState.Draft);
        summary.Rewrite(SummaryDocuments.Signable, seen, Now).Should().Be(SummaryRefusals.Changed);
        summary.Revision.Should().Be(1);
    }

    public static TheoryData<string, string, string> Addenda => StateTable.Of<AddendumState>(
        """
        |        | Rewrite                  | Sign                     |
        | Draft  | Draft                    | Signed                   |
        | Signed | no AddendumAlreadySigned | no AddendumAlreadySigned |
        """);

    [Theory]
    [MemberData(nameof(Addenda))]
    public void Addendum(string state, string verb, string cell) => StateTable.Holds(
        AddendumIn(Enum.Parse<AddendumState>(state)), a => a.State.ToString(),
        verb is "Rewrite" ? a => a.Rewrite(Correction, a.Revision, Now) : a => a.Sign(Dana, Correction, Shown, Now), cell);

    [Fact]
    public void An_addendum_is_signed_by_its_author_with_words_in_it()
    {
        var draft = AddendumIn(AddendumState.Draft);
        draft.Sign(Actors.Of(Hat.Therapist, Practice), Correction, Shown, Now).Should().Be(AddendumRefusals.NotItsAuthor);
        foreach (var hat in Enum.GetValues<Hat>().Where(h => h is not Hat.Therapist))
            draft.Sign(Actors.Of(hat, Practice), Correction, Shown, Now).Should().Be(AddendumRefusals.NotItsAuthor);
        draft.Sign(Dana, Correction with { Words = " \n" }, Shown, Now).Should().Be(AddendumRefusals.Empty);
        draft.Rewrite(Correction, 0, Now).Should().Be(AddendumRefusals.Changed);
        (draft.State, draft.Revision).Should().Be((AddendumState.Draft, 1));
    }

    private static AddendumDocument Correction { get; } = new("he", "תיקון.", "00");

    private static Addendum AddendumIn(AddendumState state)
    {
        var addendum = new Addendum(SummaryIn(SummaryState.Signed), Dana.PersonId, Correction, Now);
        if (state is AddendumState.Signed) addendum.Sign(Dana, Correction, Shown, Now).Should().BeNull();
        return addendum;
    }

    public static TheoryData<string, string, string> PatientParts => StateTable.Of<PatientPartState>(
        """
        |           | Rewrite                     | Sign                        | Withdraw              |
        | Draft     | Draft                       | Signed                      | no PatientPartNotShown |
        | Signed    | no PatientPartAlreadySigned | no PatientPartAlreadySigned | Withdrawn             |
        | Withdrawn | no PatientPartAlreadySigned | no PatientPartAlreadySigned | no PatientPartNotShown |
        """);

    [Theory]
    [MemberData(nameof(PatientParts))]
    public void PatientPart(string state, string verb, string cell)
    {
        var document = new PatientPartDocument("he", "לתרגל.", Now);
        var part = new PatientPart(SummaryIn(SummaryState.Signed), Dana.PersonId, document, Now);
        if (state is not "Draft") part.Sign(Dana, document, Shown, Now).Should().BeNull();
        if (state is "Withdrawn") part.Withdraw(Now).Should().BeNull();
        StateTable.Holds(part, p => p.State.ToString(), verb switch
        {
            "Rewrite" => p => p.Rewrite(Dana.PersonId, document, p.Revision, Now),
            "Sign" => p => p.Sign(Dana, document, Shown, Now),
            _ => p => p.Withdraw(Now),
        }, cell);
    }

    public static TheoryData<string, string, string> Backups => StateTable.Of<BackupState>(
        """
        |         | Finish                  |
        | Waiting | Written                 |
        | Written | no BackupAlreadyWritten |
        """);

    [Theory]
    [MemberData(nameof(Backups))]
    public void Backup(string state, string verb, string cell)
    {
        verb.Should().Be("Finish");
        var item = new BackupItem(Practice, Guid.NewGuid(), Guid.NewGuid(), Now);
        if (Enum.Parse<BackupState>(state) is BackupState.Written) item.Finish(Now).Should().BeNull();
        StateTable.Holds(item, i => i.State.ToString(), i => i.Finish(Now), cell);
    }

    public static TheoryData<string, string, string> Outbox => StateTable.Of<OutboxState>(
        """
        |         | Finish                | Stop                  | TryLater              | Postpone              |
        | Waiting | Done                  | Stopped               | Waiting               | Waiting               |
        | Done    | no MessageAlreadySent | no MessageAlreadySent | no MessageAlreadySent | no MessageAlreadySent |
        | Stopped | no MessageAlreadySent | no MessageAlreadySent | no MessageAlreadySent | no MessageAlreadySent |
        """);

    [Theory]
    [MemberData(nameof(Outbox))]
    public void Outbox_item(string state, string verb, string cell)
    {
        var item = new OutboxItem(AMessage(), OutboxChannel.Email, Now);
        if (state == nameof(OutboxState.Done)) item.Finish(Now).Should().BeNull();
        if (state == nameof(OutboxState.Stopped)) item.Stop().Should().BeNull();
        StateTable.Holds(item, i => i.State.ToString(), verb switch { "Finish" => i => i.Finish(Now), "Stop" => i => i.Stop(), "Postpone" => i => i.Postpone(Now), _ => i => i.TryLater(Now) }, cell);
    }

    [Fact]
    public void A_failed_try_waits_twice_as_long_each_time_and_at_most_an_hour()
    {
        var item = new OutboxItem(AMessage(), OutboxChannel.Email, Now);
        var waits = Enumerable.Range(1, 9).Select(n =>
        {
            item.TryLater(Now).Should().BeNull();
            item.Attempts.Should().Be(n);
            return (item.DueAt - Now).TotalMinutes;
        }).ToList();
        waits.Should().Equal(1, 2, 4, 8, 16, 32, 60, 60, 60);
    }

    public static TheoryData<string, string, string> Invitations => StateTable.Of<InvitationState>(
        """
        |        | Try right         | Try wrong         | Use               | Close             |
        | Open   | Open              | no DigitsWrong    | Used              | Closed            |
        | Used   | no InvitationOver | no InvitationOver | no InvitationOver | no InvitationOver |
        | Closed | no InvitationOver | no InvitationOver | no InvitationOver | no InvitationOver |
        """);

    [Theory]
    [MemberData(nameof(Invitations))]
    public void Invitation(string state, string verb, string cell)
    {
        var (invitation, text, digits) = TherapyCompanion.Core.Patients.Invitation.Make(Practice, Guid.NewGuid(), Now);
        var link = TherapyCompanion.Core.Patients.Invitation.ReadLink(text)!;
        if (state == nameof(InvitationState.Used)) invitation.Use(Now).Should().BeNull();
        if (state == nameof(InvitationState.Closed)) invitation.Close().Should().BeNull();
        if ((state, verb) == (nameof(InvitationState.Open), "Try wrong"))
        {
            // The one refusal that changes something: the try is counted.
            invitation.Try(link, Wrong(digits), Now).Should().Be(PatientRefusals.DigitsWrong);
            (invitation.State, invitation.TriesLeft).Should().Be((InvitationState.Open, 4));
            return;
        }

        StateTable.Holds(invitation, i => i.State.ToString(), verb switch
        {
            "Try right" => i => i.Try(link, digits, Now),
            "Try wrong" => i => i.Try(link, Wrong(digits), Now),
            "Use" => i => i.Use(Now),
            _ => i => i.Close(),
        }, cell);
    }

    [Fact]
    public void The_fifth_wrong_try_closes_an_invitation_also_to_the_right_digits()
    {
        var (invitation, text, digits) = TherapyCompanion.Core.Patients.Invitation.Make(Practice, Guid.NewGuid(), Now);
        var link = TherapyCompanion.Core.Patients.Invitation.ReadLink(text)!;
        foreach (var left in new[] { 4, 3, 2, 1, 0 })
        {
            invitation.Try(link, Wrong(digits), Now).Should().Be(PatientRefusals.DigitsWrong);
            invitation.TriesLeft.Should().Be(left);
        }

        invitation.State.Should().Be(InvitationState.Closed);
        invitation.Try(link, digits, Now).Should().Be(PatientRefusals.InvitationOver);
    }

    [Fact]
    public void An_invitation_lasts_seven_days_to_the_tick_and_opens_only_with_its_own_link()
    {
        var (invitation, text, digits) = TherapyCompanion.Core.Patients.Invitation.Make(Practice, Guid.NewGuid(), Now);
        var link = TherapyCompanion.Core.Patients.Invitation.ReadLink(text)!;
        invitation.IsOpen(Now.AddDays(7).AddTicks(-1)).Should().BeTrue();
        invitation.IsOpen(Now.AddDays(7)).Should().BeFalse();
        invitation.Use(Now.AddDays(7)).Should().Be(PatientRefusals.InvitationOver);
        invitation.Try(new byte[32], digits, Now).Should().Be(PatientRefusals.DigitsWrong, "the digits are keyed by the link");
        invitation.LinkHash.Should().NotEqual(link);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // 44
    [InlineData("AAAAAAAAAAAAAAAAAAAAA+AAAAAAAAAAAAAAAAAAAAA")] // not of the URL alphabet
    [InlineData("מממממממממממממממממממממממממממממממממממממממממממ")]
    public void What_can_be_no_link_is_none(string text) => TherapyCompanion.Core.Patients.Invitation.ReadLink(text).Should().BeNull();

    public static TheoryData<string, string, string> Alerts => StateTable.Of<AlertState>(
        """
        |              | Acknowledge                 |
        | Open         | Acknowledged                |
        | Acknowledged | no AlertAlreadyAcknowledged |
        """);

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Crisis_alert(string state, string verb, string cell)
    {
        verb.Should().Be("Acknowledge");
        var alert = AnAlert();
        if (state == nameof(AlertState.Acknowledged)) alert.Acknowledge(Dana, Now).Should().BeNull();
        StateTable.Holds(alert, a => a.State.ToString(), a => a.Acknowledge(Dana, Now), cell);
    }

    [Theory]
    [InlineData(Hat.Patient)]
    [InlineData(Hat.Admin)]
    [InlineData(Hat.Supervisor)]
    [InlineData(Hat.Guardian)]
    [InlineData(Hat.Job)]
    [InlineData(Hat.Beth)]
    public void Only_a_therapist_takes_an_alert(Hat hat)
    {
        var alert = AnAlert();
        alert.Acknowledge(Actors.Of(hat, Practice), Now).Should().Be(Refusal.NotAllowed);
        (alert.State, alert.AcknowledgedBy).Should().Be((AlertState.Open, null));
    }

    [Theory]
    [InlineData(8, 0, 8, 0, "HoursUpsideDown")]
    [InlineData(20, 0, 8, 30, "HoursUpsideDown")]
    [InlineData(0, 0, 23, 59, null)]
    public void Sending_hours_do_not_stand_on_their_head(int h1, int m1, int h2, int m2, string? key)
    {
        var practice = new TherapyCompanion.Core.Practice.TherapyPractice(Practice, "a", "b", Now);
        practice.SetHours(new(h1, m1), new(h2, m2))?.Key.Should().Be(key);
        practice.OpensAt.Should().Be(key is null ? new TimeOnly(h1, m1) : TherapyCompanion.Core.Practice.TherapyPractice.DefaultOpensAt);
    }

    [Fact]
    public void Notes_are_rewritten_only_by_who_has_seen_the_latest()
    {
        var notes = new SessionNotes(ASession(), "first", Now);
        notes.Rewrite("second", 0, Now).Should().Be(SessionRefusals.NotesChanged);
        notes.Rewrite("second", 1, Now).Should().BeNull();
        notes.Rewrite("third", 1, Now).Should().Be(SessionRefusals.NotesChanged);
        notes.Revision.Should().Be(2);
    }

    private static readonly WordsFingerprint Shown = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    private static Summary SummaryIn(SummaryState state)
    {
        var summary = new Summary(ASession(), SummaryDocuments.Signable, Now);
        if (state is SummaryState.Signed) summary.Sign(Dana, SummaryDocuments.Signable, Shown, Now).Should().BeNull();
        return summary;
    }

    private static Session ASession() => new(Practice, Guid.NewGuid(), 1, Now, 50);

    private static Message AMessage() => new(Practice, Guid.NewGuid(), Dana.PersonId, LetterKind.FollowUp, "words", "built-in", Now);

    private static CrisisAlert AnAlert() =>
        new(new Reply(Practice, Guid.NewGuid(), Guid.NewGuid(), "words", Now), new CrisisFinding(CrisisLevel.High, CrisisKind.Suicide, []));

    private static string Wrong(string digits) => digits == "000000" ? "000001" : "000000";
}
