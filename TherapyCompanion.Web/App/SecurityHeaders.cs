using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Routing;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Web.App;

/// <summary>What every answer tells the browser: nothing from elsewhere, no frames, no sensors, no referrer to others.</summary>
public sealed class SecurityHeaders(RequestDelegate next, Site site)
{
    private const string Csp =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    // Components write styles onto elements (style-src-attr); sheets and scripts come from here alone. Blazor's own script writes
    // markup as text, so a page on a circuit can't require trusted types.
    private const string OnCircuit = Csp + "; style-src-attr 'unsafe-inline'";

    // Everywhere else no text becomes markup or code; the one policy gives the help worker its address.
    private const string Plain = Csp + "; require-trusted-types-for 'script'; trusted-types help-worker";

    private const string Upgrade = "; upgrade-insecure-requests";

    private const string Sensors =
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), "
        + "geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), midi=(), payment=(), screen-wake-lock=(), serial=(), "
        + "usb=(), xr-spatial-tracking=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";

    private const string NoMicrophone = Sensors + ", microphone=()";
    private const string Microphone = Sensors + ", microphone=(self)";

    public Task InvokeAsync(HttpContext context)
    {
        // At the start of the answer, so that they also stand on what an error page or a component cleared.
        context.Response.OnStarting(() =>
        {
            Write(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Write(HttpContext context)
    {
        var (headers, metadata) = (context.Response.Headers, context.GetEndpoint()?.Metadata);
        var circuit = metadata?.GetMetadata<ComponentTypeMetadata>() is not null && context.AcceptsInteractiveRouting();
        headers.ContentSecurityPolicy = (circuit ? OnCircuit : Plain) + (context.Request.IsHttps ? Upgrade : "");
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY"; // for browsers that don't read frame-ancestors
        // To nobody else; and not "no-referrer", with which browsers hide from our own forms' posts where they come from.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = metadata?.GetMetadata<UsesMicrophoneAttribute>() is null ? NoMicrophone : Microphone;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        if (site.IsSecure && context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        // A page with somebody's words stays in no cache; assets have said their own by now.
        if (string.IsNullOrEmpty(headers.CacheControl)) headers.CacheControl = "no-store";
    }
}
