using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Web.App;

/// <summary>
/// Answers only to the site's own names: whoever makes a browser or a proxy ask by another one gets nothing that could carry it
/// on. Where the site's address is https, plain http is sent there.
/// </summary>
public sealed class PinnedHost(RequestDelegate next, Site site, IHostEnvironment environment, ILogger<PinnedHost> log)
{
    private int _said;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        // A probe asks the machine, by address and without TLS, and learns one word.
        if (request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)) return next(context);
        if (!site.IsCalled(request.Host.Host, environment.IsDevelopment()))
            return Refuse(context, "A request for another host was refused; Site:Address and Site:Hosts say which are answered to.");
        if (!site.IsSecure || request.IsHttps) return next(context);
        // The proxy says it was https, and is not known: sent there, the browser would come back the same way for ever.
        if (request.Headers.ContainsKey("X-Forwarded-Proto"))
            return Refuse(context, "A proxy passes requests on that Proxy:Known does not name, so nothing it says is believed.");
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return Refuse(context, "A request came over plain http, though Site:Address is https; behind a proxy, Proxy:Known has to name it.");
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = site.LinkTo("/" + request.Path.ToUriComponent().TrimStart('/') + request.QueryString.ToUriComponent());
        return Task.CompletedTask;
    }

    // Said once: whoever scans the net for servers should not fill the log.
    private Task Refuse(HttpContext context, string why)
    {
        if (Interlocked.Exchange(ref _said, 1) == 0) log.LogWarning("{Why} (Said once.)", why);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
