using System.Threading.Channels;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>A circuit and the sign-in it was opened in, for as long as the circuit lives.</summary>
public sealed class CircuitBinding(Guid sessionId)
{
    public Guid SessionId => sessionId;

    /// <summary>What the browser reconnects by; null until the circuit has started.</summary>
    public string? Secret { get; set; }
}

/// <summary>
/// Which circuit belongs to which sign-in. The framework gives a circuit to whoever knows its secret and puts the newcomer's name on
/// it; here it belongs to the sign-in that opened it and to nobody else.
/// </summary>
public sealed class CircuitBindings
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CircuitBinding> _bySecret = new(StringComparer.Ordinal);
    private readonly HashSet<CircuitBinding> _closed = [];
    private readonly AsyncLocal<CircuitBinding?> _opening = new();
    private readonly Channel<string> _toEnd = Channel.CreateUnbounded<string>();

    /// <summary>The circuit that is being made in this very call; its handler is made within it.</summary>
    public CircuitBinding? Opening
    {
        get => _opening.Value;
        set => _opening.Value = value;
    }

    /// <summary>Secrets of circuits whose sign-in is over.</summary>
    public ChannelReader<string> ToEnd => _toEnd.Reader;

    public int Count
    {
        get
        {
            lock (_gate) return _bySecret.Count;
        }
    }

    public void Started(CircuitBinding binding, string secret)
    {
        lock (_gate)
        {
            binding.Secret = secret;
            if (!_closed.Remove(binding)) _bySecret[secret] = binding;
        }
    }

    /// <summary>Whether this sign-in opened the circuit with this secret.</summary>
    public bool IsOf(string? secret, Guid sessionId)
    {
        lock (_gate) return secret is not null && _bySecret.GetValueOrDefault(secret)?.SessionId == sessionId;
    }

    /// <summary>Has the circuit taken down, whether or not a browser is connected to it.</summary>
    public void End(CircuitBinding binding)
    {
        lock (_gate)
        {
            if (binding.Secret is { } secret) _toEnd.Writer.TryWrite(secret);
        }
    }

    public void Closed(CircuitBinding binding)
    {
        lock (_gate)
        {
            // Closed before its start was answered: then the secret never becomes one.
            if (binding.Secret is not { } secret) _closed.Add(binding);
            else _bySecret.Remove(secret);
        }
    }
}
