using System.Security.Cryptography;

namespace TherapyCompanion.Core.Privacy;

/// <summary>HMAC-SHA256 of words under a patient's key. Equal words of one patient give equal fingerprints, and nothing else does.</summary>
public sealed class WordsFingerprint(byte[] bytes) : IEquatable<WordsFingerprint>
{
    /// <summary>32 bytes.</summary>
    public byte[] Bytes { get; } = bytes;

    public bool Equals(WordsFingerprint? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(Bytes, other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as WordsFingerprint);

    public override int GetHashCode() => BitConverter.ToInt32(Bytes, 0);
}
