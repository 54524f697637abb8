using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Practice.Members;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>What the staff's page asks of sign-ins, over the login that has them: moments and a count, no device and no address.</summary>
public sealed class MemberSessions(IDbContextFactory<SignInDb> databases) : IMemberSessions
{
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> LastSeenAsync(Guid practiceId, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Sessions.Where(s => s.PracticeId == practiceId && s.Hat != "Patient" && s.Hat != "Guardian")
            .GroupBy(s => s.PersonId).Select(g => new { g.Key, LastSeen = g.Max(s => s.SeenAt) }).ToDictionaryAsync(g => g.Key, g => g.LastSeen, ct);
    }

    public async Task<int> CountEndedByBlockAsync(Guid practiceId, Guid memberId, DateTimeOffset blockedAt, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Sessions.CountAsync(
            s => s.PracticeId == practiceId && s.PersonId == memberId && s.EndedBy == SessionEnd.Blocked && s.EndedAt == blockedAt && s.ExpiresAt > blockedAt, ct);
    }
}
