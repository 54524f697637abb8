using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using TherapyCompanion.Web.Account.SignedIn;

namespace TherapyCompanion.Web.App;

/// <summary>The verb <c>routes --json</c>: every route with its methods and what it asks of who calls it.</summary>
public static class RoutesCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <returns>The exit code.</returns>
    public static int Run(WebApplication app, TextWriter output)
    {
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => new
            {
                route = e.RoutePattern.RawText,
                methods = e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [],
                anonymous = e.Metadata.GetMetadata<IAllowAnonymous>() is not null,
                proof = e.Metadata.GetMetadata<FreshProofAttribute>() is not null,
                whileLocked = e.Metadata.GetMetadata<OpenWhileLockedAttribute>() is { } open ? open.Method ?? "*" : null,
                policies = e.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).Where(p => p is not null).Distinct(),
            })
            .OrderBy(r => r.route, StringComparer.Ordinal);
        output.WriteLine(JsonSerializer.Serialize(routes, Json));
        return 0;
    }
}
