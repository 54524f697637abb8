using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Infrastructure.Encryption;

/// <summary>Where a sealed value lives. It is part of the seal, so a value moved elsewhere does not open.</summary>
public readonly record struct SealPlace(string Table, string Column, Guid Row)
{
    public override string ToString() => $"{Table}.{Column} {Row}";
}

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. Layout: version 1 byte, key id 16, key commitment 16, nonce 12,
/// ciphertext, tag 16. The additional data are the header and the place. The commitment binds the ciphertext to one key, which
/// GCM by itself does not.
/// </summary>
public static class Seal
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + 16 + 16;

    /// <summary>What a seal adds to the UTF-8 bytes of the words.</summary>
    public const int Overhead = HeaderBytes + NonceBytes + TagBytes;

    /// <summary>Seals words.</summary>
    public static byte[] Close(DataKey key, SealPlace place, string words)
    {
        var length = Encoding.UTF8.GetByteCount(words);
        var sealedBytes = new byte[Overhead + length];
        var span = sealedBytes.AsSpan();
        span[0] = Version;
        key.Id.TryWriteBytes(span[1..], bigEndian: true, out _);
        key.Commitment.CopyTo(span[17..]);
        var nonce = span.Slice(HeaderBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        var text = span.Slice(HeaderBytes + NonceBytes, length);
        Encoding.UTF8.GetBytes(words, text);

        Span<byte> additional = stackalloc byte[256];
        var size = WriteAdditional(additional, span[..HeaderBytes], place);
        // One instance an operation: AesGcm is not safe to share between threads.
        using var aes = new AesGcm(key.Bytes, TagBytes);
        aes.Encrypt(nonce, text, text, span[^TagBytes..], additional[..size]);
        return sealedBytes;
    }

    /// <summary>Which key a sealed value names.</summary>
    public static Guid KeyIdOf(byte[] sealedBytes) => sealedBytes.Length < Overhead || sealedBytes[0] != Version
        ? throw new SealBrokenException("an unknown layout")
        : new Guid(sealedBytes.AsSpan(1, 16), bigEndian: true);

    /// <summary>Opens a sealed value.</summary>
    /// <exception cref="SealBrokenException">Altered, moved, or sealed under another key.</exception>
    public static string Open(DataKey key, SealPlace place, byte[] sealedBytes)
    {
        var span = sealedBytes.AsSpan();
        if (KeyIdOf(sealedBytes) != key.Id || !CryptographicOperations.FixedTimeEquals(span.Slice(17, 16), key.Commitment))
            throw new SealBrokenException(place.ToString());
        Span<byte> additional = stackalloc byte[256];
        var size = WriteAdditional(additional, span[..HeaderBytes], place);
        var words = new byte[sealedBytes.Length - Overhead];
        try
        {
            using var aes = new AesGcm(key.Bytes, TagBytes);
            aes.Decrypt(
                span.Slice(HeaderBytes, NonceBytes), span.Slice(HeaderBytes + NonceBytes, words.Length), span[^TagBytes..], words,
                additional[..size]);
            return Encoding.UTF8.GetString(words);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealBrokenException(place.ToString());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(words);
        }
    }

    // Names are the schema's own, short and ASCII; each stands behind its length, so that no two places spell the same bytes.
    private static int WriteAdditional(Span<byte> to, ReadOnlySpan<byte> header, SealPlace place)
    {
        header.CopyTo(to);
        var at = header.Length;
        foreach (var name in (ReadOnlySpan<string>)[place.Table, place.Column])
        {
            BinaryPrimitives.WriteInt32BigEndian(to[at..], name.Length);
            at += 4 + Encoding.ASCII.GetBytes(name, to[(at + 4)..]);
        }

        place.Row.TryWriteBytes(to[at..], bigEndian: true, out _);
        return at + 16;
    }
}

/// <summary>A key in the open, in memory only.</summary>
public sealed class DataKey(Guid id, byte[] bytes)
{
    public Guid Id { get; } = id;

    /// <summary>32 bytes.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>16 bytes that only this key gives (HKDF-SHA256), computed once a key because it is dear.</summary>
    public byte[] Commitment { get; } = HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, 16, info: "tc/commitment"u8.ToArray());

    /// <summary>The key of the blind index of names, derived from this one.</summary>
    public byte[] NameIndexKey() => HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, 32, info: "tc/names"u8.ToArray());

    /// <summary>The HMAC of words under a key derived from this one (design rule 1).</summary>
    public WordsFingerprint Fingerprint(string words) => new(HMACSHA256.HashData(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, 32, info: "tc/fingerprint"u8.ToArray()), Encoding.UTF8.GetBytes(words)));
}
