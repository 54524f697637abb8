using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>An owner makes another owner, or takes the mark from one, from themselves too; never from the last.</summary>
public sealed class ChangeOwner(ITherapyDbFactory databases, TimeProvider clock)
{
    public async Task<Refusal?> RunAsync(Actor actor, Guid memberId, bool owner, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.OwnerChanged, memberId, null, AuditReason.Administration);
        var me = await db.ActingAdminAsync(ct);
        if (!me.IsDone) return await db.DenyAsync(me.Refusal!, entry, ct);
        var member = await db.Members.SingleOrDefaultAsync(m => m.Id == memberId, ct);
        if (member is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var refused = owner ? member.MakeOwner(me.Value, clock.GetUtcNow()) : member.UnmakeOwner(me.Value, await db.HasAnotherOwnerAsync(memberId, ct));
        return refused is null ? await db.SaveAsync(entry, ct) : await db.DenyAsync(refused, entry, ct);
    }
}
