using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Radzen;
using TherapyCompanion.Core;
using TherapyCompanion.Web.Account.SignedIn;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Printing;

namespace TherapyCompanion.Web.App;

/// <summary>The web side of the house: pages, languages, who may enter, and what a browser is told.</summary>
public static class WebSetup
{
    public static IServiceCollection AddWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddTransient<IClaimsTransformation, OriginClaims>();
        services.AddScoped<ActorSource>().AddScoped<Me>().AddScoped<WallClock>().AddScoped<AlertsChanged>();
        services.AddSingleton<PrintFaces>().AddScoped<PrintDesk>();
        services.AddRadzenComponents();
        services.AddScoped<ILocalizer, RadzenTexts>();
        services.AddLocalization();
        services.AddHealthChecks();
        services.Configure<KestrelServerOptions>(o => o.AddServerHeader = false);
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "__Host-tc-form";
            o.Cookie.Path = "/";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.SuppressXFrameOptionsHeader = true; // SecurityHeaders says it, stricter
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // Always throws on plain http; the cookie policy below marks it
        });
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.Therapist, p => p.RequireClaim(Claims.Hat, nameof(Hat.Therapist)))
            .AddPolicy(Policies.Admin, p => p.RequireClaim(Claims.Hat, nameof(Hat.Admin)))
            .AddPolicy(Policies.Patient, p => p.RequireClaim(Claims.Hat, nameof(Hat.Patient)))
            .AddPolicy(Policies.Supervisor, p => p.RequireClaim(Claims.Hat, nameof(Hat.Supervisor)))
            .AddPolicy(Policies.Guardian, p => p.RequireClaim(Claims.Hat, nameof(Hat.Guardian)))
            .AddPolicy(Policies.Staff, p => p.RequireClaim(Claims.Hat, nameof(Hat.Therapist), nameof(Hat.Admin)));
        return services;
    }

    public static WebApplication UseWeb(this WebApplication app)
    {
        app.UseForwardedHeaders(); // before all else: who asks, and how
        app.UseMiddleware<RequestId>();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<OwnRedirects>();
        app.UseMiddleware<PinnedHost>();
        app.UseMiddleware<OwnOrigin>();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(OnlyShow);
        app.UseCookiePolicy(new() { Secure = CookieSecurePolicy.Always, HttpOnly = HttpOnlyPolicy.Always, MinimumSameSitePolicy = SameSiteMode.Lax });
        app.UseMiddleware<Preferences>();
        app.UseRequestLocalization(Languages.Configure);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<SessionGate>();
        app.UseAntiforgery();
        app.UseMiddleware<FormTokens>();

        app.MapStaticAssets().AllowAnonymous();
        var asked = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().WithMetadata(asked);
        app.MapHealthChecks("/health/ready").AllowAnonymous().WithMetadata(asked);
        app.MapGet("/", (HttpContext context) => Results.LocalRedirect(HomeOf(context))).AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o =>
        {
            o.DisableWebSocketCompression = true; // a compressed stream of secrets and typed words leaks by its length
            o.ContentSecurityFrameAncestorsPolicy = null; // SecurityHeaders says it, stricter
        });
        return app;
    }

    // The page of an error is shown by going through the program again; of the form that failed it must take nothing, or it fails too.
    private static Task OnlyShow(HttpContext context, RequestDelegate next)
    {
        var again = context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null;
        if (again && !HttpMethods.IsHead(context.Request.Method)) context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    /// <summary>The first page of whoever asks.</summary>
    private static string HomeOf(HttpContext context) => Claims.ActorFrom(context.User)?.Hat switch
    {
        Hat.Therapist => "/today",
        Hat.Admin => "/audit",
        Hat.Patient => "/messages",
        Hat.Supervisor => "/copies",
        Hat.Guardian => "/guardian",
        Hat.Job or Hat.Beth or null => "/sign-in",
    };
}
