using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>The names of the keys that sign-in data is sealed under. They come from the master key, so the database alone opens nothing.</summary>
public sealed class SignInKeyRing : ILookupProtectorKeyRing
{
    public string CurrentKeyId => "1";

    public string this[string keyId] => keyId;

    public IEnumerable<string> GetAllKeyIds() => [CurrentKeyId];
}

/// <summary>Makes an address findable without storing it: the same address always gives the same HMAC.</summary>
public sealed class LookupSeal(MasterKeys keys) : ILookupProtector
{
    public string? Protect(string keyId, string? data) =>
        data is null ? null : Convert.ToBase64String(HMACSHA256.HashData(keys.Derive($"signin/lookup/{keyId}"), Encoding.UTF8.GetBytes(data)));

    /// <summary>An HMAC has no way back, and Identity never asks for one.</summary>
    public string? Unprotect(string keyId, string? data) => throw new NotSupportedException("A look-up value can't be read back.");
}

/// <summary>Seals addresses, the secret of the code app and recovery codes: "key id.base64(nonce, ciphertext, tag)".</summary>
public sealed class PersonalDataSeal(MasterKeys keys, ILookupProtectorKeyRing ring) : IPersonalDataProtector
{
    private const int Nonce = 12;
    private const int Tag = 16;
    private static readonly byte[] Place = "signin"u8.ToArray();

    public string? Protect(string? data)
    {
        if (data is null) return null;
        var words = Encoding.UTF8.GetBytes(data);
        var bytes = new byte[Nonce + words.Length + Tag];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, Nonce));
        // One instance an operation: a shared AesGcm corrupts values silently.
        using var aes = new AesGcm(Key(ring.CurrentKeyId), Tag);
        aes.Encrypt(bytes.AsSpan(0, Nonce), words, bytes.AsSpan(Nonce, words.Length), bytes.AsSpan(Nonce + words.Length), Place);
        return $"{ring.CurrentKeyId}.{Convert.ToBase64String(bytes)}";
    }

    public string? Unprotect(string? data)
    {
        if (data is null) return null;
        var dot = data.IndexOf('.', StringComparison.Ordinal);
        var bytes = Convert.FromBase64String(data[(dot + 1)..]);
        var words = new byte[bytes.Length - Nonce - Tag];
        using var aes = new AesGcm(Key(data[..dot]), Tag);
        aes.Decrypt(bytes.AsSpan(0, Nonce), bytes.AsSpan(Nonce, words.Length), bytes.AsSpan(Nonce + words.Length), words, Place);
        return Encoding.UTF8.GetString(words);
    }

    private byte[] Key(string id) => keys.Derive($"signin/personal/{id}");
}
