using Microsoft.AspNetCore.Http.Features;

namespace TherapyCompanion.Web.App;

/// <summary>
/// What changes something, and every circuit, is asked for by our own pages only. A circuit's socket carries cookies from anywhere
/// and has no form's token; for posts this is a second line beside the token. Pages in frames, and parts of pages asked for by
/// another site, get nothing: whether they load must not tell who is signed in here.
/// </summary>
/// <remarks>The scheme and the host are pinned before (<see cref="PinnedHost"/>), so that "the same as the request's" means ours.</remarks>
public sealed class OwnOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (MayCome(context)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentLength = 0; // an answer for a script: no page in its place
        return Task.CompletedTask;
    }

    private static bool MayCome(HttpContext context)
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && origin != OriginOf(request)) return false; // also "null": a sandbox, a file, a redirect across sites

        var circuit = request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);
        // The hub's own middleware would tell a socket by name; it comes too late for this. Over HTTP/2 a socket is no GET.
        var socket = context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
        var reads = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !socket;
        return request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "same-origin" => true,
            // An older browser, or none. Browsers say the origin of every post and socket.
            "" => reads || origin.Length > 0,
            // By the person's own hand: typed, from a bookmark, out of a letter.
            "none" => reads && !circuit,
            // A link on another site may lead here; nothing else there may.
            _ => reads && !circuit && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document",
        };
    }

    /// <summary>As browsers write it: small letters, and no port where it is the scheme's own. Compared letter by letter, nothing is parsed.</summary>
    private static string OriginOf(HttpRequest request)
    {
        var (host, own) = (request.Host, request.IsHttps ? 443 : 80);
        var port = host.Port is { } p && p != own ? $":{p}" : "";
        return $"{request.Scheme}://{host.Host}{port}".ToLowerInvariant();
    }
}
