using Microsoft.AspNetCore.SignalR;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Live;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// Stands before every call of a browser to its circuit. When the sign-in is over, nothing comes through and the connection ends; while
/// it is locked, only what the page's own rendering needs; and a circuit is given back to the sign-in that opened it alone.
/// </summary>
public sealed class CircuitFilter(CircuitBindings bindings, LiveSessions live, SignIns sessions) : IHubFilter
{
    /// <summary>What a refused call is told, and the page's script knows.</summary>
    internal const string Locked = "locked";

    private static readonly object Hold = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var (connection, http) = (context.Context, context.Context.GetHttpContext());
        if (SessionOf(connection) is not { } id || await sessions.FindAsync(id, connection.ConnectionAborted) is not { } row)
        {
            connection.Abort();
            return;
        }

        connection.Items[Hold] = live.Enter(row, () =>
        {
            connection.Abort();
            http?.Abort(); // without waiting for the browser to say good-bye too
        });
        await next(context);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        (context.Context.Items[Hold] as IDisposable)?.Dispose();
        await next(context, exception);
    }

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var call = invocationContext;
        var id = SessionOf(call.Context) ?? Guid.Empty;
        var state = live.StateOf(id);
        if (state is SessionState.Over) return Drop(call);
        switch (call.HubMethodName)
        {
            case "StartCircuit":
                return state is SessionState.Live ? await StartAsync(id, call, next) : Drop(call);
            case "ConnectCircuit":
                // Also while locked: a page under its lock keeps its circuit over a change of networks.
                return bindings.IsOf(call.HubMethodArguments[0] as string, id) ? await next(call) : false;
            case "OnRenderCompleted" or "EndInvokeJSFromDotNet":
                // Receipts. Without them the circuit would wait for them after the lock, for ever.
                return await next(call);
            case "BeginInvokeDotNetFromJS" or "UpdateRootComponents" or "OnLocationChanged" or "OnLocationChanging"
                or "ReceiveByteArray" or "ReceiveJSDataChunk" or "SendDotNetStreamToJS":
                return state is SessionState.Live ? await next(call) : await RefuseAsync(call);
            default:
                return Drop(call); // nothing our pages call
        }
    }

    private async Task<object?> StartAsync(Guid id, HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var binding = bindings.Opening = new CircuitBinding(id);
        var secret = await next(call);
        if (secret is string text) bindings.Started(binding, text);
        return secret;
    }

    // Who waits for an answer gets one: a promise that never ends would hold up what was typed before the lock.
    private static async Task<object?> RefuseAsync(HubInvocationContext call)
    {
        switch (call.HubMethodName)
        {
            case "BeginInvokeDotNetFromJS" when call.HubMethodArguments[0] is string callId:
                await call.Hub.Clients.Caller.SendAsync("JS.EndInvokeDotNet", callId, false, Locked);
                return null;
            case "OnLocationChanging":
                await call.Hub.Clients.Caller.SendAsync("JS.EndLocationChanging", call.HubMethodArguments[0], false);
                return null;
            case "ReceiveJSDataChunk":
                return false;
            default:
                return null;
        }
    }

    private static object? Drop(HubInvocationContext call)
    {
        call.Context.Abort();
        return null;
    }

    private static Guid? SessionOf(HubCallerContext connection) => connection.User is { } user ? Claims.ActorFrom(user)?.SessionId : null;
}
