using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>What an invited person sees before joining: whose practice, which hats, and the address the letter went to.</summary>
public sealed record MemberDoorView(string PracticeName, IReadOnlyList<Hat> Hats, string Email);

/// <summary>
/// Shows an open invitation to the staff by its link. The answer depends on the link alone: not on who has an account.
/// </summary>
public sealed class MemberDoor(ITherapyDbFactory databases, ISignInDirectory directory, TimeProvider clock)
{
    public async Task<Result<MemberDoorView>> OpenAsync(string link, Origin origin, CancellationToken ct)
    {
        if (await directory.FindMemberAsync(link, ct) is not { } who) return MemberRefusals.InvitationOver;
        await using var db = await databases.OpenAsync(who.As(Guid.Empty, origin), ct);
        var invitation = await db.MemberInvitations.AsNoTracking().SingleOrDefaultAsync(i => i.MemberId == who.MemberId, ct);
        if (invitation is null || !invitation.IsOpen(clock.GetUtcNow())) return MemberRefusals.InvitationOver;

        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == who.PracticeId, ct);
        return new MemberDoorView(
            await db.RevealAsync<TherapyPractice>(practice.Id, p => p.Name, practice.Name, ct), invitation.HatsGiven(),
            await db.RevealAsync<MemberInvitation>(invitation.Id, i => i.Email, invitation.Email, ct));
    }
}

/// <summary>From a link to the one who will come in by it.</summary>
public static class InvitedMembers
{
    /// <summary>Whose invitation this link is; null when it is nobody's.</summary>
    public static async Task<InvitedMember?> FindMemberAsync(this ISignInDirectory directory, string link, CancellationToken ct) =>
        MemberInvitation.ReadLink(link) is { } bytes ? await directory.FindMemberInvitationAsync(MemberInvitation.HashLink(bytes), ct) : null;

    /// <summary>Whoever comes in, under the first of their hats: the database shows them their invitation and the practice's name.</summary>
    public static Actor As(this InvitedMember who, Guid accountId, Origin origin) =>
        Actor.Wearing(who.Hats[0], who.PracticeId, accountId, who.MemberId, origin);
}
