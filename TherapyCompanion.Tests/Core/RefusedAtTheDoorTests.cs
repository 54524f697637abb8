using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Sessions;

namespace TherapyCompanion.Tests.Core;

/// <summary>What an act refuses by its values alone, it refuses before the database is opened.</summary>
public sealed class RefusedAtTheDoorTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Actor Dana = Actors.Of(Hat.Therapist, Guid.NewGuid());
    private readonly ClosedDatabase _closed = new();

    [Theory]
    [InlineData("", "ReplyEmpty")]
    [InlineData(" \n\t ", "ReplyEmpty")]
    [InlineData("\0", "ReplyEmpty")]
    [InlineData(10_001, "ReplyTooLong")]
    public async Task A_reply(object body, string key) =>
        (await new WriteReply(_closed, TimeProvider.System).RunAsync(Actors.Of(Hat.Patient, Dana.PracticeId), Text(body), Guid.NewGuid(), None))
            .Refusal.Should().Be(new Refusal(key));

    [Theory]
    [InlineData("", "MessageEmpty")]
    [InlineData("  ", "MessageEmpty")]
    [InlineData("\0\0", "MessageEmpty")]
    [InlineData(4_001, "MessageTooLong")]
    public async Task A_message(object body, string key) =>
        (await new EditMessage(_closed).RunAsync(Dana, Guid.NewGuid(), Text(body), 1, None)).Should().Be(new Refusal(key));

    [Fact]
    public async Task Notes() =>
        (await new SaveNotes(_closed, TimeProvider.System).RunAsync(Dana, Guid.NewGuid(), Text(200_001), 0, None)).Refusal.Should().Be(SessionRefusals.NotesTooLong);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(601)]
    [InlineData(int.MaxValue)]
    public async Task A_session(int minutes) =>
        (await new AddSession(_closed).RunAsync(Dana, Guid.NewGuid(), DateTimeOffset.UnixEpoch, minutes, None)).Refusal.Should().Be(SessionRefusals.LengthWrong);

    [Theory]
    [InlineData("", "", "PatientNameMissing")]
    [InlineData("  ", "", "PatientNameMissing")]
    [InlineData(301, "", "PatientNameTooLong")]
    [InlineData("מיה", "maya", "EmailWrong")]
    [InlineData("מיה", "@example.org", "EmailWrong")]
    [InlineData("מיה", "maya@", "EmailWrong")]
    [InlineData("מיה", "maya@org", "EmailWrong")]
    [InlineData("מיה", "maya@.org", "EmailWrong")]
    [InlineData("מיה", "maya@example.", "EmailWrong")]
    [InlineData("מיה", "ma ya@example.org", "EmailWrong")]
    [InlineData("מיה", "a@b@example.org", "EmailWrong")]
    [InlineData("מיה", "maya@example.org\r\nBcc: x@y.z", "EmailWrong")]
    public async Task A_file(object name, string email, string key) =>
        (await new OpenPatientFile(_closed, TimeProvider.System).RunAsync(Dana, Text(name), email, Form.Neutral, None)).Refusal.Should().Be(new Refusal(key));

    [Theory]
    [InlineData("", "דנה")]
    [InlineData("קליניקה", "  ")]
    public async Task A_practice(string name, string founder) =>
        (await new CreatePractice(_closed, TimeProvider.System).RunAsync(Guid.NewGuid(), Guid.NewGuid(), name, "", new(founder, "", "", Form.Neutral), Origin.Local, None))
            .Refusal.Should().Be(PracticeRefusals.NameMissing);

    [Fact]
    public async Task An_invitation_by_what_can_be_no_link() =>
        (await new AcceptInvitation(_closed, null!, TimeProvider.System).OpenAsync("nonsense", Origin.Local, None)).Refusal.Should().Be(PatientRefusals.InvitationOver);

    private static string Text(object text) => text is int length ? new string('א', length) : (string)text;

    /// <summary>A database that must not be opened.</summary>
    private sealed class ClosedDatabase : ITherapyDbFactory
    {
        public Task<ITherapyDb> OpenAsync(Actor actor, CancellationToken ct) => throw new InvalidOperationException("It was opened.");
    }
}
