namespace TherapyCompanion.Core.Practice;

/// <summary>Why somebody needs a new second factor, from a list.</summary>
public enum ResetReason
{
    /// <summary>The phone or the key is lost or was stolen.</summary>
    DeviceLost,

    /// <summary>A new phone or computer took the old one's place.</summary>
    DeviceReplaced,

    /// <summary>It broke.</summary>
    DeviceBroken,

    /// <summary>Something else.</summary>
    OtherReason,
}

/// <summary>A request for a new second factor that is still open.</summary>
/// <param name="DueAt">From here on it needs nobody's approval.</param>
/// <param name="IsApproved">Whether it only waits for the person to sign in.</param>
public sealed record OpenReset(Guid Id, Guid AccountId, DateTimeOffset AskedAt, DateTimeOffset DueAt, bool IsApproved);

/// <summary>
/// Requests for a new second factor. They belong to accounts and not to a practice; whose they are to decide upon, the acts say.
/// </summary>
public interface IFactorResets
{
    /// <summary>The open requests of these accounts, the oldest first.</summary>
    Task<IReadOnlyList<OpenReset>> OpenOfAsync(IReadOnlyCollection<Guid> accountIds, CancellationToken ct);

    /// <summary>Approves a request; of two approvals, or an approval and a stop, the second is refused.</summary>
    /// <param name="record">Writes the approval's audit entry; where it can't, nothing is approved.</param>
    Task<Refusal?> ApproveAsync(OpenReset reset, Actor by, ResetReason reason, Func<Task> record, CancellationToken ct);
}
