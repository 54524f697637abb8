using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Coming to belong to a practice: by a letter, once, with exactly the hats that stand in it.</summary>
[Trait("Needs", "Database")]
public sealed class JoiningTests(StaffHouse house) : IClassFixture<StaffHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly StaffProfile Noa = new("נועה כהן", "עובדת סוציאלית", "77", Form.Feminine);

    private async Task<Actor> OwnerAsync() => await house.OwnerAsync(await house.NewTherapistAsync());

    private Task<Result<WearableHat>> JoinAsync(string link, Guid? account = null) =>
        house.Get<JoinPractice>().RunAsync(link, account ?? Guid.NewGuid(), Noa, House.TestOrigin, None);

    [Fact]
    public async Task The_letter_leads_in_once_and_the_trail_says_who_came()
    {
        var owner = await OwnerAsync();
        var address = $"noa{Guid.NewGuid():N}@example.org";
        (await house.Get<InviteMember>().RunAsync(owner, $"  {address} ", [Hat.Therapist, Hat.Supervisor], "en", None)).Value.Should().Be(house.Clock.GetUtcNow() + MemberInvitation.Lasts);
        var letter = house.Letters.To(address);
        (letter.Kind, letter.Language, letter.FromName).Should().Be((MailKind.MemberInvited, "en", "הקליניקה"));
        var link = letter.Link!["/join/".Length..];

        var door = (await house.Get<MemberDoor>().OpenAsync(link, House.TestOrigin, None)).Value;
        (door.PracticeName, door.Email).Should().Be(("הקליניקה", address));
        door.Hats.Should().Equal(Hat.Therapist, Hat.Supervisor);

        var account = Guid.NewGuid();
        var joined = (await JoinAsync(link, account)).Value;
        joined.Hat.Should().Be(Hat.Therapist);
        (await house.Get<ISignInDirectory>().HatsOfAsync(account, None)).Should().Equal(
            new WearableHat(Hat.Therapist, owner.PracticeId, joined.PersonId), new WearableHat(Hat.Supervisor, owner.PracticeId, joined.PersonId));
        var me = (await house.Get<WhoAmI>().RunAsync(Actor.Wearing(joined.Hat, joined.PracticeId, account, joined.PersonId, House.TestOrigin), None)).Value;
        (me.Name, me.Title, me.Licence, me.Form).Should().Be((Noa.Name, Noa.Title, Noa.Licence, Noa.Form));

        (await house.Get<MemberDoor>().OpenAsync(link, House.TestOrigin, None)).Refusal.Should().Be(MemberRefusals.InvitationOver);
        (await JoinAsync(link)).Refusal.Should().Be(MemberRefusals.InvitationOver);
        var trail = await house.SeeAllAsync("select action, hat, person_id, outcome from tc_audit.entries where target_id = $1 order by seq", joined.PersonId);
        trail.Select(t => (t[0], t[1], t[3])).Should().StartWith([("MemberInvited", "Admin", "Done"), ("MemberJoined", "Therapist", "Done"), ("MemberJoined", "Therapist", "Denied")]);
        trail[1][2].Should().Be(joined.PersonId);
    }

    [Fact]
    public async Task Of_twenty_who_come_by_one_link_at_once_one_is_in()
    {
        var owner = await OwnerAsync();
        var link = await house.InvitedAsync(owner, [Hat.Therapist]);
        var all = await DoorHouse.AtOnceAsync(20, _ => JoinAsync(link));
        all.Count(j => j.IsDone).Should().Be(1);
        all.Where(j => !j.IsDone).Should().OnlyContain(j => j.Refusal == MemberRefusals.InvitationOver);
        (await house.SeeAsync<long>("select count(*) from tc.members where practice_id = $1", owner.PracticeId)).Should().Be(2);
    }

    [Fact]
    public async Task A_link_ends_by_time_by_being_taken_back_and_by_a_newer_one()
    {
        var owner = await OwnerAsync();
        var late = await house.InvitedAsync(owner, [Hat.Therapist]);
        house.Clock.Advance(MemberInvitation.Lasts);
        (await house.Get<MemberDoor>().OpenAsync(late, House.TestOrigin, None)).Refusal.Should().Be(MemberRefusals.InvitationOver);
        (await JoinAsync(late)).Refusal.Should().Be(MemberRefusals.InvitationOver);

        owner = await house.OwnerAsync(StaffHouse.As(owner, Hat.Therapist));
        var taken = await house.InvitedAsync(owner, [Hat.Therapist]);
        var row = (await house.Get<MemberList>().OpenAsync(owner, None)).Value.Invitations.Should().ContainSingle().Which;
        (await house.Get<CloseMemberInvitation>().RunAsync(owner, row.Id, None)).Should().BeNull();
        (await house.Get<CloseMemberInvitation>().RunAsync(owner, row.Id, None)).Should().Be(MemberRefusals.InvitationOver);
        (await JoinAsync(taken)).Refusal.Should().Be(MemberRefusals.InvitationOver);

        const string address = "Twice@example.org";
        (await house.Get<InviteMember>().RunAsync(owner, address, [Hat.Therapist], "he", None)).IsDone.Should().BeTrue();
        var first = house.Letters.To(address).Link!["/join/".Length..];
        (await house.Get<InviteMember>().RunAsync(owner, address.ToUpperInvariant(), [Hat.Supervisor], "he", None)).IsDone.Should().BeTrue();
        (await JoinAsync(first)).Refusal.Should().Be(MemberRefusals.InvitationOver, "a newer one took its place");
        (await house.Get<MemberList>().OpenAsync(owner, None)).Value.Invitations.Should().ContainSingle();
    }

    [Fact]
    public async Task A_link_that_is_nobodys_is_over_whatever_it_looks_like()
    {
        foreach (var link in new[] { "", "nonsense", new string('A', 43), new string('A', 44), "../../etc/passwd", "' or 1=1 --" })
        {
            (await house.Get<MemberDoor>().OpenAsync(link, House.TestOrigin, None)).Refusal.Should().Be(MemberRefusals.InvitationOver);
            (await JoinAsync(link)).Refusal.Should().Be(MemberRefusals.InvitationOver);
        }
    }

    [Fact]
    public async Task One_account_is_one_member_of_a_practice_also_when_it_was_shut_out()
    {
        var owner = await OwnerAsync();
        var account = Guid.NewGuid();
        var (noa, _) = await house.JoinedAsync(owner, [Hat.Therapist], account: account);
        (await JoinAsync(await house.InvitedAsync(owner, [Hat.Supervisor]), account)).Refusal.Should().Be(MemberRefusals.MemberAlready);
        (await house.Get<BlockMember>().RunAsync(owner, noa.PersonId, None)).IsDone.Should().BeTrue();
        (await JoinAsync(await house.InvitedAsync(owner, [Hat.Therapist]), account)).Refusal.Should().Be(MemberRefusals.MemberAlready, "a letter is no way round a block");
        (await house.Get<ISignInDirectory>().HatsOfAsync(account, None)).Should().BeEmpty();
    }

    [Fact]
    public async Task Whoever_joins_as_an_admin_was_invited_by_an_owner()
    {
        var owner = await OwnerAsync();
        var link = await house.InvitedAsync(owner, [Hat.Admin]);
        (await JoinAsync(link)).Value.Hat.Should().Be(Hat.Admin);
        var demoted = await house.InvitedAsync(owner, [Hat.Admin, Hat.Therapist]);
        (await JoinAsync(demoted)).Value.Hat.Should().Be(Hat.Therapist, "the first of the hats, in their order");
    }

    [Theory]
    [InlineData("")]
    [InlineData("noa")]
    [InlineData("@example.org")]
    [InlineData("noa@")]
    [InlineData("a@b@example.org")]
    [InlineData("noa@example.org\r\nBcc: x@y.z")]
    public async Task What_is_no_address_gets_no_letter(string email) =>
        (await house.Get<InviteMember>().RunAsync(await OwnerAsync(), email, [Hat.Therapist], "he", None)).Refusal.Should().Be(MemberRefusals.EmailWrong);

    [Fact]
    public async Task Somebody_without_a_name_joins_nothing() =>
        (await house.Get<JoinPractice>().RunAsync(await house.InvitedAsync(await OwnerAsync(), [Hat.Therapist]), Guid.NewGuid(), Noa with { Name = " " }, House.TestOrigin, None))
            .Refusal.Should().Be(PracticeRefusals.NameMissing);

    [Fact]
    public async Task Sign_in_sees_an_invitation_by_its_link_only()
    {
        await house.InvitedAsync(await OwnerAsync(), [Hat.Therapist]);
        await using var signIn = await house.RawAsync("tc_signin");
        (await signIn.SeesAsync("tc.member_invitations")).Should().Be("rows 0");
        (await signIn.AskAsync<long>("select count(link_hash) from tc.member_invitations")).Should().Be(0);
        (await signIn.AskAsync<long>("select count(account_id) from tc.members")).Should().Be(0);
        (await signIn.AskAsync<long>("select count(account_id) from tc.guardians")).Should().Be(0);
        (await signIn.TryAsync("select email from tc.member_invitations")).Should().Be("42501");
        (await signIn.TryAsync("update tc.members set blocked_at = null")).Should().Be("42501");
    }
}
