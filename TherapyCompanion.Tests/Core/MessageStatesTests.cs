using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Tests.Core;

/// <summary>Every state of a message × every verb.</summary>
public sealed class MessageStatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = Now.AddMinutes(5);
    private static readonly Guid Practice = Guid.NewGuid();
    private static readonly Actor Dana = Actor.Therapist(Practice, Guid.NewGuid(), Guid.NewGuid(), Origin.Local);

    public static TheoryData<string, string, string> Table => StateTable.Of<MessageState>(
        """
        |          | Edit                      | Approve                   | Reject                    | Recall                | Pause                 | Send                  |
        | Pending  | Pending                   | Approved                  | Rejected                  | no MessageNotApproved | no MessageNotApproved | no MessageNotApproved |
        | Approved | no MessageAlreadyApproved | no MessageAlreadyApproved | no MessageAlreadyApproved | Recalled              | Paused                | Sent                  |
        | Sent     | no MessageAlreadySent     | no MessageAlreadySent     | no MessageAlreadySent     | no MessageAlreadySent | no MessageAlreadySent | no MessageAlreadySent |
        | Rejected | no MessageAlreadyRejected | no MessageAlreadyRejected | no MessageAlreadyRejected | no MessageNotApproved | no MessageNotApproved | no MessageNotApproved |
        | Recalled | Pending                   | Approved                  | Rejected                  | no MessageNotApproved | no MessageNotApproved | no MessageNotApproved |
        | Paused   | Pending                   | Approved                  | Rejected                  | no MessageNotApproved | no MessageNotApproved | no MessageNotApproved |
        """);

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_verb_in_every_state_does_what_the_table_says(string state, string verb, string cell) =>
        StateTable.Holds(In(Enum.Parse<MessageState>(state)), m => m.State.ToString(), Verb(verb), cell);

    [Theory]
    [InlineData(Hat.Patient)]
    [InlineData(Hat.Admin)]
    [InlineData(Hat.Supervisor)]
    [InlineData(Hat.Guardian)]
    [InlineData(Hat.Job)]
    [InlineData(Hat.Beth)]
    public void Only_a_therapist_approves(Hat hat)
    {
        foreach (var state in Enum.GetValues<MessageState>())
        {
            var message = In(state);
            message.Approve(Actors.Of(hat, Practice), Now, Due).Should().Be(MessageRefusals.NotAPerson);
            message.State.Should().Be(state);
        }
    }

    [Fact]
    public void Nothing_is_approved_to_leave_in_the_past()
    {
        var message = New();
        message.Approve(Dana, Now, Now.AddTicks(-1)).Should().Be(MessageRefusals.DueInThePast);
        message.State.Should().Be(MessageState.Pending);
        message.Approve(Dana, Now, Now).Should().BeNull("this very moment is not the past");
    }

    [Fact]
    public void An_approved_message_leaves_when_it_is_due_and_not_before()
    {
        var message = In(MessageState.Approved);
        message.Send(Due.AddTicks(-1)).Should().Be(MessageRefusals.NotDue);
        message.SentAt.Should().BeNull();
        message.Send(Due).Should().BeNull();
        message.SentAt.Should().Be(Due);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Words_are_changed_only_by_who_has_seen_the_latest(int seen)
    {
        var message = New();
        message.Edit("later words", seen).Should().Be(MessageRefusals.TextChanged);
        message.Revision.Should().Be(1);
    }

    [Fact]
    public void An_edit_counts_the_text_and_says_nothing_of_who_drafted_it_first()
    {
        var message = New();
        var body = message.Body;
        message.Edit("other words", 1).Should().BeNull();
        message.Revision.Should().Be(2);
        message.Body.Should().NotBeSameAs(body);
        message.MadeBy.Should().Be("built-in", "an edited draft began where it began");
    }

    [Theory]
    [InlineData(MessageState.Recalled)]
    [InlineData(MessageState.Paused)]
    public void What_was_stopped_keeps_nothing_of_its_approval(MessageState stopped)
    {
        var message = In(stopped);
        message.ApprovedAt.Should().BeNull();
        message.DueAt.Should().BeNull();
        message.Send(Due.AddDays(1)).Should().Be(MessageRefusals.NotApproved, "it never goes on by itself");
        message.Approve(Dana, Due, Due.AddHours(1)).Should().BeNull();
        message.PausedBy.Should().BeNull();
        message.ApprovedAt.Should().Be(Due);
    }

    [Theory]
    [InlineData(PauseCause.NewReply)]
    [InlineData(PauseCause.OpenAlert)]
    [InlineData(PauseCause.CareEnded)]
    [InlineData(PauseCause.FormChanged)]
    public void A_pause_says_what_stopped_it(PauseCause cause)
    {
        var message = In(MessageState.Approved);
        message.Pause(cause).Should().BeNull();
        message.PausedBy.Should().Be(cause);
    }

    [Fact]
    public void An_approval_needs_words_that_are_sealed()
    {
        // The hash of an approval is over the stored bytes: of words that were never stored there is none.
        var approve = () => new Approval(New(), Dana.PersonId, new WordsFingerprint(new byte[32]), Now, Now);
        approve.Should().Throw<InvalidOperationException>();
    }

    private static Message New() => new(Practice, Guid.NewGuid(), Dana.PersonId, LetterKind.FollowUp, "words", "built-in", Now);

    private static Message In(MessageState state)
    {
        var message = New();
        var path = state switch
        {
            MessageState.Pending => (string[])[],
            MessageState.Approved => ["Approve"],
            MessageState.Sent => ["Approve", "Send"],
            MessageState.Rejected => ["Reject"],
            MessageState.Recalled => ["Approve", "Recall"],
            MessageState.Paused => ["Approve", "Pause"],
        };
        foreach (var verb in path) Verb(verb)(message).Should().BeNull();
        message.State.Should().Be(state);
        return message;
    }

    private static Func<Message, Refusal?> Verb(string name) => name switch
    {
        "Edit" => m => m.Edit("other words", m.Revision),
        "Approve" => m => m.Approve(Dana, Now, Due),
        "Reject" => m => m.Reject(),
        "Recall" => m => m.Recall(),
        "Pause" => m => m.Pause(PauseCause.NewReply),
        "Send" => m => m.Send(Due),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such verb."),
    };
}

/// <summary>One actor of each hat.</summary>
internal static class Actors
{
    public static Actor Of(Hat hat, Guid practice) => hat switch
    {
        Hat.Therapist => Actor.Therapist(practice, Guid.NewGuid(), Guid.NewGuid(), Origin.Local),
        Hat.Patient => Actor.Patient(practice, Guid.NewGuid(), Guid.NewGuid(), Origin.Local),
        Hat.Admin => Actor.Admin(practice, Guid.NewGuid(), Guid.NewGuid(), Origin.Local),
        Hat.Supervisor => Actor.Supervisor(practice, Guid.NewGuid(), Guid.NewGuid(), Origin.Local),
        Hat.Guardian => Actor.Guardian(practice, Guid.NewGuid(), Guid.NewGuid(), Origin.Local),
        Hat.Job => Actor.Job(practice),
        Hat.Beth => Actor.Beth(practice, Guid.NewGuid(), Origin.Local),
    };
}
