using TherapyCompanion.Core.Chat;
using TherapyCompanion.Web.Account.SignedIn;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;

namespace TherapyCompanion.Web.Chat;

/// <summary>What the patient's page asks in the background.</summary>
public static class ChatEndpoints
{
    public static void MapChat(this IEndpointRouteBuilder app) =>
        app.MapGet("/messages/latest", LatestAsync).RequireAuthorization(Policies.Patient).WithMetadata(new InBackgroundAttribute());

    private static async Task<IResult> LatestAsync(HttpContext context, LatestMessage latest, CancellationToken ct) =>
        Claims.ActorFrom(context.User) is { } actor
            ? Results.Text((await latest.ReadAsync(actor, ct))?.ToString() ?? "")
            : Results.Unauthorized();
}
