namespace TherapyCompanion.Web.App;

/// <summary>
/// A circuit opens only from our own pages: the hub accepts any origin, and a WebSocket carries cookies from anywhere.
/// </summary>
public sealed class SameOriginCircuits(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal) || IsOurs(context)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentLength = 0; // an answer for a script: no page in its place
        return Task.CompletedTask;
    }

    private static bool IsOurs(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        // A plain GET of our own page carries no origin; a socket and a post always do.
        if (origin.Length == 0) return !context.WebSockets.IsWebSocketRequest && HttpMethods.IsGet(context.Request.Method);
        return Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && string.Equals(from.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
