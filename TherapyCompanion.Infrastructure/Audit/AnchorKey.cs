using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Audit;

/// <summary>
/// The key that signs anchors (ECDSA on P-256, FIPS 186-5), in the keys' folder, outside the database. Its public half lies
/// beside it for whoever verifies.
/// </summary>
public sealed class AnchorKey
{
    public const string PrivateFile = "anchor.key.pem";
    public const string PublicFile = "anchor.pub.pem";
    private readonly string _private;

    public AnchorKey(IOptions<KeysOptions> options, MasterKeys master)
    {
        // The master keys made the folder; two processes that start at once agree on one key by the same trick as there.
        var folder = Path.GetDirectoryName(master.Path)!;
        var path = Path.Combine(options.Value.Folder, PrivateFile);
        if (!File.Exists(path)) Make(path);
        _private = File.ReadAllText(path);
        PublicPath = Path.Combine(folder, PublicFile);
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(_private);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new SetupException($"Keys:Folder: {path} holds no signing key.");
        }

        if (!File.Exists(PublicPath)) File.WriteAllText(PublicPath, key.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    public string PublicPath { get; }

    public byte[] Sign(byte[] data)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(_private);
        return key.SignData(data, HashAlgorithmName.SHA256);
    }

    public bool Verify(byte[] data, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(_private);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256);
    }

    private static void Make(string path)
    {
        var draft = path + "." + Guid.NewGuid().ToString("N");
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        using (var file = new StreamWriter(new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        })))
            file.Write(key.ExportPkcs8PrivateKeyPem() + "\n");
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
