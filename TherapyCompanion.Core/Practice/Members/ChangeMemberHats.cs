using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>An admin gives a member hats and takes others. Sign-ins under a hat that was taken end in the same transaction.</summary>
public sealed class ChangeMemberHats(ITherapyDbFactory databases)
{
    /// <returns>Why not; and, where taking the therapist's hat would leave files with nobody, how many.</returns>
    public async Task<(Refusal? Refusal, int FilesLeft)> RunAsync(Actor actor, Guid memberId, IReadOnlyCollection<Hat> hats, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MemberHatsChanged, memberId, null, AuditReason.Administration);
        var me = await db.ActingAdminAsync(ct);
        if (!me.IsDone) return (await db.DenyAsync(me.Refusal!, entry, ct), 0);
        var member = await db.Members.SingleOrDefaultAsync(m => m.Id == memberId, ct);
        if (member is null) return (await db.DenyAsync(Refusal.NotFound, entry, ct), 0);

        var left = hats.Contains(Hat.Therapist) ? 0 : await db.FilesLeftByAsync(memberId, ct);
        var refused = member.ChangeHats(me.Value, hats, await db.HasAnotherAdminAsync(memberId, ct), left);
        if (refused is not null) return (await db.DenyAsync(refused, entry, ct), refused == MemberRefusals.FilesLeft ? left : 0);
        return (await db.SaveAsync(entry, ct), 0);
    }
}
