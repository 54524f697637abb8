using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;

namespace TherapyCompanion.Tests.Core;

/// <summary>How people stand in a practice × every verb, by who does it.</summary>
public sealed class StandingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Practice = Guid.NewGuid();
    private static readonly StaffProfile Profile = new("דנה לוי", "", "", Form.Neutral);

    /// <summary>A member of the staff, by what decides about them.</summary>
    public enum Standing
    {
        Therapist,
        Supervisor,
        Admin,
        Owner,
        BlockedTherapist,
        BlockedOwner,
    }

    public static TheoryData<string, string, string> ByAnOwner => StateTable.Of<Standing>(
        """
        |                  | Block                       | Unblock             | Make owner         | Unmake owner | To admin        | To therapist    | To supervisor       | To nothing |
        | Therapist        | BlockedTherapist            | no MemberNotBlocked | no OwnerIsAdmin    | no OwnerNot  | Admin           | Therapist       | Supervisor          | no LastHat |
        | Supervisor       | BlockedSupervisor           | no MemberNotBlocked | no OwnerIsAdmin    | no OwnerNot  | Admin           | Therapist       | Supervisor          | no LastHat |
        | Admin            | BlockedAdmin                | no MemberNotBlocked | Owner              | no OwnerNot  | Admin           | Therapist       | Supervisor          | no LastHat |
        | Owner            | BlockedOwner                | no MemberNotBlocked | no OwnerAlready    | Admin        | Owner           | no OwnerIsAdmin | no OwnerIsAdmin     | no LastHat |
        | BlockedTherapist | no MemberIsBlocked          | Therapist           | no MemberIsBlocked | no OwnerNot  | BlockedAdmin    | BlockedTherapist | BlockedSupervisor  | no LastHat |
        | BlockedOwner     | no MemberIsBlocked          | Owner               | no OwnerAlready    | BlockedAdmin | BlockedOwner    | no OwnerIsAdmin | no OwnerIsAdmin     | no LastHat |
        """);

    public static TheoryData<string, string, string> ByAnAdmin => StateTable.Of<Standing>(
        """
        |                  | Block              | Unblock             | Make owner    | Unmake owner  | To admin      | To therapist     | To supervisor     | To nothing |
        | Therapist        | BlockedTherapist   | no MemberNotBlocked | no OwnersOnly | no OwnersOnly | no OwnersOnly | Therapist        | Supervisor        | no LastHat |
        | Supervisor       | BlockedSupervisor  | no MemberNotBlocked | no OwnersOnly | no OwnersOnly | no OwnersOnly | Therapist        | Supervisor        | no LastHat |
        | Admin            | BlockedAdmin       | no MemberNotBlocked | no OwnersOnly | no OwnersOnly | Admin         | no OwnersOnly    | no OwnersOnly     | no LastHat |
        | Owner            | no OwnersOnly      | no OwnersOnly       | no OwnersOnly | no OwnersOnly | Owner         | no OwnersOnly    | no OwnersOnly     | no LastHat |
        | BlockedTherapist | no MemberIsBlocked | Therapist           | no OwnersOnly | no OwnersOnly | no OwnersOnly | BlockedTherapist | BlockedSupervisor | no LastHat |
        | BlockedOwner     | no OwnersOnly      | no OwnersOnly       | no OwnersOnly | no OwnersOnly | BlockedOwner  | no OwnersOnly    | no OwnersOnly     | no LastHat |
        """);

    [Theory]
    [MemberData(nameof(ByAnOwner))]
    public void A_member_by_an_owner(string standing, string verb, string cell) => Holds(standing, verb, cell, Member.Founder(Practice, Guid.NewGuid(), Profile, Now));

    [Theory]
    [MemberData(nameof(ByAnAdmin))]
    public void A_member_by_an_admin(string standing, string verb, string cell) => Holds(standing, verb, cell, new Member(Practice, Guid.NewGuid(), [Hat.Admin], Profile));

    private static void Holds(string standing, string verb, string cell, Member by) => StateTable.Holds(
        MemberWho(Enum.Parse<Standing>(standing)), NameOf, verb switch
        {
            "Block" => m => m.Block(by, Now),
            "Unblock" => m => m.Unblock(by),
            "Make owner" => m => m.MakeOwner(by, Now),
            "Unmake owner" => m => m.UnmakeOwner(by, anotherOwner: true),
            "To admin" => m => m.ChangeHats(by, [Hat.Admin], anotherAdmin: true, filesLeft: 0),
            "To therapist" => m => m.ChangeHats(by, [Hat.Therapist], anotherAdmin: true, filesLeft: 0),
            "To supervisor" => m => m.ChangeHats(by, [Hat.Supervisor], anotherAdmin: true, filesLeft: 0),
            _ => m => m.ChangeHats(by, [], anotherAdmin: true, filesLeft: 0),
        }, cell);

    [Fact]
    public void Nobody_shuts_themselves_out_and_the_last_of_a_kind_stays()
    {
        var founder = Member.Founder(Practice, Guid.NewGuid(), Profile, Now);
        founder.Block(founder, Now).Should().Be(MemberRefusals.OwnBlock);
        founder.UnmakeOwner(founder, anotherOwner: false).Should().Be(MemberRefusals.LastOwner);
        founder.ChangeHats(founder, [Hat.Therapist], anotherAdmin: false, filesLeft: 0).Should().Be(MemberRefusals.LastAdmin);
        founder.ChangeHats(founder, [Hat.Admin], anotherAdmin: false, filesLeft: 3).Should().Be(MemberRefusals.FilesLeft);
        founder.ChangeHats(founder, [Hat.Admin], anotherAdmin: false, filesLeft: 0).Should().BeNull();
        founder.UnmakeOwner(founder, anotherOwner: true).Should().BeNull("an owner may step back while there is another");
        (founder.IsOwner(), founder.Hats).Should().BeEquivalentTo((false, new[] { "Admin" }));
    }

    [Theory]
    [InlineData(Hat.Patient)]
    [InlineData(Hat.Guardian)]
    [InlineData(Hat.Job)]
    [InlineData(Hat.Beth)]
    public void Hats_of_others_are_not_given_to_staff(Hat hat)
    {
        var owner = Member.Founder(Practice, Guid.NewGuid(), Profile, Now);
        new Member(Practice, Guid.NewGuid(), [Hat.Therapist], Profile).ChangeHats(owner, [Hat.Therapist, hat], true, 0).Should().Be(MemberRefusals.HatWrong);
        MemberInvitation.Make(owner, "a@example.org", [hat], Now).Refusal.Should().Be(MemberRefusals.HatWrong);
    }

    [Fact]
    public void An_admin_invites_anybody_but_an_admin()
    {
        var admin = new Member(Practice, Guid.NewGuid(), [Hat.Admin], Profile);
        MemberInvitation.Make(admin, "a@example.org", [Hat.Therapist, Hat.Supervisor], Now).IsDone.Should().BeTrue();
        MemberInvitation.Make(admin, "a@example.org", [Hat.Therapist, Hat.Admin], Now).Refusal.Should().Be(MemberRefusals.OwnersOnly);
        MemberInvitation.Make(admin, "a@example.org", [], Now).Refusal.Should().Be(MemberRefusals.LastHat);
    }

    public static TheoryData<string, string, string> Invitations => StateTable.Of<MemberInvitationState>(
        """
        |        | Use                     | Close                   |
        | Open   | Used                    | Closed                  |
        | Used   | no MemberInvitationOver | no MemberInvitationOver |
        | Closed | no MemberInvitationOver | no MemberInvitationOver |
        """);

    [Theory]
    [MemberData(nameof(Invitations))]
    public void An_invitation_to_the_staff(string state, string verb, string cell)
    {
        var invitation = MemberInvitation.Make(Member.Founder(Practice, Guid.NewGuid(), Profile, Now), "a@example.org", [Hat.Therapist], Now).Value.Invitation;
        if (state == nameof(MemberInvitationState.Used)) invitation.Use(Now).Should().BeNull();
        if (state == nameof(MemberInvitationState.Closed)) invitation.Close().Should().BeNull();
        StateTable.Holds(invitation, i => i.State.ToString(), verb is "Use" ? i => i.Use(Now) : i => i.Close(), cell);
    }

    [Fact]
    public void It_lasts_seven_days_to_the_tick_and_keeps_no_link()
    {
        var (invitation, link) = MemberInvitation.Make(Member.Founder(Practice, Guid.NewGuid(), Profile, Now), "a@example.org", [Hat.Therapist, Hat.Therapist], Now).Value;
        invitation.IsOpen(Now.AddDays(7).AddTicks(-1)).Should().BeTrue();
        invitation.Use(Now.AddDays(7)).Should().Be(MemberRefusals.InvitationOver);
        invitation.LinkHash.Should().Equal(MemberInvitation.HashLink(MemberInvitation.ReadLink(link)!)).And.NotEqual(MemberInvitation.ReadLink(link)!);
        invitation.Hats.Should().Equal("Therapist");
        Member.Invited(invitation, Guid.NewGuid(), Profile).Id.Should().Be(invitation.MemberId);
    }

    public static TheoryData<string, string, string> Guardians => StateTable.Of<GuardianState>(
        """
        |         | Join            | End             |
        | Invited | Open            | Ended           |
        | Open    | no GuardianHere | Ended           |
        | Ended   | no GuardianOver | no GuardianOver |
        """);

    [Theory]
    [MemberData(nameof(Guardians))]
    public void A_guardian(string state, string verb, string cell)
    {
        var guardian = new Guardian(Practice, Guid.NewGuid(), "אמא", Guid.NewGuid());
        if (state is nameof(GuardianState.Open)) guardian.Join(Guid.NewGuid(), Now).Should().BeNull();
        if (state is nameof(GuardianState.Ended)) guardian.End(Now).Should().BeNull();
        guardian.StateAt(Now).ToString().Should().Be(state);
        StateTable.Holds(guardian, g => g.StateAt(Now).ToString(), verb is "Join" ? g => g.Join(Guid.NewGuid(), Now) : g => g.End(Now), cell);
    }

    /// <summary>Care, by its kind and whether it goes on.</summary>
    public enum Having
    {
        Own,
        StandIn,
        StandInOver,
    }

    public static TheoryData<string, string, string> Cares => StateTable.Of<Having>(
        """
        |             | End            | Lend           | Lend to oneself      | Lend for 61 days    | Lend until now      |
        | Own         | no OwnCareOnly | Own            | no StandInNotOneself | no StandInEndWrong  | no StandInEndWrong  |
        | StandIn     | StandInOver    | no OwnCareOnly | no OwnCareOnly       | no OwnCareOnly      | no OwnCareOnly      |
        | StandInOver | no StandInOver | no OwnCareOnly | no OwnCareOnly       | no OwnCareOnly      | no OwnCareOnly      |
        """);

    [Theory]
    [MemberData(nameof(Cares))]
    public void Care_of_a_file(string having, string verb, string cell)
    {
        var own = new Care(Practice, Guid.NewGuid(), Guid.NewGuid(), Now);
        var care = having is nameof(Having.Own) ? own : own.Lend(Guid.NewGuid(), Now.AddDays(14), Now).Value;
        if (having is nameof(Having.StandInOver)) care.End(Now).Should().BeNull();
        StateTable.Holds(care, c => c.Kind is CareKind.Own ? "Own" : c.Until <= Now ? "StandInOver" : "StandIn", verb switch
        {
            "End" => c => c.End(Now),
            "Lend" => c => c.Lend(Guid.NewGuid(), Now.AddDays(60), Now).Refusal,
            "Lend to oneself" => c => c.Lend(c.MemberId, Now.AddDays(1), Now).Refusal,
            "Lend for 61 days" => c => c.Lend(Guid.NewGuid(), Now.AddDays(61), Now).Refusal,
            _ => c => c.Lend(Guid.NewGuid(), Now, Now).Refusal,
        }, cell);
    }

    [Fact]
    public void What_holds_is_asked_of_the_database_and_of_nobody_else() =>
        ((Func<bool>)(() => CareQueries.Holds(null))).Should().Throw<InvalidOperationException>();

    private static Member MemberWho(Standing standing)
    {
        var owner = Member.Founder(Practice, Guid.NewGuid(), Profile, Now);
        Member member = standing switch
        {
            Standing.Owner or Standing.BlockedOwner => Member.Founder(Practice, Guid.NewGuid(), Profile, Now),
            Standing.Admin => new(Practice, Guid.NewGuid(), [Hat.Admin], Profile),
            Standing.Supervisor => new(Practice, Guid.NewGuid(), [Hat.Supervisor], Profile),
            Standing.Therapist or Standing.BlockedTherapist => new(Practice, Guid.NewGuid(), [Hat.Therapist], Profile),
        };
        if (standing is Standing.BlockedOwner or Standing.BlockedTherapist) member.Block(owner, Now).Should().BeNull();
        return member;
    }

    private static string NameOf(Member member) => (member.BlockedAt is null ? "" : "Blocked") + (
        member.IsOwner() ? "Owner" : member.Wears(Hat.Admin) ? "Admin" : member.Wears(Hat.Supervisor) ? "Supervisor" : "Therapist");
}
