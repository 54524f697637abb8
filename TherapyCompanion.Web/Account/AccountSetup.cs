using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.SignalR;
using TherapyCompanion.Infrastructure;
using TherapyCompanion.Web.Account.SignedIn;
using TherapyCompanion.Web.Account.SignUp;
using TherapyCompanion.Web.Chat;
using TherapyCompanion.Web.Summaries;

namespace TherapyCompanion.Web.Account;

/// <summary>Sign-up, sign-in, factors, hats, invitations and leaving; and the endpoints of the patient's pages that are no page.</summary>
public static class AccountSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<SignUpOptions>(configuration, SignUpOptions.Section);
        services.AddSingleton<GuessLimit>().AddSingleton<KnownBrowsers>();
        services.AddScoped<SignInGuard>().AddScoped<AccountLetters>().AddScoped<SignInDesk>().AddScoped<SessionCheck>().AddScoped<IdentityDesk>().AddScoped<Visitor>();
        services.AddSingleton<CircuitBindings>().AddSingleton<CircuitFilter>().AddScoped<CircuitHandler, SessionCircuit>().AddHostedService<CircuitEnder>();
        services.Configure<HubOptions>(o => o.AddFilter<CircuitFilter>());
        services.AddScoped<SignInLinkDesk>().AddScoped<SignUpLinks>();
        services.AddScoped<PasskeyDesk>().AddScoped<CodeAppSetup>();
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, o => o.EventsType = typeof(SessionCheck));
        return services;
    }

    public static WebApplication MapAccounts(this WebApplication app)
    {
        // A form's post with its token, from the staff frame and from the patient's sheet.
        app.MapPost("/sign-out", async (HttpContext context, SignInDesk desk, CancellationToken ct) =>
        {
            // The middleware notes a wrong token; refusing it is for whoever does not read the form.
            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true }) return Results.BadRequest();
            await desk.LetOutAsync(context, ct);
            return Results.LocalRedirect("/sign-in");
        }).AllowAnonymous().WithMetadata(new RequireAntiforgeryTokenAttribute());
        app.MapPasskeys();
        app.MapSessions();
        app.MapChat();
        app.MapSummaries();
        return app;
    }
}
