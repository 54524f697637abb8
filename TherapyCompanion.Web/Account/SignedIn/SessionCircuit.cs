using Microsoft.AspNetCore.Components.Server.Circuits;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// A circuit lives as long as the sign-in it was opened in, connected or not, and takes nothing in once that is over. A circuit of
/// which nobody knows the sign-in takes nothing in at all.
/// </summary>
public sealed partial class SessionCircuit(CircuitBindings bindings, LiveSessions live, SignIns sessions, ILogger<SessionCircuit> log) : CircuitHandler
{
    // Made within the call that opens the circuit.
    private readonly CircuitBinding? _binding = bindings.Opening;
    private IDisposable? _hold;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_binding is null || await sessions.FindAsync(_binding.SessionId, cancellationToken) is not { } row) throw new InvalidOperationException("A circuit without a sign-in.");
        _hold = live.Enter(row, () =>
        {
            Ends();
            bindings.End(_binding);
        });
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _hold?.Dispose();
        if (_binding is not null) bindings.Closed(_binding);
        Closed(bindings.Count);
        return Task.CompletedTask;
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        activity => _binding is not null && live.StateOf(_binding.SessionId) is not SessionState.Over ? next(activity) : Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "A circuit ends with its sign-in.")]
    private partial void Ends();

    [LoggerMessage(Level = LogLevel.Information, Message = "A circuit closed; {Left} are left here.")]
    private partial void Closed(int left);
}
