using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>Stands after authorization: what asks for a fresh proof is not reached without one.</summary>
public sealed class SessionGate(RequestDelegate next, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.SessionOf() is not { } session || context.GetEndpoint()?.Metadata is not { } marks) return next(context);
        if (marks.GetMetadata<FreshProofAttribute>() is null || Proof.IsFresh(session.ProvedAt, clock.GetUtcNow())) return next(context);
        // 303: a post comes back as a GET, and the person presses again.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/prove?to=" + Uri.EscapeDataString(Here(context.Request));
        return Task.CompletedTask;
    }

    private static string Here(HttpRequest request) => request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
}
