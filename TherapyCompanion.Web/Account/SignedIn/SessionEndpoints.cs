using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// What the script of an open page (lock.js) asks and tells. 401: the sign-in is over, the page leaves. 423: it is locked, the page locks
/// too. Every post carries the form's token.
/// </summary>
public static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var session = app.MapGroup("/session").WithMetadata(new InBackgroundAttribute());
        session.MapGet("/state", StateAsync).WithMetadata(new OpenWhileLockedAttribute());
        session.MapPost("/seen", SeenAsync).WithMetadata(new RequireAntiforgeryTokenAttribute());
        session.MapPost("/lock", LockAsync).WithMetadata(new RequireAntiforgeryTokenAttribute(), new OpenWhileLockedAttribute());
        session.MapPost("/unlock", UnlockAsync).WithMetadata(new RequireAntiforgeryTokenAttribute(), new OpenWhileLockedAttribute());
        session.MapPost("/prove", ProveAsync).WithMetadata(new RequireAntiforgeryTokenAttribute());
    }

    /// <summary>By what a page knows its own sign-in from another one that this browser has got since; tells nothing of either.</summary>
    public static string MarkOf(SignInSession session) => Convert.ToHexStringLower(SHA256.HashData(session.Id.ToByteArray()).AsSpan(0, 8));

    private static async Task<IResult> StateAsync(HttpContext context, IdentityDesk desk, CancellationToken ct)
    {
        var ways = await desk.WaysAsync(context, ct);
        return Results.Json(new
        {
            state = desk.StateOf(context).ToString().ToLowerInvariant(),
            page = MarkOf(context.SessionOf()!),
            ways = new { passkey = ways.Passkey, app = ways.App, password = ways.Password },
        });
    }

    private static async Task<IResult> SeenAsync(HttpContext context, SignIns sessions, CancellationToken ct)
    {
        if (!HasToken(context)) return Results.BadRequest();
        await sessions.SeenAsync(context.SessionOf()!, ct);
        return Results.NoContent();
    }

    private static async Task<IResult> LockAsync(HttpContext context, SignIns sessions, CancellationToken ct)
    {
        if (!HasToken(context)) return Results.BadRequest();
        await sessions.LockAsync(context.SessionOf()!.Id, ct);
        return Results.NoContent();
    }

    private static Task<IResult> UnlockAsync(HttpContext context, IdentityDesk desk, GuessLimit limit, IStringLocalizer<SignedInText> texts, CancellationToken ct) =>
        CheckAsync(context, desk.UnlockAsync, limit, texts, ct);

    private static Task<IResult> ProveAsync(HttpContext context, IdentityDesk desk, GuessLimit limit, IStringLocalizer<SignedInText> texts, CancellationToken ct) =>
        CheckAsync(context, desk.ProveAsync, limit, texts, ct);

    private static async Task<IResult> CheckAsync(
        HttpContext context, Func<HttpContext, ProofInput, CancellationToken, Task<bool>> check, GuessLimit limit, IStringLocalizer<SignedInText> texts, CancellationToken ct)
    {
        if (!HasToken(context)) return Results.BadRequest();
        if (!limit.Take(context)) return Problem(texts[nameof(SignedInText.TooManyTries)], StatusCodes.Status429TooManyRequests);
        var form = await context.Request.ReadFormAsync(ct);
        var input = new ProofInput { Password = form["Input.Password"], Code = form["Input.Code"], Credential = form["Credential"] };
        return await check(context, input, ct) ? Results.NoContent() : Problem(texts[nameof(SignedInText.ProofWrong)], StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Problem(string text, int status) => Results.Json(new { problem = text }, statusCode: status);

    // The middleware notes a wrong token; refusing it is for whoever does not bind the form.
    private static bool HasToken(HttpContext context) => context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true };
}
