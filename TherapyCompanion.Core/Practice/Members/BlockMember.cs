using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>What a block did.</summary>
/// <param name="SessionsEnded">How many sign-ins under this practice were going on and are over now.</param>
/// <param name="FilesLeft">How many files nobody has care of who may come in.</param>
public sealed record BlockDone(int SessionsEnded, DateTimeOffset At, int FilesLeft);

/// <summary>
/// Shuts a member out of the practice at once: their sign-ins under it end in the transaction that blocks. It waits for nothing,
/// also not for files that have nobody else: it says how many.
/// </summary>
public sealed class BlockMember(ITherapyDbFactory databases, IMemberSessions sessions, TimeProvider clock)
{
    public async Task<Result<BlockDone>> RunAsync(Actor actor, Guid memberId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MemberBlocked, memberId, null, AuditReason.Administration);
        var me = await db.ActingAdminAsync(ct);
        if (!me.IsDone) return await db.DenyAsync(me.Refusal!, entry, ct);
        var member = await db.Members.SingleOrDefaultAsync(m => m.Id == memberId, ct);
        if (member is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var now = clock.GetUtcNow();
        if (member.Block(me.Value, now) is { } refused) return await db.DenyAsync(refused, entry, ct);
        var left = await db.FilesLeftByAsync(memberId, ct);
        if (await db.SaveAsync(entry, ct) is { } refusal) return refusal;
        return new BlockDone(await sessions.CountEndedByBlockAsync(actor.PracticeId, memberId, now, ct), now, left);
    }
}
