using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Live;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Asks browsers for passkeys and checks what they answer. The challenge lies sealed in a cookie of this browser alone and is used
/// up by the first answer, right or wrong, so neither an answer nor its cookie is worth anything a second time. Whatever is wrong
/// with an answer (origin, signature, an unknown key, somebody else's), it is refused in the same way.
/// </summary>
public sealed class PasskeyDesk(
    IPasskeyHandler<SignInAccount> handler, Passkeys passkeys, UserManager<SignInAccount> accounts, SignInDesk desk, SignIns sessions,
    IDataProtectionProvider seals, TimeProvider clock)
{
    // No authenticator's answer is nearly as long; more is not even read.
    private const int Longest = 20_000;

    private readonly IDataProtector _seal = seals.CreateProtector("TherapyCompanion.Passkey");

    private enum Ceremony
    {
        Request,
        Creation,
    }

    /// <summary>Begins a sign-in or a proof by passkey: the options for the browser.</summary>
    /// <param name="account">Whose keys count; null for anybody's, found by the key itself.</param>
    public async Task<string> RequestAsync(HttpContext context, SignInAccount? account, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var asked = await handler.MakeRequestOptionsAsync(account, context);
        Keep(context, Ceremony.Request, account?.Id, asked.AssertionState);
        return asked.RequestOptionsJson;
    }

    /// <summary>
    /// Checks what the browser answered. Whoever proves again who they are compares the account with the one signed in: a
    /// challenge for anybody may have been answered by somebody else.
    /// </summary>
    /// <returns>The account whose passkey it is, its person verified by the authenticator; null when it is refused.</returns>
    public async Task<SignInAccount?> CheckAsync(HttpContext context, string credentialJson, CancellationToken ct)
    {
        if (await TakeAsync(context, Ceremony.Request, credentialJson, ct) is not { } kept) return null;
        var checkedKey = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = credentialJson, AssertionState = kept.State });
        if (checkedKey.Succeeded && await passkeys.UseAsync(checkedKey.User.Id, checkedKey.Passkey, ct)) return checkedKey.User;

        await RecordRefusalAsync(credentialJson, ct);
        return null;
    }

    /// <summary>Begins making a passkey: the options for the browser.</summary>
    /// <param name="accountId">Whose it will be; the account may be made later.</param>
    /// <param name="place">The name under which the authenticator shows it: of a place, never of a person.</param>
    public async Task<string> CreationAsync(HttpContext context, Guid accountId, string place, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var asked = await handler.MakeCreationOptionsAsync(new() { Id = accountId.ToString(), Name = place, DisplayName = place }, context);
        Keep(context, Ceremony.Creation, accountId, asked.AttestationState);
        return asked.CreationOptionsJson;
    }

    /// <summary>Checks a new passkey; the caller keeps it with <see cref="UserManager{TUser}.AddOrUpdatePasskeyAsync"/>.</summary>
    public async Task<UserPasskeyInfo?> CheckCreationAsync(HttpContext context, Guid accountId, string credentialJson, CancellationToken ct)
    {
        if (await TakeAsync(context, Ceremony.Creation, credentialJson, ct) is not { } kept || kept.AccountId != accountId) return null;
        var made = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = credentialJson, AttestationState = kept.State });
        return made.Succeeded ? made.Passkey : null;
    }

    /// <summary>Whose keys a page without a choice of its own asks for: of whoever is signed in, or halfway; null for nobody.</summary>
    public async Task<SignInAccount?> WhoAsksAsync(HttpContext context, CancellationToken ct)
    {
        if (Claims.ActorFrom(context.User) is not { SessionId: { } id } actor) return await desk.WhoIsHalfwayAsync(context);
        return await sessions.FindAsync(id, ct) is { } session && !session.IsOver(clock.GetUtcNow())
            ? await accounts.FindByIdAsync(actor.AccountId.ToString())
            : null;
    }

    private void Keep(HttpContext context, Ceremony ceremony, Guid? accountId, string? state)
    {
        var kept = new Kept(ceremony, accountId, state ?? "", clock.GetUtcNow() + SignInRegistration.PasskeyTimeout);
        context.Response.Cookies.Append(SignInRegistration.PasskeyCookie, _seal.Protect(JsonSerializer.Serialize(kept)), CookieRules());
    }

    private async Task<Kept?> TakeAsync(HttpContext context, Ceremony ceremony, string credentialJson, CancellationToken ct)
    {
        if (context.Request.Cookies[SignInRegistration.PasskeyCookie] is not { } cookie) return null;
        context.Response.Cookies.Delete(SignInRegistration.PasskeyCookie, CookieRules());
        Kept kept;
        try
        {
            kept = JsonSerializer.Deserialize<Kept>(_seal.Unprotect(cookie))!;
        }
        catch (CryptographicException)
        {
            return null; // somebody else's making
        }

        if (kept.Ceremony != ceremony || kept.ExpiresAt <= clock.GetUtcNow() || credentialJson.Length is 0 or > Longest) return null;
        // The state holds the challenge's random bytes, so its hash is the challenge's own.
        return await passkeys.UseChallengeAsync(SHA256.HashData(Encoding.UTF8.GetBytes(kept.State)), kept.ExpiresAt, ct) ? kept : null;
    }

    private static CookieOptions CookieRules() => new()
    {
        Path = "/",
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Strict,
        IsEssential = true,
        MaxAge = SignInRegistration.PasskeyTimeout,
    };

    // In the trail of whoever owns the key that was named; of a key that nobody has there is nobody's trail.
    private async Task RecordRefusalAsync(string credentialJson, CancellationToken ct)
    {
        if (IdOf(credentialJson) is { } id && await accounts.FindByPasskeyIdAsync(id) is { } owner)
            await desk.RecordFailureAsync(owner, AuditAction.SignInFailed, ct);
    }

    private static byte[]? IdOf(string credentialJson)
    {
        try
        {
            using var json = JsonDocument.Parse(credentialJson);
            return json.RootElement.TryGetProperty("id", out var id) && id.GetString() is { } text ? Base64Url.DecodeFromChars(text) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null; // no credential at all
        }
    }

    private sealed record Kept(Ceremony Ceremony, Guid? AccountId, string State, DateTimeOffset ExpiresAt);
}
