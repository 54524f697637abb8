namespace TherapyCompanion.Core;

/// <summary>
/// An expected "no": a key into the refusal texts, so that it is said in the reader's language. Exceptions are for bugs.
/// </summary>
/// <param name="Key">The resource key, in <c>RefusalText</c>.</param>
public sealed record Refusal(string Key)
{
    /// <summary>Not there, or not yours: one answer for both, so that nothing can be probed.</summary>
    public static readonly Refusal NotFound = new("NotFound");

    /// <summary>This hat may not do that.</summary>
    public static readonly Refusal NotAllowed = new("NotAllowed");

    /// <summary>First prove again that it is you: the last proof of a second factor is too old for this.</summary>
    public static readonly Refusal ProveAgain = new("ProveAgain");

    /// <summary>Somebody changed the same record first.</summary>
    public static readonly Refusal Raced = new("Raced");
}

/// <summary>What an act gives back: a value, or the refusal that says why not.</summary>
public readonly record struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    /// <summary>Null when it was done.</summary>
    public Refusal? Refusal { get; }

    public bool IsDone => Refusal is null;

    /// <summary>The value. Reading it after a refusal is a bug.</summary>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException($"Refused: {Refusal.Key}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}
