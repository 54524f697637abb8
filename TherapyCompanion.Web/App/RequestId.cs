using System.Security.Cryptography;

namespace TherapyCompanion.Web.App;

/// <summary>Gives each request a short number that a person can read out: in the header, in every log line, on the error page.</summary>
public sealed class RequestId(RequestDelegate next, ILogger<RequestId> log)
{
    public const string Header = "X-Request-Id";

    // Without 0/O and 1/I/L, as in patients' codes.
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    public static string New() => RandomNumberGenerator.GetString(Letters, 8);

    public async Task InvokeAsync(HttpContext context)
    {
        context.TraceIdentifier = New();
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        });
        using (log.BeginScope(new Dictionary<string, object> { ["RequestNumber"] = context.TraceIdentifier })) await next(context);
    }
}
