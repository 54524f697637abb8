using Microsoft.AspNetCore.Authorization;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// Stands after authorization. While a sign-in is locked a page shows the way to unlock it and nothing else; what asks for a fresh
/// proof is not reached without one.
/// </summary>
public sealed class SessionGate(RequestDelegate next, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.SessionOf() is not { } session || context.GetEndpoint()?.Metadata is not { } marks) return next(context);
        if (marks.GetMetadata<IAllowAnonymous>() is not null) return next(context); // an error's page, shown in place of another
        var now = clock.GetUtcNow();
        // A circuit under its lock keeps its connection; what may pass there, CircuitFilter says.
        if (context.IsLocked(now) && !IsOpen(marks, context.Request, session.StateAt(now)) && !IsCircuit(context)) return Locked(context, marks);
        return marks.GetMetadata<FreshProofAttribute>() is null || Proof.IsFresh(session.ProvedAt, now) ? next(context) : GoTo(context, "/prove");
    }

    internal static bool IsCircuit(HttpContext context) => context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal);

    // One method of a page is open to who left it for a while; after the absolute limit only what unlocks is.
    private static bool IsOpen(EndpointMetadataCollection marks, HttpRequest request, SessionState state) =>
        marks.GetMetadata<OpenWhileLockedAttribute>() is { } open
        && (open.Method is null || (state is SessionState.Locked && HttpMethods.Equals(open.Method, request.Method)));

    private static Task Locked(HttpContext context, EndpointMetadataCollection marks)
    {
        var byPerson = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (byPerson && marks.GetMetadata<InBackgroundAttribute>() is null) return GoTo(context, "/unlock");
        context.Response.StatusCode = StatusCodes.Status423Locked;
        context.Response.ContentLength = 0; // an answer for a script: no page in its place
        return Task.CompletedTask;
    }

    // 303: a post comes back as a GET, and the person presses again.
    private static Task GoTo(HttpContext context, string page)
    {
        var request = context.Request;
        var here = request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{page}?to={Uri.EscapeDataString(here)}";
        return Task.CompletedTask;
    }
}
