using Microsoft.AspNetCore.Antiforgery;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Web.Account;

/// <summary>What the passkey script asks for before the browser asks the person.</summary>
public static class PasskeyEndpoints
{
    // The form field that says whose keys count.
    private const string For = "for";

    public static void MapPasskeys(this WebApplication app)
    {
        app.MapPost("/passkeys/request", async (HttpContext context, PasskeyDesk passkeys, CancellationToken ct) =>
        {
            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true }) return Results.BadRequest();
            var account = await passkeys.WhoAsksAsync(context, await ForAsync(context, ct), ct);
            return Results.Text(await passkeys.RequestAsync(context, account, ct), "application/json");
        }).AllowAnonymous().WithMetadata(new RequireAntiforgeryTokenAttribute());

        // Only options: whether whoever made the passkey may keep it, the page decides that it is posted to.
        app.MapPost("/passkeys/creation", async (HttpContext context, PasskeyDesk passkeys, AccountPlace place, CancellationToken ct) =>
        {
            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true }) return Results.BadRequest();
            if (await passkeys.WhoAsksAsync(context, await ForAsync(context, ct), ct) is not { } account) return Results.Unauthorized();
            return Results.Text(await passkeys.CreationAsync(context, account.Id, await place.NameAsync(account.Id, ct), ct), "application/json");
        }).AllowAnonymous().WithMetadata(new RequireAntiforgeryTokenAttribute());
    }

    private static async Task<string?> ForAsync(HttpContext context, CancellationToken ct) => (await context.Request.ReadFormAsync(ct))[For];
}
