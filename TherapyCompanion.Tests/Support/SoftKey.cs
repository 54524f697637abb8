using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// A passkey (WebAuthn, ES256) written out by hand, with everything in it changeable and still rightly signed: what a forger, a
/// phished person's browser or a copied key would send.
/// </summary>
public sealed class SoftKey : IDisposable
{
    /// <summary>The person was there (UP), and was verified (UV).</summary>
    public const byte PresentAndVerified = 0b0000_0101;

    /// <summary>The person was there and nobody asked who it was.</summary>
    public const byte OnlyPresent = 0b0000_0001;

    private const byte HasKey = 0b0100_0000;

    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>How often it was used; 0 when it does not count.</summary>
    public uint Count { get; set; } = 1;

    /// <summary>Whose it is, as the server called the account when the key was made.</summary>
    public string UserHandle { get; set; } = "";

    /// <summary>What is changed in an answer.</summary>
    public sealed record Lie
    {
        public string? Origin { get; init; }
        public string? RpId { get; init; }
        public byte Flags { get; init; } = PresentAndVerified;
        public uint? Count { get; init; }
        public string? UserHandle { get; init; }
        public string? Type { get; init; }
        public string? Challenge { get; init; }
        public bool CrossOrigin { get; init; }
        public byte[]? CredentialId { get; init; }
        public bool BadSignature { get; init; }
    }

    /// <summary>The same key at another place, as it is now: a copy.</summary>
    public SoftKey Copy()
    {
        var copy = ECDsa.Create();
        copy.ImportPkcs8PrivateKey(_key.ExportPkcs8PrivateKey(), out _);
        return new() { _key = copy, Id = Id, Count = Count, UserHandle = UserHandle };
    }

    /// <summary>Answers the server's options for a new passkey.</summary>
    public string Make(string options, Uri site, Lie? lie = null)
    {
        lie ??= new();
        var asked = JsonSerializer.Deserialize<JsonElement>(options);
        UserHandle = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(asked.GetProperty("user").GetProperty("id").GetString()));
        var id = lie.CredentialId ?? Id;
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)id.Length);
        byte[] data = [.. Head(lie.RpId ?? asked.GetProperty("rp").GetProperty("id").GetString()!, (byte)(lie.Flags | HasKey), lie.Count ?? Count), .. new byte[16], .. length, .. id, .. PublicKey()];
        // {"fmt": "none", "attStmt": {}, "authData": data} in CBOR.
        byte[] attestation = [0xA3, .. Cbor("fmt"), .. Cbor("none"), .. Cbor("attStmt"), 0xA0, .. Cbor("authData"), 0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data];
        return JsonSerializer.Serialize(new
        {
            id = Text(id),
            rawId = Text(id),
            type = "public-key",
            clientExtensionResults = new { },
            response = new { clientDataJSON = Text(Client(lie, lie.Type ?? "webauthn.create", asked, site)), attestationObject = Text(attestation), transports = new[] { "internal" } },
        });
    }

    /// <summary>Answers the server's options for a sign-in or a proof.</summary>
    public string Answer(string options, Uri site, Lie? lie = null)
    {
        lie ??= new();
        if (Count > 0) Count++;
        var asked = JsonSerializer.Deserialize<JsonElement>(options);
        var data = Head(lie.RpId ?? asked.GetProperty("rpId").GetString()!, lie.Flags, lie.Count ?? Count);
        var client = Client(lie, lie.Type ?? "webauthn.get", asked, site);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (lie.BadSignature) signature[^1] ^= 1;
        var id = Text(lie.CredentialId ?? Id);
        return JsonSerializer.Serialize(new
        {
            id,
            rawId = id,
            type = "public-key",
            clientExtensionResults = new { },
            response = new
            {
                clientDataJSON = Text(client),
                authenticatorData = Text(data),
                signature = Text(signature),
                userHandle = Text(Encoding.UTF8.GetBytes(lie.UserHandle ?? UserHandle)),
            },
        });
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Head(string rpId, byte flags, uint count)
    {
        var head = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(rpId)).CopyTo(head, 0);
        head[32] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(33), count);
        return head;
    }

    private static byte[] Client(Lie lie, string type, JsonElement asked, Uri site) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type,
        challenge = lie.Challenge ?? asked.GetProperty("challenge").GetString(),
        origin = lie.Origin ?? site.GetLeftPart(UriPartial.Authority),
        crossOrigin = lie.CrossOrigin,
    });

    // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y} in CBOR.
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }

    private static byte[] Cbor(string text) => [(byte)(0x60 | text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
