using System.Threading.RateLimiting;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// How often one address may try a password, a code or an invitation's digits: generous for people, slow for guessing.
/// Asked by the page itself, so that the answer is a sentence on the page and what was typed stays.
/// </summary>
public sealed class GuessLimit : IDisposable
{
    public const int PerMinute = 20;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetSlidingWindowLimiter(address, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = PerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        }));

    /// <summary>Takes one try of this request's address. When there is none left, the answer's status says so too.</summary>
    public bool Take(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "");
        if (!lease.IsAcquired) context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
