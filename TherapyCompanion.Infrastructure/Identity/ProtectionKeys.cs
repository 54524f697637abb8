using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>The keys of cookies and form tokens, in the database, so that every web node and every restart has the same.</summary>
/// <remarks>The framework asks for them synchronously and seldom: at start and when a key is near its end.</remarks>
public sealed class ProtectionKeyStore(IDbContextFactory<SignInDb> databases) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = databases.CreateDbContext();
        return [.. db.ProtectionKeys.AsNoTracking().OrderBy(k => k.Id).Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = databases.CreateDbContext();
        db.ProtectionKeys.Add(new ProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

/// <summary>Seals those keys (AES-256-GCM) under a key that is not in the database.</summary>
public sealed class ProtectionKeySeal(MasterKeys keys) : IXmlEncryptor
{
    internal const string Purpose = "signin/data-protection";
    internal const int Nonce = 12;
    internal const int Tag = 16;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var words = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var bytes = new byte[Nonce + words.Length + Tag];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, Nonce));
        using var aes = new AesGcm(keys.Derive(Purpose), Tag);
        aes.Encrypt(bytes.AsSpan(0, Nonce), words, bytes.AsSpan(Nonce, words.Length), bytes.AsSpan(Nonce + words.Length));
        return new(new XElement("sealed", Convert.ToBase64String(bytes)), typeof(ProtectionKeyOpener));
    }
}

/// <summary>Opens what <see cref="ProtectionKeySeal"/> sealed. The framework makes it by its type name, from the stored key.</summary>
public sealed class ProtectionKeyOpener(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var bytes = Convert.FromBase64String(encryptedElement.Value);
        var words = new byte[bytes.Length - ProtectionKeySeal.Nonce - ProtectionKeySeal.Tag];
        using var aes = new AesGcm(services.GetRequiredService<MasterKeys>().Derive(ProtectionKeySeal.Purpose), ProtectionKeySeal.Tag);
        aes.Decrypt(
            bytes.AsSpan(0, ProtectionKeySeal.Nonce), bytes.AsSpan(ProtectionKeySeal.Nonce, words.Length),
            bytes.AsSpan(ProtectionKeySeal.Nonce + words.Length), words);
        return XElement.Parse(Encoding.UTF8.GetString(words));
    }
}

/// <summary>Tells data protection to keep its keys there, and sealed.</summary>
public sealed class ProtectionKeySetup(IDbContextFactory<SignInDb> databases, MasterKeys keys) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) =>
        (options.XmlRepository, options.XmlEncryptor) = (new ProtectionKeyStore(databases), new ProtectionKeySeal(keys));
}
