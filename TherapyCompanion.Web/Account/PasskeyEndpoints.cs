using Microsoft.AspNetCore.Antiforgery;

namespace TherapyCompanion.Web.Account;

/// <summary>What the passkey script asks for before the browser asks the person.</summary>
public static class PasskeyEndpoints
{
    /// <summary>The form field by which the sign-in page asks for anybody's key; without it only the asking person's own count.</summary>
    private const string For = "for";

    public static void MapPasskeys(this WebApplication app) =>
        app.MapPost("/passkeys/request", async (HttpContext context, PasskeyDesk passkeys, CancellationToken ct) =>
        {
            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true }) return Results.BadRequest();
            var form = await context.Request.ReadFormAsync(ct);
            var account = form[For] == "anyone" ? null : await passkeys.WhoAsksAsync(context, ct);
            return Results.Text(await passkeys.RequestAsync(context, account, ct), "application/json");
        }).AllowAnonymous().WithMetadata(new RequireAntiforgeryTokenAttribute());
}
