using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Core;

/// <summary>Every state × every verb of the reset of a lost second factor, before its time, after it, and when it waited too long.</summary>
public sealed class FactorResetStatesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Wait = TimeSpan.FromHours(72);
    private static readonly Guid Account = Guid.NewGuid();
    private static readonly Actor Noga = Actor.Admin(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), House.TestOrigin);

    public static TheoryData<string, string, string> Early => StateTable.Of<ResetState>(
        """
        |          | Approve          | Stop         | Finish         | Remind           |
        | Asked    | Approved         | Stopped      | no ResetNotDue | no ResetNotDue   |
        | Approved | no ResetApproved | Stopped      | Done           | no ResetApproved |
        | Stopped  | no ResetOver     | no ResetOver | no ResetOver   | no ResetOver     |
        | Done     | no ResetOver     | no ResetOver | no ResetOver   | no ResetOver     |
        """);

    // An approval lasts a day and no longer, so it is over by then.
    public static TheoryData<string, string, string> WhenItsTimeHasCome => StateTable.Of<ResetState>(
        """
        |          | Approve      | Stop         | Finish       | Remind       |
        | Asked    | Approved     | Stopped      | Done         | Asked        |
        | Approved | no ResetOver | Stopped      | no ResetOver | no ResetOver |
        | Stopped  | no ResetOver | no ResetOver | no ResetOver | no ResetOver |
        | Done     | no ResetOver | no ResetOver | no ResetOver | no ResetOver |
        """);

    public static TheoryData<string, string, string> TooLate => StateTable.Of<ResetState>(
        """
        |          | Approve      | Stop         | Finish       | Remind       |
        | Asked    | no ResetOver | Stopped      | no ResetOver | no ResetOver |
        | Approved | no ResetOver | Stopped      | no ResetOver | no ResetOver |
        | Stopped  | no ResetOver | no ResetOver | no ResetOver | no ResetOver |
        | Done     | no ResetOver | no ResetOver | no ResetOver | no ResetOver |
        """);

    [Theory]
    [MemberData(nameof(Early))]
    public void Before_its_time(string state, string verb, string cell) => Holds(state, verb, cell, Start.AddHours(1));

    [Theory]
    [MemberData(nameof(WhenItsTimeHasCome))]
    public void After_its_time(string state, string verb, string cell) => Holds(state, verb, cell, Start + Wait);

    [Theory]
    [MemberData(nameof(TooLate))]
    public void When_it_waited_too_long(string state, string verb, string cell) => Holds(state, verb, cell, Start + Wait + TimeSpan.FromDays(7));

    private static void Holds(string state, string verb, string cell, DateTimeOffset now) => StateTable.Holds(
        In(Enum.Parse<ResetState>(state)), r => r.State.ToString(), verb switch
        {
            "Approve" => r => r.Approve(Noga, ResetReason.DeviceLost, now),
            "Stop" => r => r.Stop(now),
            "Finish" => r => r.Finish(now),
            _ => r => r.Remind(now),
        }, cell);

    private static FactorReset In(ResetState state)
    {
        var reset = new FactorReset(Account, "he", Wait, Start);
        if (state is ResetState.Stopped) reset.Stop(Start).Should().BeNull();
        if (state is ResetState.Approved or ResetState.Done) reset.Approve(Noga, ResetReason.DeviceBroken, Start).Should().BeNull();
        if (state is ResetState.Done) reset.Finish(Start).Should().BeNull();
        return reset;
    }

    [Theory]
    [InlineData(Hat.Therapist)]
    [InlineData(Hat.Patient)]
    [InlineData(Hat.Supervisor)]
    [InlineData(Hat.Guardian)]
    [InlineData(Hat.Job)]
    [InlineData(Hat.Beth)]
    public void Only_an_admin_approves(Hat hat) => In(ResetState.Asked).Approve(Actors.Of(hat, Guid.NewGuid()), ResetReason.DeviceLost, Start).Should().Be(Refusal.NotAllowed);

    [Fact]
    public void Nobody_approves_their_own() =>
        In(ResetState.Asked).Approve(Actor.Admin(Guid.NewGuid(), Account, Guid.NewGuid(), House.TestOrigin), ResetReason.DeviceLost, Start).Should().Be(FactorResetRefusals.OwnRequest);

    [Fact]
    public void It_is_due_to_the_second_and_an_approval_lasts_a_day()
    {
        var reset = In(ResetState.Asked);
        reset.IsDue(Start + Wait - TimeSpan.FromSeconds(1)).Should().BeFalse();
        reset.IsDue(Start + Wait).Should().BeTrue();
        reset.IsDue(Start + Wait + TimeSpan.FromDays(7)).Should().BeFalse("it is no standing invitation");
        var approved = In(ResetState.Approved);
        approved.IsDue(Start).Should().BeTrue();
        approved.IsDue(Start.AddHours(24)).Should().BeFalse();
    }

    [Theory]
    [InlineData(72, 48)]
    [InlineData(168, 144)]
    [InlineData(24, null)]
    public void The_owner_is_written_to_again_a_day_before_unless_that_is_now(int wait, int? after)
    {
        var reset = new FactorReset(Account, "en", TimeSpan.FromHours(wait), Start);
        reset.RemindAt.Should().Be(after is { } hours ? Start.AddHours(hours) : null);
    }
}
