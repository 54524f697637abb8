using System.Diagnostics;

namespace TherapyCompanion.Core.Privacy;

/// <summary>
/// Words that the database holds only sealed (AES-256-GCM). In memory it is either words waiting to be sealed by the next
/// save, or sealed bytes; words are read back only through <see cref="ITherapyDb.RevealAsync"/>.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public abstract class SealedText
{
    private string? _words;
    private byte[]? _bytes;

    private protected SealedText(string? words, byte[]? bytes) => (_words, _bytes) = (words, bytes);

    /// <summary>The words, until they are sealed; null from then on.</summary>
    internal string? Words => _words;

    /// <summary>The sealed bytes. Unsealed words never reach a column: asking for their bytes is a bug.</summary>
    public byte[] SealedBytes =>
        _bytes ?? throw new InvalidOperationException("Words reached the mapping before they were sealed.");

    /// <summary>Whether the value holds sealed bytes.</summary>
    public bool IsSealed => _bytes is not null;

    internal void Seal(byte[] bytes)
    {
        _bytes = bytes;
        _words = null;
    }

    /// <summary>A length, never the words: this is what a log, an exception or a debugger shows.</summary>
    public sealed override string ToString() => _words is { } w ? $"[{w.Length} characters]" : $"[sealed, {_bytes!.Length} bytes]";
}

/// <summary>Words about a patient, sealed under that patient's key.</summary>
public sealed class ClinicalText : SealedText
{
    private ClinicalText(string? words, byte[]? bytes) : base(words, bytes) { }

    public static ClinicalText Of(string words) => new(words, null);

    public static ClinicalText FromSealed(byte[] bytes) => new(null, bytes);
}

/// <summary>Words that a member of staff keeps about a patient for themselves alone, sealed under a key of that member and patient.</summary>
public sealed class PersonalText : SealedText
{
    private PersonalText(string? words, byte[]? bytes) : base(words, bytes) { }

    public static PersonalText Of(string words) => new(words, null);

    public static PersonalText FromSealed(byte[] bytes) => new(null, bytes);
}

/// <summary>Words about the practice and its staff (names, contacts, titles), sealed under the practice's key.</summary>
public sealed class PracticeText : SealedText
{
    private PracticeText(string? words, byte[]? bytes) : base(words, bytes) { }

    public static PracticeText Of(string words) => new(words, null);

    public static PracticeText FromSealed(byte[] bytes) => new(null, bytes);
}

/// <summary>A sealed value does not open: altered, moved to another place, or sealed under another key.</summary>
public sealed class SealBrokenException(string place) : Exception($"A sealed value does not open at {place}.");
