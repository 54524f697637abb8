using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Account.SignedIn;
using TherapyCompanion.Web.Live;

namespace TherapyCompanion.Web.Account;

/// <summary>A cookie is worth what its sign-in's row says now: asked at every request, so that an end holds at once.</summary>
public sealed class SessionCheck(SignIns sessions, TimeProvider clock) : CookieAuthenticationEvents
{
    // Activity is written at most this often; limits are minutes.
    private static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(20);

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        // What anybody may open asks no database who this is: help has to come also when there is none.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return;
        var ct = context.HttpContext.RequestAborted;
        if (Claims.ActorFrom(context.Principal!) is { SessionId: { } id } && await sessions.FindAsync(id, ct) is { } session && !session.IsOver(clock.GetUtcNow()))
        {
            context.HttpContext.Features.Set(session);
            if (!IsBackground(context.HttpContext) && clock.GetUtcNow() - session.SeenAt >= SeenEvery) await sessions.SeenAsync(session, ct);
            return;
        }

        context.RejectPrincipal();
        // A script's question may have been on its way while this browser got another cookie: it takes none away.
        if (!IsBackground(context.HttpContext)) await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        // A script is told so; only a person is shown the way to the door.
        if (IsBackground(context.HttpContext))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.ContentLength = 0; // no page in its place
            return Task.CompletedTask;
        }

        return base.RedirectToLogin(context);
    }

    /// <summary>The pages lead on by themselves, after a look at where to; the framework's own reading of "to" would come first, and laxer.</summary>
    public override Task RedirectToReturnUrl(RedirectContext<CookieAuthenticationOptions> context) => Task.CompletedTask;

    private static bool IsBackground(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<InBackgroundAttribute>() is not null || SessionGate.IsCircuit(context);
}
