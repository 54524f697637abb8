using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Live;

namespace TherapyCompanion.Web.Account;

/// <summary>A cookie is worth what its sign-in's row says now: asked at every request, so that an end holds at once.</summary>
public sealed class SessionCheck(SignIns sessions, TimeProvider clock) : CookieAuthenticationEvents
{
    /// <summary>Asked by a script in the background, so they keep nobody signed in.</summary>
    internal const string InBackground = "/messages/latest";

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        // What anybody may open asks no database who this is: help has to come also when there is none.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return;
        var ct = context.HttpContext.RequestAborted;
        if (Claims.ActorFrom(context.Principal!) is { SessionId: { } id } && await sessions.FindAsync(id, ct) is { } session && !session.IsOver(clock.GetUtcNow()))
        {
            context.HttpContext.Features.Set(session);
            if (!IsBackground(context.HttpContext)) await sessions.SeenAsync(session, ct);
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        // A script is told so; only a person is shown the way to the door.
        if (IsBackground(context.HttpContext) || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return base.RedirectToLogin(context);
    }

    /// <summary>The pages lead on by themselves, after a look at where to; the framework's own reading of "to" would come first, and laxer.</summary>
    public override Task RedirectToReturnUrl(RedirectContext<CookieAuthenticationOptions> context) => Task.CompletedTask;

    private static bool IsBackground(HttpContext context) => context.Request.Path.Equals(InBackground, StringComparison.Ordinal);
}
