using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Sends links that sign in, and lets in with one: patients and guardians alone, where every practice of theirs allows it. Whoever
/// also wears a hat of staff has no such link, and a second factor that somebody set up is asked for after it as after a password.
/// </summary>
public sealed class SignInLinkDesk(
    UserManager<SignInAccount> accounts, AccountLinks links, ISignInDirectory directory, PlaceLooks looks, SignInTries tries, SignInDesk desk, IMailQueue mail)
{
    /// <summary>The cookie of the browser that asked, so that it is known again when the link is opened. It opens nothing.</summary>
    public const string Cookie = "__Host-tc-link";

    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    /// <summary>Sends a link to whose address it is, if they may have one; nobody learns whether.</summary>
    public async Task SendAsync(HttpContext context, string email, CancellationToken ct)
    {
        var here = Mark(context);
        email = email.Trim();
        // A few letters an hour, so that nobody's mail is filled from here.
        if (!(await tries.TakeAsync(TryCounter.OfLetters(accounts.NormalizeEmail(email) ?? ""), ct)).IsTaken) return;
        if (await accounts.FindByEmailAsync(email) is not { } account || await PlaceAsync(account, ct) is not { } place) return;
        await desk.RecordAsync(account, place.Hat, AuditAction.SignInLinkSent, ct);
        var link = await links.MakeAsync(account.Id, LinkKind.SignIn, Lasts, ct);
        await mail.PutAsync(new(Guid.NewGuid(), MailKind.SignInLink, account.Email!, place.Name, Languages.Current, $"/sign-in/link/{link}?here={here}"), ct);
    }

    /// <summary>Whether a link works, without using it.</summary>
    public async Task<bool> WorksAsync(string link, CancellationToken ct) => await links.LookAsync(link, LinkKind.SignIn, ct) is not null;

    /// <summary>Whether the browser that opens a link is the one that asked for it.</summary>
    public static bool IsHere(HttpContext context, string? here) =>
        here is not null && context.Request.Cookies[Cookie] is { Length: > 0 } secret
        && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(HashOf(secret)), System.Text.Encoding.UTF8.GetBytes(here));

    /// <summary>Uses the link up and lets in.</summary>
    /// <returns>Where to next; null when it does not let in, or no longer.</returns>
    public async Task<string?> EnterAsync(HttpContext context, string link, CancellationToken ct)
    {
        if (await links.UseAsync(link, LinkKind.SignIn, ct) is not { } id || await accounts.FindByIdAsync(id.ToString()) is not { } account) return null;
        // Asked again: since the letter somebody may have become staff, or a practice may have thought better of it.
        if (await PlaceAsync(account, ct) is null) return null;
        context.Response.Cookies.Delete(Cookie, Rules());
        return await desk.AfterPasswordAsync(context, account, "/", ct);
    }

    // The first place of whoever may have a link, and its neutral name; null when they may not.
    private async Task<(WearableHat Hat, string Name)?> PlaceAsync(SignInAccount account, CancellationToken ct)
    {
        var hats = await directory.HatsOfAsync(account.Id, ct);
        if (hats.Count == 0 || AccountPlace.NeedsFactor(hats)) return null;
        (WearableHat, string)? first = null;
        foreach (var hat in hats)
        {
            var look = await looks.ReadAsync(Actor.Wearing(hat.Hat, hat.PracticeId, account.Id, hat.PersonId, Origin.Local), ct);
            if (look.Links is not SignInLinks.On) return null;
            first ??= (hat, look.Name);
        }

        return first;
    }

    private static string Mark(HttpContext context)
    {
        var secret = context.Request.Cookies[Cookie] is { Length: 43 } known ? known : System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        context.Response.Cookies.Append(Cookie, secret, Rules());
        return HashOf(secret);
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)))[..32];

    private static CookieOptions Rules() => new()
    {
        Path = "/",
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax, // it has to come along from a mailbox
        IsEssential = true,
        MaxAge = Lasts,
    };
}
