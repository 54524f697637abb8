namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Why a sign-in ended.</summary>
public enum SessionEnd
{
    /// <summary>The person left.</summary>
    SignedOut,

    /// <summary>A newer sign-in of the same browser took its place: another hat, or signing in again.</summary>
    Replaced,

    /// <summary>The person ended it from the list of their sign-ins.</summary>
    Revoked,

    /// <summary>An admin blocked the person.</summary>
    Blocked,

    /// <summary>The hat it wore was taken.</summary>
    HatTaken,

    /// <summary>The account's password or factors changed elsewhere.</summary>
    SecretsChanged,
}

/// <summary>What a sign-in is worth at a moment.</summary>
public enum SessionState
{
    /// <summary>The person is there.</summary>
    Live,

    /// <summary>The person left the page alone, or locked it: one factor brings it back.</summary>
    Locked,

    /// <summary>It reached its absolute limit: all factors bring it back, and until then no database opens for it.</summary>
    Expired,

    /// <summary>Nothing brings it back.</summary>
    Over,
}

/// <summary>
/// A sign-in: one account under one hat in one browser. The cookie carries its id; the row decides. It locks over the page after
/// a time without activity and after its absolute limit asks for all factors again (NIST SP 800-63B, reauthentication at AAL2).
/// </summary>
public sealed class SignInSession
{
    /// <summary>How long after its absolute limit a sign-in can still be brought back: a page left open overnight keeps its words.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid PracticeId { get; init; }

    /// <summary>A name of <see cref="Core.Hat"/>.</summary>
    public string Hat { get; init; } = "";
    public Guid PersonId { get; init; }

    /// <summary>What the browser calls itself, sealed.</summary>
    public string Device { get; init; } = "";

    /// <summary>The network address it began from, sealed.</summary>
    public string Address { get; init; } = "";
    public DateTimeOffset BeganAt { get; init; }
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>The last proof of a second factor; null while there was none.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>Since when it is locked by hand or by its page.</summary>
    public DateTimeOffset? LockedAt { get; init; }

    /// <summary>After how long without activity it counts as locked.</summary>
    public int IdleSeconds { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public SessionEnd? EndedBy { get; init; }

    public SessionState StateAt(DateTimeOffset now) =>
        EndedAt is not null || ExpiresAt + Grace <= now ? SessionState.Over
        : ExpiresAt <= now ? SessionState.Expired
        : LockedAt is not null || SeenAt.AddSeconds(IdleSeconds) <= now ? SessionState.Locked
        : SessionState.Live;

    /// <summary>Whether nothing brings it back.</summary>
    public bool IsOver(DateTimeOffset now) => StateAt(now) is SessionState.Over;
}
