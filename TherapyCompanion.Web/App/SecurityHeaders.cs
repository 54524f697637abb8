namespace TherapyCompanion.Web.App;

/// <summary>What every answer tells the browser: nothing from elsewhere, no frames, no sensors, no referrer.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    // Components write styles onto elements (style-src-attr); sheets and scripts come from here alone.
    private const string Csp =
        "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    private const string Permissions =
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
        + "midi=(), payment=(), usb=(), screen-wake-lock=(), xr-spatial-tracking=(), publickey-credentials-get=(self)";

    public Task InvokeAsync(HttpContext context)
    {
        // At the start of the answer, so that they also stand on what an error page or a component cleared.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Csp;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = Permissions;
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            // A page with somebody's words stays in no cache; assets have said their own by now.
            if (string.IsNullOrEmpty(headers.CacheControl)) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
