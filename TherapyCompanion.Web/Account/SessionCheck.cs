using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Live;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Looks again, once a minute, whether a signed-in person still is who they were: the account is there, its password and
/// factors are the same, and the hat is still theirs.
/// </summary>
public sealed class SessionCheck(UserManager<SignInAccount> accounts, ISignInDirectory directory, TimeProvider clock) : CookieAuthenticationEvents
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Asked by a script in the background, so they keep nobody signed in.</summary>
    internal const string InBackground = "/messages/latest";

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (context.Properties.IssuedUtc is { } issued && clock.GetUtcNow() - issued < Every) return;
        // What anybody may open asks no database who this is: help has to come also when there is none.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return;
        if (await IsStillAsync(context.Principal!, context.Properties))
        {
            context.ShouldRenew = !IsBackground(context.HttpContext);
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    public override Task CheckSlidingExpiration(CookieSlidingExpirationContext context)
    {
        if (IsBackground(context.HttpContext)) context.ShouldRenew = false;
        return Task.CompletedTask;
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

    private async Task<bool> IsStillAsync(ClaimsPrincipal principal, AuthenticationProperties ticket)
    {
        if (Claims.ActorFrom(principal) is not { } actor) return false;
        if (await accounts.FindByIdAsync(actor.AccountId.ToString()) is not { } account) return false;
        if (account.SecurityStamp != ticket.GetString(SignInDesk.Stamp)) return false;
        var hats = await directory.HatsOfAsync(account.Id, CancellationToken.None);
        return hats.Contains(new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId));
    }
}
