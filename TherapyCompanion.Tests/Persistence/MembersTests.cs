using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Owners, admins and the others: who may do what to whom, by the acts and by the database, and what a block does.</summary>
[Trait("Needs", "Database")]
public sealed class MembersTests(StaffHouse house) : IClassFixture<StaffHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private async Task<(Actor Dana, Actor Owner)> PracticeAsync()
    {
        var dana = await house.NewTherapistAsync();
        return (dana, await house.OwnerAsync(dana));
    }

    private async Task<Actor> NewAdminAsync(Actor owner) => await house.ProvedAsync(StaffHouse.As((await house.JoinedAsync(owner, [Hat.Admin, Hat.Therapist], "אדמין")).Actor, Hat.Admin));

    private async Task<MemberRow> RowAsync(Actor admin, Guid memberId) =>
        (await house.Get<MemberList>().OpenAsync(admin, None)).Value.Members.Single(m => m.Id == memberId);

    private Task<IReadOnlyList<WearableHat>> HatsAsync(Guid account) => house.Get<ISignInDirectory>().HatsOfAsync(account, None);

    [Fact]
    public async Task Whoever_opens_a_practice_owns_it()
    {
        var (dana, owner) = await PracticeAsync();
        var view = (await house.Get<MemberList>().OpenAsync(owner, None)).Value;
        view.ByOwner.Should().BeTrue();
        var row = view.Members.Should().ContainSingle().Which;
        (row.Id, row.Name, row.IsOwner, row.IsMe).Should().Be((dana.PersonId, "דנה לוי", true, true));
        row.LastSeen.Should().NotBeNull("the founder is here now");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_fresh_proof_nothing_about_the_staff_changes(bool stale)
    {
        var (dana, owner) = await PracticeAsync();
        var (noa, _) = await house.JoinedAsync(owner, [Hat.Therapist]);
        var id = await house.SeeAsync<Guid>("select id from tc.member_invitations where member_id = $1", noa.PersonId);
        var unproved = await house.InSessionAsync(House.AsAdmin(dana), stale ? house.Clock.GetUtcNow() - Proof.Lasts : null);
        foreach (var admin in new[] { unproved, House.AsAdmin(dana) })
        {
            (await house.Get<InviteMember>().RunAsync(admin, "a@example.org", [Hat.Therapist], "he", None)).Refusal.Should().Be(Refusal.ProveAgain);
            (await house.Get<CloseMemberInvitation>().RunAsync(admin, id, None)).Should().Be(Refusal.ProveAgain);
            (await house.Get<ChangeMemberHats>().RunAsync(admin, noa.PersonId, [Hat.Supervisor], None)).Refusal.Should().Be(Refusal.ProveAgain);
            (await house.Get<ChangeOwner>().RunAsync(admin, noa.PersonId, true, None)).Should().Be(Refusal.ProveAgain);
            (await house.Get<BlockMember>().RunAsync(admin, noa.PersonId, None)).Refusal.Should().Be(Refusal.ProveAgain);
            (await house.Get<UnblockMember>().RunAsync(admin, noa.PersonId, None)).Should().Be(Refusal.ProveAgain);
        }
    }

    [Fact]
    public async Task Ids_of_another_practice_are_not_found()
    {
        var ((dana, _), (_, stranger)) = (await PracticeAsync(), await PracticeAsync());
        var owner = await house.OwnerAsync(dana);
        await house.InvitedAsync(owner, [Hat.Therapist]);
        var invitation = await house.SeeAsync<Guid>("select id from tc.member_invitations where practice_id = $1", dana.PracticeId);
        foreach (var (member, letter) in new[] { (dana.PersonId, invitation), (Guid.NewGuid(), Guid.NewGuid()) })
        {
            (await house.Get<ChangeMemberHats>().RunAsync(stranger, member, [Hat.Supervisor], None)).Refusal.Should().Be(Refusal.NotFound);
            (await house.Get<ChangeOwner>().RunAsync(stranger, member, false, None)).Should().Be(Refusal.NotFound);
            (await house.Get<BlockMember>().RunAsync(stranger, member, None)).Refusal.Should().Be(Refusal.NotFound);
            (await house.Get<UnblockMember>().RunAsync(stranger, member, None)).Should().Be(Refusal.NotFound);
            (await house.Get<CloseMemberInvitation>().RunAsync(stranger, letter, None)).Should().Be(Refusal.NotFound);
        }

        (await RowAsync(owner, dana.PersonId)).BlockedAt.Should().BeNull();
    }

    [Fact]
    public async Task A_block_ends_the_sign_ins_here_says_how_many_and_leaves_other_practices_alone()
    {
        var (_, owner) = await PracticeAsync();
        var (_, elsewhere) = await PracticeAsync();
        var account = Guid.NewGuid();
        var (noa, _) = await house.JoinedAsync(owner, [Hat.Therapist, Hat.Supervisor], account: account);
        var (noaThere, _) = await house.JoinedAsync(elsewhere, [Hat.Therapist], account: account);
        Actor[] here =
        [
            await house.ProvedAsync(noa), await house.ProvedAsync(noa), await house.ProvedAsync(StaffHouse.As(noa, Hat.Supervisor)),
        ];
        var there = await house.ProvedAsync(noaThere);
        // One that ran out long ago is not closed by anybody.
        var old = await house.ProvedAsync(noa);
        await house.ForceAsync("update signin.sessions set expires_at = $1 where id = $2", house.Clock.GetUtcNow().AddHours(-1), old.SessionId!.Value);
        (await house.Get<PatientList>().OpenAsync(here[0], None)).IsDone.Should().BeTrue();

        var done = (await house.Get<BlockMember>().RunAsync(owner, noa.PersonId, None)).Value;
        (done.SessionsEnded, done.At, done.FilesLeft).Should().Be((3, house.Clock.GetUtcNow(), 0));
        foreach (var gone in here)
        {
            var open = () => house.Databases.OpenAsync(gone, None);
            await open.Should().ThrowAsync<SessionOverException>("it is over in the transaction that blocked");
        }

        (await house.Get<PatientList>().OpenAsync(there, None)).IsDone.Should().BeTrue("the other practice is not this admin's");
        (await HatsAsync(account)).Should().Equal(new WearableHat(Hat.Therapist, noaThere.PracticeId, noaThere.PersonId));
        (await RowAsync(owner, noa.PersonId)).BlockedAt.Should().BeCloseTo(done.At, TimeSpan.FromMicroseconds(1));
        (await house.Get<BlockMember>().RunAsync(owner, noa.PersonId, None)).Refusal.Should().Be(MemberRefusals.Blocked);

        (await house.Get<UnblockMember>().RunAsync(owner, noa.PersonId, None)).Should().BeNull();
        (await HatsAsync(account)).Should().HaveCount(3);
        var again = () => house.Databases.OpenAsync(here[0], None);
        await again.Should().ThrowAsync<SessionOverException>("what ended stays ended");
    }

    [Fact]
    public async Task A_sign_in_under_way_while_the_door_closes_does_not_stay_inside()
    {
        var (_, owner) = await PracticeAsync();
        var account = await house.NewAccountAsync($"w{Guid.NewGuid():N}@example.org", "orchard lantern 1948 tide");
        var (noa, hat) = await house.JoinedAsync(owner, [Hat.Therapist, Hat.Supervisor], account: account);
        for (var round = 0; round < 20; round++)
        {
            var block = round % 2 == 0;
            var seen = await HatsAsync(account);
            await DoorHouse.AtOnceAsync(4, async i =>
            {
                if (i == 3)
                    return block
                        ? (await house.Get<BlockMember>().RunAsync(owner, noa.PersonId, None)).Refusal
                        : (await house.Get<ChangeMemberHats>().RunAsync(owner, noa.PersonId, [Hat.Supervisor], None)).Refusal;
                try
                {
                    await house.Get<SignIns>().BeginAsync(account, seen.Single(h => h.Hat is Hat.Therapist), House.TestOrigin, null, None);
                }
                catch (Exception e) when (e.GetBaseException() is Npgsql.PostgresException { SqlState: "TC009" })
                {
                    // It came after the door had closed.
                }

                return null;
            });
            (await house.SeeAsync<long>("select count(*) from signin.sessions where account_id = $1 and hat = 'Therapist' and ended_at is null", account)).Should().Be(0, $"round {round}");
            if (block) (await house.Get<UnblockMember>().RunAsync(owner, noa.PersonId, None)).Should().BeNull();
            else (await house.Get<ChangeMemberHats>().RunAsync(owner, noa.PersonId, [Hat.Therapist, Hat.Supervisor], None)).Refusal.Should().BeNull();
        }

        (await house.Get<SignIns>().BeginAsync(account, hat, House.TestOrigin, null, None)).EndedAt.Should().BeNull("with the hat back the door is open");
    }

    [Fact]
    public async Task A_hat_that_is_taken_ends_its_sign_ins_and_no_others()
    {
        var (_, owner) = await PracticeAsync();
        var (noa, _) = await house.JoinedAsync(owner, [Hat.Therapist, Hat.Supervisor]);
        var (therapist, supervisor) = (await house.ProvedAsync(noa), await house.ProvedAsync(StaffHouse.As(noa, Hat.Supervisor)));
        (await house.Get<ChangeMemberHats>().RunAsync(owner, noa.PersonId, [Hat.Therapist], None)).Refusal.Should().BeNull();
        var open = () => house.Databases.OpenAsync(supervisor, None);
        await open.Should().ThrowAsync<SessionOverException>();
        (await house.Get<PatientList>().OpenAsync(therapist, None)).IsDone.Should().BeTrue();
    }

    [Fact]
    public async Task Files_that_nobody_else_has_keep_the_hat_but_not_the_door_open()
    {
        var (dana, owner) = await PracticeAsync();
        var (noa, _) = await house.JoinedAsync(owner, [Hat.Therapist]);
        var (shared, alone) = (await house.NewPatientAsync(noa, "א"), await house.NewPatientAsync(noa, "ב"));
        await house.NewPatientAsync(noa, "ג");
        await house.GiveCareAsync(dana, shared);
        // A stand-in is nobody's carer: their day comes.
        (await house.Get<AppointStandIn>().RunAsync(noa, dana.PersonId, [alone], Proved.DatabaseNow.AddDays(3), None)).Value.Should().Be(1);

        (await house.Get<ChangeMemberHats>().RunAsync(owner, noa.PersonId, [Hat.Supervisor], None)).Should().Be((MemberRefusals.FilesLeft, 2));
        await using (var raw = await house.RawAsAsync(owner))
            (await raw.TryAsync($"update tc.members set hats = array['Supervisor'] where id = '{noa.PersonId}'")).Should().Be("TC008");
        (await house.Get<BlockMember>().RunAsync(owner, noa.PersonId, None)).Value.FilesLeft.Should().Be(2);
        // Somebody blocked counts for nobody's care.
        (await house.Get<ChangeMemberHats>().RunAsync(owner, dana.PersonId, [Hat.Admin], None)).Should().Be((MemberRefusals.FilesLeft, 1));
    }

    [Fact]
    public async Task What_a_blocked_person_approved_does_not_leave_any_more()
    {
        var (_, owner) = await PracticeAsync();
        var (noa, _) = await house.JoinedAsync(owner, [Hat.Therapist]);
        var patient = await house.NewPatientAsync(noa);
        var (stopped, forced) = (await house.NewMessageAsync(noa, patient), await house.NewMessageAsync(noa, patient));
        (await house.ApproveAsync(noa, stopped)).IsDone.Should().BeTrue();
        (await house.ApproveAsync(noa, forced)).IsDone.Should().BeTrue();
        (await house.Get<BlockMember>().RunAsync(owner, noa.PersonId, None)).IsDone.Should().BeTrue();
        await using (var job = await house.RawAsAsync(Actor.Job(noa.PracticeId)))
            (await job.TryAsync($"update tc.messages set state = 'Sent', sent_at = due_at where id = '{forced}'")).Should().Be("TC005");
        house.Clock.Advance(TimeSpan.FromDays(4));
        await house.DeliverAsync(noa);
        house.Clock.Advance(TimeSpan.FromDays(-4));
        (await house.SeeAllAsync("select state, paused_by from tc.messages where patient_id = $1", patient)).Should().AllSatisfy(
            m => m.Should().Equal(nameof(MessageState.Paused), nameof(PauseCause.CareEnded)));
    }

    [Fact]
    public async Task A_blocked_persons_account_is_nobodys_to_take()
    {
        var (_, owner) = await PracticeAsync();
        var email = $"b{Guid.NewGuid():N}@example.org";
        var account = await house.NewAccountAsync(email, "orchard lantern 1948 tide");
        var (noa, _) = await house.JoinedAsync(owner, [Hat.Therapist], account: account);
        (await house.Get<BlockMember>().RunAsync(owner, noa.PersonId, None)).IsDone.Should().BeTrue();
        house.Clock.Advance(TimeSpan.FromMinutes(11));
        (await house.RegisterAsync(email, "another long password")).Refusal.Should().Be(AccountRefusals.EmailUnusable);
        (await house.Get<ISignInDirectory>().BelongsAsync(account, None)).Should().BeTrue();
        (await HatsAsync(account)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_mere_admin_does_nothing_to_an_owner_and_makes_no_admin()
    {
        var (dana, owner) = await PracticeAsync();
        var admin = await NewAdminAsync(owner);
        var (noa, _) = await house.JoinedAsync(owner, [Hat.Therapist]);
        (await house.Get<BlockMember>().RunAsync(admin, dana.PersonId, None)).Refusal.Should().Be(MemberRefusals.OwnersOnly);
        (await house.Get<ChangeMemberHats>().RunAsync(admin, dana.PersonId, [Hat.Therapist], None)).Refusal.Should().Be(MemberRefusals.OwnersOnly);
        (await house.Get<ChangeMemberHats>().RunAsync(admin, noa.PersonId, [Hat.Therapist, Hat.Admin], None)).Refusal.Should().Be(MemberRefusals.OwnersOnly);
        (await house.Get<ChangeOwner>().RunAsync(admin, admin.PersonId, true, None)).Should().Be(MemberRefusals.OwnersOnly);
        (await house.Get<ChangeOwner>().RunAsync(admin, dana.PersonId, false, None)).Should().Be(MemberRefusals.OwnersOnly);
        (await house.Get<InviteMember>().RunAsync(admin, "x@example.org", [Hat.Admin], "he", None)).Refusal.Should().Be(MemberRefusals.OwnersOnly);
        (await house.Get<BlockMember>().RunAsync(admin, noa.PersonId, None)).IsDone.Should().BeTrue("the rest is theirs");
        (await house.Get<BlockMember>().RunAsync(admin, admin.PersonId, None)).Refusal.Should().Be(MemberRefusals.OwnBlock);
        (await house.Get<BlockMember>().RunAsync(owner, owner.PersonId, None)).Refusal.Should().Be(MemberRefusals.OwnBlock);

        // The same by hand, over a connection that has the admin's role.
        await using var raw = await house.RawAsAsync(admin);
        foreach (var forged in new[]
        {
            $"update tc.members set blocked_at = now() where id = '{dana.PersonId}'",
            $"update tc.members set owner_since = now() where id = '{admin.PersonId}'",
            $"update tc.members set owner_since = null where id = '{dana.PersonId}'",
            $"update tc.members set hats = array['Therapist', 'Admin'] where id = '{noa.PersonId}'",
            $"update tc.members set owner_since = null, hats = array['Therapist'] where id = '{dana.PersonId}'",
            $"update tc.members set blocked_at = now() where id = '{admin.PersonId}'",
            $"insert into tc.members (practice_id, id, account_id, hats, name, title, licence, form) values ('{dana.PracticeId}', gen_random_uuid(), gen_random_uuid(), array['Admin'], '', '', '', '')",
            $"insert into tc.member_invitations values ('{dana.PracticeId}', gen_random_uuid(), gen_random_uuid(), sha256('forged'), array['Admin'], 'x', '{admin.PersonId}', now(), now() + interval '7 days', 'Open')",
            $"insert into tc.member_invitations values ('{dana.PracticeId}', gen_random_uuid(), gen_random_uuid(), sha256('forged'), array['Therapist'], 'x', '{dana.PersonId}', now(), now() + interval '7 days', 'Open')",
            $"update tc.member_invitations set state = 'Used' where member_id = '{noa.PersonId}'",
        }) (await raw.TryAsync(forged)).Should().BeOneOf(["TC001", "TC002", "TC009"], forged);
        (await raw.TryAsync($"update tc.members set account_id = gen_random_uuid() where id = '{noa.PersonId}'")).Should().Be("TC001");
        (await raw.TryAsync($"delete from tc.members where id = '{noa.PersonId}'")).Should().Be("42501");
    }

    [Theory]
    [InlineData(Hat.Therapist)]
    [InlineData(Hat.Supervisor)]
    public async Task Nobody_without_the_admins_hat_changes_the_staff(Hat hat)
    {
        var (dana, owner) = await PracticeAsync();
        var (noa, _) = await house.JoinedAsync(owner, [hat]);
        (await house.Get<MemberList>().OpenAsync(noa, None)).Refusal.Should().Be(Refusal.NotAllowed);
        (await house.Get<BlockMember>().RunAsync(await house.ProvedAsync(noa), dana.PersonId, None)).Refusal.Should().Be(Refusal.NotAllowed);
        // An admin whose hat was taken a moment ago is none, whatever the cookie says.
        (await house.Get<BlockMember>().RunAsync(await house.ProvedAsync(StaffHouse.As(noa, Hat.Admin)), dana.PersonId, None)).Refusal.Should().Be(Refusal.NotAllowed);
        await using var raw = await house.RawAsAsync(noa);
        (await raw.TryAsync($"update tc.members set hats = array['Admin'] where id = '{noa.PersonId}'")).Should().Be("42501");
        (await raw.TryAsync($"insert into tc.members (practice_id, id, account_id, hats, name, title, licence, form) values ('{dana.PracticeId}', gen_random_uuid(), gen_random_uuid(), array['Therapist'], '', '', '', '')"))
            .Should().Be("42501", "nobody enters another");
        await using var posing = await house.RawAsAsync(StaffHouse.As(noa, Hat.Admin));
        (await posing.TryAsync($"update tc.members set blocked_at = now() where id = '{dana.PersonId}'")).Should().Be("TC009");
    }

    [Fact]
    public async Task Nobody_enters_themselves_without_an_invitation_to_exactly_these_hats()
    {
        var (_, owner) = await PracticeAsync();
        var link = await house.InvitedAsync(owner, [Hat.Therapist]);
        var who = (await house.Get<ISignInDirectory>().FindMemberInvitationAsync(MemberInvitation.HashLink(MemberInvitation.ReadLink(link)!), None))!;
        var account = Guid.NewGuid();
        string Enter(Guid id, string hats) =>
            $"insert into tc.members (practice_id, id, account_id, hats, name, title, licence, form) values ('{who.PracticeId}', '{id}', '{account}', array[{hats}], '', '', '', '')";
        await using var uninvited = await house.RawAsAsync(Actor.Therapist(who.PracticeId, account, Guid.NewGuid(), House.TestOrigin));
        var self = await uninvited.AskAsync<Guid>("select tc.person()");
        (await uninvited.TryAsync(Enter(self, "'Therapist'"))).Should().Be("TC002");
        await using var invited = await house.RawAsAsync(Actor.Therapist(who.PracticeId, account, who.MemberId, House.TestOrigin));
        (await invited.TryAsync(Enter(who.MemberId, "'Therapist'"))).Should().Be("TC002", "the invitation has not been used");
        (await invited.TryAsync($"update tc.member_invitations set state = 'Used'; {Enter(who.MemberId, "'Therapist', 'Admin'")}")).Should().Be("TC002", "it was to one hat");
        (await invited.TryAsync($"update tc.member_invitations set hats = array['Admin']")).Should().Be("42501");
        (await invited.TryAsync($"update tc.member_invitations set state = 'Used'; {Enter(who.MemberId, "'Therapist'")}")).Should().StartWith("rows ");
    }

    [Fact]
    public async Task Two_owners_who_unmake_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 8; round++)
        {
            var (dana, owner) = await PracticeAsync();
            var admin = await NewAdminAsync(owner);
            (await house.Get<ChangeOwner>().RunAsync(owner, admin.PersonId, true, None)).Should().BeNull();
            var both = await DoorHouse.AtOnceAsync(2, i => house.Get<ChangeOwner>().RunAsync(i == 0 ? owner : admin, i == 0 ? admin.PersonId : dana.PersonId, false, None));
            both.Count(r => r is null).Should().Be(1);
            both.Should().Contain(r => r == Refusal.Raced || r == MemberRefusals.OwnersOnly || r == MemberRefusals.LastOwner);
            (await house.SeeAsync<long>("select count(*) from tc.members where practice_id = $1 and owner_since is not null", dana.PracticeId)).Should().BeGreaterThanOrEqualTo(1);
        }
    }

    [Fact]
    public async Task By_hand_too_a_practice_keeps_an_owner_who_can_come_in()
    {
        var (dana, owner) = await PracticeAsync();
        await using var raw = await house.RawAsAsync(owner);
        (await raw.TryAsync($"update tc.members set owner_since = null where id = '{dana.PersonId}'")).Should().Be("TC007");
        (await raw.TryAsync($"update tc.members set hats = array['Therapist'] where id = '{dana.PersonId}'")).Should().Be("23514", "an owner is an admin");
        await using var super = await house.RawAsync("superuser");
        (await super.TryAsync($"update tc.members set owner_since = null where id = '{dana.PersonId}'")).Should().Be("TC007", "whoever asks");
        (await super.TryAsync($"update tc.members set blocked_at = now() where id = '{dana.PersonId}'")).Should().Be("TC007");
        (await house.Get<ChangeOwner>().RunAsync(owner, dana.PersonId, false, None)).Should().Be(MemberRefusals.LastOwner);
        (await house.Get<ChangeMemberHats>().RunAsync(owner, dana.PersonId, [Hat.Therapist], None)).Refusal.Should().Be(MemberRefusals.LastAdmin);
    }
}
