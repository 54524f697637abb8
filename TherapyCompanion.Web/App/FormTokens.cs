using Microsoft.AspNetCore.Antiforgery;

namespace TherapyCompanion.Web.App;

/// <summary>
/// Whatever changes something carries the token of a form of ours, by default: the framework asks only the endpoints that say so,
/// and then merely notes what it found. An endpoint that is called without cookies says so (<c>DisableAntiforgery</c>).
/// </summary>
public sealed class FormTokens(RequestDelegate next, IAntiforgery antiforgery)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsExempt(context) && !(context.Features.Get<IAntiforgeryValidationFeature>()?.IsValid ?? await antiforgery.IsRequestValidAsync(context)))
        {
            // Bare, so that a page comes in its place which says what to do.
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await next(context);
    }

    private static bool IsExempt(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method)
        || context.GetEndpoint() is not RouteEndpoint { Metadata: var metadata } // nothing is there that could change
        || metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: false }
        // The circuit's own calls: they say their origin (OwnOrigin), and have no form.
        || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);
}
