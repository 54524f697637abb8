using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using QRCoder;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>A secret for a code app that is not yet the account's.</summary>
/// <param name="Sealed">The same for the form: it comes back with the first code.</param>
public sealed record CodeAppOffer(string Secret, string Sealed);

/// <summary>
/// Offers secrets to code apps. Until a code shows that the app has it, a secret lies in the form alone, sealed for this account,
/// so an offer that nobody took leaves no factor behind and one that replaces another app leaves that one working.
/// </summary>
public sealed class CodeAppSetup(IDataProtectionProvider seals, UserManager<SignInAccount> accounts, TimeProvider clock)
{
    private const string Issuer = "TherapyCompanion";
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(30);

    private readonly IDataProtector _seal = seals.CreateProtector("TherapyCompanion.CodeApp");

    /// <summary>The offer that came back with the form, or a new one.</summary>
    public CodeAppOffer OfferAgain(SignInAccount account, string? returned) => Open(account, returned) ?? Offer(account);

    /// <summary>The offer that came back, if it was made to this account as it still is.</summary>
    public CodeAppOffer? Open(SignInAccount account, string? returned)
    {
        if (returned is not { Length: > 0 and < 2000 }) return null;
        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(_seal.Unprotect(returned))!;
            return kept.AccountId == account.Id && kept.Stamp == account.SecurityStamp && kept.ExpiresAt > clock.GetUtcNow() ? new(kept.Secret, returned) : null;
        }
        catch (CryptographicException)
        {
            return null; // somebody else's making
        }
    }

    /// <summary>What the app reads with its camera, as a picture in the page itself.</summary>
    public static string Picture(SignInAccount account, CodeAppOffer offer)
    {
        var label = Uri.EscapeDataString(account.Email ?? "");
        var address = $"otpauth://totp/{Issuer}:{label}?secret={offer.Secret}&issuer={Issuer}&digits=6&period=30";
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(code);
        var svg = picture.GetGraphic(4, "#1B2430", "#FFFFFF", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        return "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg));
    }

    /// <summary>A code as it was typed, without the space that apps show in it.</summary>
    public static string Digits(string? typed) => string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c)));

    private CodeAppOffer Offer(SignInAccount account)
    {
        var secret = accounts.GenerateNewAuthenticatorKey();
        return new(secret, _seal.Protect(JsonSerializer.Serialize(new Kept(account.Id, account.SecurityStamp, secret, clock.GetUtcNow() + Lasts))));
    }

    private sealed record Kept(Guid AccountId, string? Stamp, string Secret, DateTimeOffset ExpiresAt);
}
