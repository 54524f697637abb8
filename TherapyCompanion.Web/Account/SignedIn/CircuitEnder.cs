namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// Takes down circuits whose sign-in is over. The framework ends a circuit for the browser that says it is leaving; this says so for
/// it, through the same endpoint, since a circuit whose browser is gone would otherwise live on for minutes.
/// </summary>
public sealed partial class CircuitEnder(CircuitBindings bindings, EndpointDataSource endpoints, IServiceScopeFactory scopes, ILogger<CircuitEnder> log)
    : BackgroundService
{
    private const string Route = "/_blazor/disconnect/";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Several at once: a circuit in the middle of something is taken down when it lets go.
            await Parallel.ForEachAsync(bindings.ToEnd.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stoppingToken },
                async (secret, _) => await EndAsync(secret));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops, and its circuits with it.
        }
    }

    private async Task EndAsync(string secret)
    {
        try
        {
            var leave = endpoints.Endpoints.OfType<RouteEndpoint>().Single(e => e.RoutePattern.RawText == Route).RequestDelegate!;
            await using var scope = scopes.CreateAsyncScope();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            context.Request.Method = HttpMethods.Post;
            context.Request.ContentType = "application/x-www-form-urlencoded";
            context.Request.Form = new FormCollection(new() { ["circuitId"] = secret });
            await leave(context);
            if (context.Response.StatusCode != StatusCodes.Status200OK) NotTaken(context.Response.StatusCode);
        }
        catch (Exception e)
        {
            // It takes nothing in any more and reads nothing from the database; only its memory waits for the framework's own limit.
            Failed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A circuit whose sign-in is over was not taken down: {Status}.")]
    private partial void NotTaken(int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "A circuit whose sign-in is over could not be taken down.")]
    private partial void Failed(Exception exception);
}
