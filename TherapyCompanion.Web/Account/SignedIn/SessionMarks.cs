using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// A page or endpoint that asks for a proof of a factor no older than <see cref="Core.Practice.Proof.Lasts"/>: <c>@attribute [FreshProof]</c>
/// on a page, <c>.WithMetadata(new FreshProofAttribute())</c> on an endpoint. Without one, whoever comes is sent to <c>/prove</c> and
/// comes back by a plain GET; a post is not repeated for them.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FreshProofAttribute : Attribute;

/// <summary>A page or endpoint that also answers while the sign-in is locked: what unlocks it, and what only tells its state.</summary>
/// <param name="method">The one method that does; null for all.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenWhileLockedAttribute(string? method = null) : Attribute
{
    public string? Method => method;
}

/// <summary>Asked by a script: it keeps nobody signed in, and is told 401 or 423 instead of being shown a door.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class InBackgroundAttribute : Attribute;

/// <summary>The sign-in of this request, as its row was when the request began.</summary>
public static class CurrentSession
{
    /// <summary>Null on pages that anybody may open: they ask no database who this is.</summary>
    public static SignInSession? SessionOf(this HttpContext context) => context.Features.Get<SignInSession>();

    /// <summary>Whether the person has to come back to it first.</summary>
    public static bool IsLocked(this HttpContext context, DateTimeOffset now) => context.SessionOf()?.StateAt(now) is SessionState.Locked or SessionState.Expired;
}
