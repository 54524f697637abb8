namespace TherapyCompanion.Core.Practice.Members;

/// <summary>The little that the staff's page asks of sign-ins, which lie outside the practice's records.</summary>
public interface IMemberSessions
{
    /// <summary>When each member was last active under this practice; who never was is not in it.</summary>
    Task<IReadOnlyDictionary<Guid, DateTimeOffset>> LastSeenAsync(Guid practiceId, CancellationToken ct);

    /// <summary>How many sign-ins a block ended: those that were going on at that moment.</summary>
    Task<int> CountEndedByBlockAsync(Guid practiceId, Guid memberId, DateTimeOffset blockedAt, CancellationToken ct);
}
