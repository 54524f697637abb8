using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Account;

namespace TherapyCompanion.Web.App;

/// <summary>
/// A net under every redirect: it is said as a path, so that nothing of the address a request came by stands in it; one that
/// would leave the site goes to the start instead, and the log has it, since a page should not have asked for that.
/// </summary>
public sealed class OwnRedirects(RequestDelegate next, Site site, ILogger<OwnRedirects> log)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (headers.Location is [{ Length: > 0 } location]) headers.Location = Own(context.Request, location);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private string Own(HttpRequest request, string location)
    {
        if (LocalPath.IsLocal(location)) return location;
        if (site.IsSecure && location.StartsWith(site.LinkTo("/"), StringComparison.Ordinal)) return location; // from http to https
        var here = new Uri($"{request.Scheme}://{request.Host}/");
        if (Uri.TryCreate(here, location, out var to) && to.Scheme == here.Scheme && to.Authority == here.Authority && LocalPath.IsLocal(to.PathAndQuery))
            return to.PathAndQuery + to.Fragment;
        log.LogError("A redirect would have left the site; it goes to the start.");
        return "/";
    }
}
