using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>Whoever got the letter joins the practice's staff with their account, a new one or one they had. The link works once.</summary>
public sealed class JoinPractice(ITherapyDbFactory databases, ISignInDirectory directory, TimeProvider clock)
{
    /// <param name="accountId">The account of the person, signed in or just made.</param>
    /// <param name="profile">What they tell of themselves to this practice.</param>
    /// <returns>The first of their hats, for signing in under it.</returns>
    public async Task<Result<WearableHat>> RunAsync(string link, Guid accountId, StaffProfile profile, Origin origin, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(profile.Name)) return PracticeRefusals.NameMissing;
        if (await directory.FindMemberAsync(link, ct) is not { } who) return MemberRefusals.InvitationOver;
        var actor = who.As(accountId, origin);
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MemberJoined, who.MemberId, null, AuditReason.Self);
        // Shut out or not, an account is one member of a practice.
        if (await db.Members.AnyAsync(m => m.AccountId == accountId, ct)) return await db.DenyAsync(MemberRefusals.MemberAlready, entry, ct);
        var invitation = await db.MemberInvitations.SingleOrDefaultAsync(i => i.MemberId == who.MemberId, ct);
        if ((invitation is null ? MemberRefusals.InvitationOver : invitation.Use(clock.GetUtcNow())) is { } refused)
            return await db.DenyAsync(refused, entry, ct);

        db.Members.Add(Member.Invited(invitation!, accountId, profile));
        if (await db.SaveAsync(entry, ct) is { } refusal) return refusal == Refusal.Raced ? MemberRefusals.InvitationOver : refusal;
        return new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId);
    }
}
