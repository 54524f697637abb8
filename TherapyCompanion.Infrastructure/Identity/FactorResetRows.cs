using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>The requests for the practice's management, and their approval.</summary>
public sealed class FactorResetRows(IDbContextFactory<SignInDb> databases, AccountTrail trail, TimeProvider clock) : IFactorResets
{
    public async Task<IReadOnlyList<OpenReset>> OpenOfAsync(IReadOnlyCollection<Guid> accountIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.FactorResets.AsNoTracking()
            .Where(r => accountIds.Contains(r.AccountId) && (r.State == ResetState.Asked || r.State == ResetState.Approved) && r.EndsAt > now)
            .OrderBy(r => r.AskedAt)
            .Select(r => new OpenReset(r.Id, r.AccountId, r.AskedAt, r.DueAt, r.State == ResetState.Approved)).ToListAsync(ct);
    }

    public async Task<Refusal?> ApproveAsync(OpenReset reset, Actor by, ResetReason reason, Func<Task> record, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.FactorResets.SingleOrDefaultAsync(r => r.Id == reset.Id, ct) is not { } row) return Refusal.NotFound;
        if (row.Approve(by, reason, clock.GetUtcNow()) is { } refusal) return refusal;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Raced;
        }

        await record();
        await trail.RecordByAnotherAsync(row.AccountId, AuditAction.FactorResetApproved, by.PracticeId, ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}
