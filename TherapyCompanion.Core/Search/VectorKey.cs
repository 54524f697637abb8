using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TherapyCompanion.Core.Search;

/// <summary>
/// The key that decides in which bucket of a vector a term is counted. Without it a bucket's number says nothing of the term, and the same text under
/// two keys shares buckets only by chance. It is derived, never stored.
/// </summary>
public sealed class VectorKey
{
    /// <summary>Dimensions of every vector: the buckets a term may fall into, numbered from 1 (pgvector's <c>sparsevec</c> counts to a billion).</summary>
    public const int Dimensions = 1_000_000_000;

    private const int SecretBytes = 16;

    private readonly ulong key0;
    private readonly ulong key1;

    private VectorKey(ulong key0, ulong key1) => (this.key0, this.key1) = (key0, key1);

    /// <summary>By HKDF with SHA-256 (RFC 5869), apart from every other use of the same secret.</summary>
    /// <param name="practiceSecret">A secret of the practice, at least 16 bytes.</param>
    /// <param name="practice">The practice, so that two practices with one secret still differ.</param>
    /// <exception cref="ArgumentException">The secret is too short to be one.</exception>
    public static VectorKey Derive(ReadOnlySpan<byte> practiceSecret, Guid practice)
    {
        if (practiceSecret.Length < SecretBytes) throw new ArgumentException("A secret has at least 16 bytes.", nameof(practiceSecret));
        Span<byte> salt = stackalloc byte[16];
        practice.TryWriteBytes(salt, bigEndian: true, out _);
        Span<byte> key = stackalloc byte[16];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, practiceSecret, key, salt, "search buckets, 1"u8);
        var derived = new VectorKey(BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
        CryptographicOperations.ZeroMemory(key);
        return derived;
    }

    /// <summary>The bucket of a term, from 1 to <see cref="Dimensions"/>.</summary>
    internal int Bucket(ulong term)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, term);
        return 1 + (int)Math.BigMul(SipHash.Of(key0, key1, bytes), Dimensions, out _);
    }
}
