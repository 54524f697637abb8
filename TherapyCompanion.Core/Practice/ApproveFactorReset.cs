using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice;

/// <summary>
/// An admin of the practice, having seen the person, approves that they set up a new second factor. The second person of the
/// reset: never the one who asked, and only with a fresh proof of their own.
/// </summary>
public sealed class ApproveFactorReset(ITherapyDbFactory databases, IFactorResets resets)
{
    /// <param name="seen">Whether the admin says that they saw the person.</param>
    public async Task<Refusal?> RunAsync(Actor actor, Guid resetId, ResetReason reason, bool seen, CancellationToken ct)
    {
        if (actor.Hat is not Hat.Admin) return Refusal.NotAllowed;
        await using var db = await databases.OpenAsync(actor, ct);
        var staff = await db.Members.AsNoTracking().Where(m => m.PracticeId == actor.PracticeId && m.BlockedAt == null).Select(m => m.AccountId).ToListAsync(ct);
        // Another practice's request, or a blocked person's, is not there.
        if ((await resets.OpenOfAsync(staff, ct)).SingleOrDefault(r => r.Id == resetId) is not { } reset) return Refusal.NotFound;

        var entry = new AuditEntry(AuditAction.FactorResetApproved, reset.AccountId, null, AuditReason.Administration);
        if (reset.AccountId == actor.AccountId) return await db.DenyAsync(FactorResetRefusals.OwnRequest, entry, ct);
        if (!await db.HasFreshProofAsync(ct)) return Refusal.ProveAgain;
        if (!seen) return FactorResetRefusals.NotSeen;
        return await resets.ApproveAsync(reset, actor, reason, () => db.RecordAsync(entry, ct), ct);
    }
}
