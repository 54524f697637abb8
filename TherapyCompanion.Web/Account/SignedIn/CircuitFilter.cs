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

    private static readonly object Key = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var (connection, http) = (context.Context, context.Context.GetHttpContext());
        if (SessionOf(connection) is not { } id || await sessions.FindAsync(id, connection.ConnectionAborted) is not { } row)
        {
            connection.Abort();
            return;
        }

        var hold = live.Enter(row, () =>
        {
            connection.Abort();
            http?.Abort(); // without waiting for the browser to say good-bye too
        });
        connection.Items[Key] = new Known(row, hold);
        await next(context);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (context.Context.Items.TryGetValue(Key, out var value) && value is Known known)
        {
            known.Hold.Dispose();
            if (known.Circuit is { HasPage: false } circuit)
            {
                bindings.End(circuit);
                bindings.Closed(circuit);
            }
        }

        await next(context, exception);
    }

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var call = invocationContext;
        if (!call.Context.Items.TryGetValue(Key, out var value) || value is not Known known) return Drop(call);
        var state = live.StateOf(known.Session.Id);
        if (state is SessionState.Over) return Drop(call);
        switch (call.HubMethodName)
        {
            case "StartCircuit":
                return state is SessionState.Live ? await StartAsync(known, call, next) : Drop(call);
            case "ConnectCircuit":
                // Also while locked: a page under its lock keeps its circuit over a change of networks.
                known.Circuit = bindings.Find(call.HubMethodArguments[0] as string, known.Session.Id);
                return known.Circuit is not null ? await next(call) : false;
            case "OnRenderCompleted" or "EndInvokeJSFromDotNet":
                // Receipts. Without them the circuit would wait for them after the lock, for ever.
                return await next(call);
            case "BeginInvokeDotNetFromJS" or "UpdateRootComponents" or "OnLocationChanged" or "OnLocationChanging"
                or "ReceiveByteArray" or "ReceiveJSDataChunk" or "SendDotNetStreamToJS":
                bindings.Current = known.Circuit;
                return state is SessionState.Live ? await next(call) : await RefuseAsync(call);
            default:
                return Drop(call); // nothing our pages call
        }
    }

    private async Task<object?> StartAsync(Known known, HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (await next(call) is not string secret) return null;
        var circuit = known.Circuit = new(known.Session.Id, secret);
        bindings.Add(circuit);
        circuit.Hold = live.Enter(known.Session, () => bindings.End(circuit));
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

    /// <summary>What a connection is known by.</summary>
    private sealed class Known(SignInSession session, IDisposable hold)
    {
        public SignInSession Session => session;
        public IDisposable Hold => hold;
        public CircuitBinding? Circuit { get; set; }
    }

    private static Guid? SessionOf(HubCallerContext connection) => connection.User is { } user ? Claims.ActorFrom(user)?.SessionId : null;
}
