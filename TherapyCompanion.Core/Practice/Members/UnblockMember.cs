using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>A blocked member may come in again. What ended stays ended: they sign in anew.</summary>
public sealed class UnblockMember(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, Guid memberId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MemberUnblocked, memberId, null, AuditReason.Administration);
        var me = await db.ActingAdminAsync(ct);
        if (!me.IsDone) return await db.DenyAsync(me.Refusal!, entry, ct);
        var member = await db.Members.SingleOrDefaultAsync(m => m.Id == memberId, ct);
        if (member is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        return member.Unblock(me.Value) is { } refused ? await db.DenyAsync(refused, entry, ct) : await db.SaveAsync(entry, ct);
    }
}
