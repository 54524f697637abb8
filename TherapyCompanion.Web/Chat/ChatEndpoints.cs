using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Web.Account.SignedIn;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Chat;

/// <summary>What the patient's page asks in the background, and what a phone asks to install it.</summary>
public static class ChatEndpoints
{
    public static void MapChat(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/latest", LatestAsync).RequireAuthorization(Policies.Patient).WithMetadata(new InBackgroundAttribute());
        app.MapGet(PlaceManifest.Path, (HttpContext context, IStringLocalizer<ChatText> loc) =>
            PlaceManifest.Of(context, loc[nameof(ChatText.PlaceNameDefault)])).AllowAnonymous();
    }

    private static async Task<IResult> LatestAsync(HttpContext context, LatestMessage latest, CancellationToken ct) =>
        Claims.ActorFrom(context.User) is { } actor
            ? Results.Text((await latest.ReadAsync(actor, ct))?.ToString() ?? "")
            : Results.Unauthorized();
}
