using System.Buffers.Binary;
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
        var kept = await TakeAsync(context, Ceremony.Request, credentialJson, ct);
        if (kept is not null)
        {
            var answer = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = credentialJson, AssertionState = kept.State });
            if (answer.Succeeded && await passkeys.UseAsync(answer.User.Id, answer.Passkey, ct)) return answer.User;
        }

        await RecordRefusalAsync(credentialJson, replayed: kept is null, ct);
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

    /// <summary>Whose keys a page asks for.</summary>
    /// <param name="whose">"anyone" for nobody's in particular, "halfway" for who gave the password; else of whoever is signed in, or halfway.</param>
    public async Task<SignInAccount?> WhoAsksAsync(HttpContext context, string? whose, CancellationToken ct)
    {
        if (whose == "anyone") return null;
        if (whose == "halfway") return await desk.WhoIsHalfwayAsync(context);
        if (Claims.ActorFrom(context.User) is not { SessionId: { } id } actor) return await desk.WhoIsHalfwayAsync(context);
        return await sessions.FindAsync(id, ct) is { } session && !session.IsOver(clock.GetUtcNow())
            ? await accounts.FindByIdAsync(actor.AccountId.ToString())
            : null;
    }

    private void Keep(HttpContext context, Ceremony ceremony, Guid? accountId, string? state)
    {
        var kept = new Kept(ceremony, accountId, state ?? "", clock.GetUtcNow() + FactorRegistration.PasskeyTimeout);
        context.Response.Cookies.Append(FactorRegistration.PasskeyCookie, _seal.Protect(JsonSerializer.Serialize(kept)), CookieRules());
    }

    private async Task<Kept?> TakeAsync(HttpContext context, Ceremony ceremony, string credentialJson, CancellationToken ct)
    {
        if (context.Request.Cookies[FactorRegistration.PasskeyCookie] is not { } cookie) return null;
        context.Response.Cookies.Delete(FactorRegistration.PasskeyCookie, CookieRules());
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
        MaxAge = FactorRegistration.PasskeyTimeout,
    };

    // In the trail of whoever owns the key that was named; of a key that nobody has there is nobody's trail. A counter that did
    // not rise in a new answer is said as what it may be: somebody else has the same key.
    private async Task RecordRefusalAsync(string credentialJson, bool replayed, CancellationToken ct)
    {
        if (Read(credentialJson) is not var (id, count) || await accounts.FindByPasskeyIdAsync(id) is not { } owner) return;
        var known = await accounts.GetPasskeyAsync(owner, id);
        var copied = !replayed && known is { SignCount: > 0 } && count <= known.SignCount;
        await desk.RecordFailureAsync(owner, copied ? AuditAction.PasskeyCopySuspected : AuditAction.SignInFailed, ct);
    }

    // The key an answer names, and the counter that it says: after 32 bytes of the site's hash and one of flags.
    private static (byte[] Id, uint Count)? Read(string credentialJson)
    {
        if (credentialJson.Length is 0 or > Longest) return null;
        try
        {
            using var json = JsonDocument.Parse(credentialJson);
            var id = Base64Url.DecodeFromChars(json.RootElement.GetProperty("id").GetString());
            var data = Base64Url.DecodeFromChars(json.RootElement.GetProperty("response").GetProperty("authenticatorData").GetString());
            return data.Length >= 37 ? (id, BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(33))) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null; // no credential at all
        }
    }

    private sealed record Kept(Ceremony Ceremony, Guid? AccountId, string State, DateTimeOffset ExpiresAt);
}
