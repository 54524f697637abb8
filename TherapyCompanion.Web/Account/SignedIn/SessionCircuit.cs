using Microsoft.AspNetCore.Components.Server.Circuits;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// A circuit lives as long as the sign-in it was opened in, connected or not, and takes nothing in once that is over. A circuit of
/// which nobody knows the sign-in takes nothing in at all.
/// </summary>
public sealed partial class SessionCircuit : CircuitHandler
{
    private readonly CircuitBindings _bindings;
    private readonly LiveSessions _live;
    private readonly ILogger<SessionCircuit> _log;
    private readonly CircuitBinding? _circuit;

    public SessionCircuit(CircuitBindings bindings, LiveSessions live, ILogger<SessionCircuit> log)
    {
        (_bindings, _live, _log) = (bindings, live, log);
        // Made within the call that puts a page on the circuit.
        if (bindings.Current is { } circuit) (_circuit, circuit.HasPage) = (circuit, true);
    }

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        _circuit is not null ? Task.CompletedTask : throw new InvalidOperationException("A circuit without a sign-in.");

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_circuit is not null) _bindings.Closed(_circuit);
        Closed(_bindings.Count);
        return Task.CompletedTask;
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        activity => _circuit is not null && _live.StateOf(_circuit.SessionId) is not SessionState.Over ? next(activity) : Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "A circuit closed; {Left} are left here.")]
    private partial void Closed(int left);
}
