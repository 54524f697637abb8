using System.Threading.Channels;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>A circuit and the sign-in it was opened in, for as long as the circuit lives.</summary>
public sealed class CircuitBinding(Guid sessionId, string secret)
{
    public Guid SessionId => sessionId;

    /// <summary>What the browser reconnects by.</summary>
    public string Secret => secret;

    /// <summary>Whether a page was put on it; one without a page is worth nothing after its connection.</summary>
    public bool HasPage { get; set; }

    /// <summary>Its entry among the live sign-ins.</summary>
    public IDisposable? Hold { get; set; }
}

/// <summary>
/// Which circuit belongs to which sign-in. The framework gives a circuit to whoever knows its secret and puts the newcomer's name on
/// it; here it belongs to the sign-in that opened it and to nobody else.
/// </summary>
public sealed class CircuitBindings
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CircuitBinding> _bySecret = new(StringComparer.Ordinal);
    private readonly AsyncLocal<CircuitBinding?> _current = new();
    private readonly Channel<string> _toEnd = Channel.CreateUnbounded<string>();

    /// <summary>The circuit whose page is being put on it in this very call; its handler is made within it.</summary>
    public CircuitBinding? Current
    {
        get => _current.Value;
        set => _current.Value = value;
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

    public void Add(CircuitBinding binding)
    {
        lock (_gate) _bySecret[binding.Secret] = binding;
    }

    /// <summary>The circuit with this secret, for the sign-in that opened it alone.</summary>
    public CircuitBinding? Find(string? secret, Guid sessionId)
    {
        lock (_gate) return secret is not null && _bySecret.GetValueOrDefault(secret) is { } binding && binding.SessionId == sessionId ? binding : null;
    }

    /// <summary>Has the circuit taken down, whether or not a browser is connected to it.</summary>
    public void End(CircuitBinding binding) => _toEnd.Writer.TryWrite(binding.Secret);

    public void Closed(CircuitBinding binding)
    {
        lock (_gate) _bySecret.Remove(binding.Secret);
        binding.Hold?.Dispose();
    }
}
