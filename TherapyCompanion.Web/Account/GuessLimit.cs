using System.Globalization;
using System.Threading.RateLimiting;

namespace TherapyCompanion.Web.Account;

/// <summary>What one tries, each with a limit of its own: who mistypes a password has not used up the tries for a code.</summary>
public enum GuessKind
{
    /// <summary>An address and a password.</summary>
    Password,

    /// <summary>A code, or a proof of another kind.</summary>
    Code,

    /// <summary>A link for a new password, and the page behind it.</summary>
    Reset,

    /// <summary>An invitation's digits.</summary>
    Invitation,

    /// <summary>A new practice.</summary>
    SignUp,
}

/// <summary>
/// How often one address may try within a minute: generous for people, slow for guessing. It is the first line, in this
/// node's memory, before anything is hashed or looked up; the count that lasts is <see cref="SignInGuard"/>'s. Asked by the
/// page itself, so that the answer is a sentence on the page and what was typed stays.
/// </summary>
public sealed class GuessLimit : IDisposable
{
    public const int PerMinute = 20;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<(GuessKind Kind, string From)> _limiter =
        PartitionedRateLimiter.Create<(GuessKind Kind, string From), (GuessKind, string)>(place =>
            RateLimitPartition.GetSlidingWindowLimiter(place, p => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = p.Item1 is GuessKind.Reset or GuessKind.SignUp ? PerMinute / 2 : PerMinute,
                Window = Window,
                SegmentsPerWindow = 6,
            }));

    /// <summary>Takes one try of this request's address. When there is none left, the answer's status says so too.</summary>
    public bool Take(HttpContext context, GuessKind kind = GuessKind.Code)
    {
        using var lease = _limiter.AttemptAcquire((kind, Network.Of(context)));
        if (!lease.IsAcquired) Refuse(context, Window);
        return lease.IsAcquired;
    }

    /// <summary>Marks the answer as one that may be asked for again later.</summary>
    internal static void Refuse(HttpContext context, TimeSpan wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => _limiter.Dispose();
}
