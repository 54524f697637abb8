using System.Security.Cryptography;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Infrastructure.Encryption;

/// <summary>
/// A key sealed under another: nonce 12, ciphertext 32, tag 16; bound to the wrapped key's own id, its practice and, for a
/// patient's key, the patient, for a personal one also its member: a row given to somebody else does not open.
/// </summary>
public static class KeyWrap
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static byte[] Wrap(byte[] under, byte[] key, Guid keyId, Guid practiceId, KeyOwner owner)
    {
        var wrapped = new byte[NonceBytes + key.Length + TagBytes];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(under, TagBytes);
        aes.Encrypt(
            wrapped.AsSpan(0, NonceBytes), key, wrapped.AsSpan(NonceBytes, key.Length), wrapped.AsSpan(NonceBytes + key.Length),
            Additional(keyId, practiceId, owner));
        return wrapped;
    }

    /// <exception cref="SealBrokenException">Altered, of another practice or patient, or wrapped under another key.</exception>
    public static byte[] Unwrap(byte[] under, byte[] wrapped, Guid keyId, Guid practiceId, KeyOwner owner)
    {
        if (wrapped.Length < NonceBytes + TagBytes) throw new SealBrokenException($"key {keyId}");
        var key = new byte[wrapped.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(under, TagBytes);
            aes.Decrypt(
                wrapped.AsSpan(0, NonceBytes), wrapped.AsSpan(NonceBytes, key.Length), wrapped.AsSpan(NonceBytes + key.Length), key,
                Additional(keyId, practiceId, owner));
            return key;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealBrokenException($"key {keyId}");
        }
    }

    // The practice's own keys stand for no patient: sixteen zeros, which no patient's random id is.
    private static byte[] Additional(Guid keyId, Guid practiceId, KeyOwner owner) =>
    [
        .. keyId.ToByteArray(bigEndian: true), .. practiceId.ToByteArray(bigEndian: true), .. (owner.PatientId ?? Guid.Empty).ToByteArray(bigEndian: true),
        .. owner.MemberId?.ToByteArray(bigEndian: true) ?? [],
    ];
}
