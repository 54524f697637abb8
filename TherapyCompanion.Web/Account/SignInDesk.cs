using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Chat;
using TherapyCompanion.Web.Live;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Lets people in and out. Between password and second factor somebody is halfway: known, and allowed nothing but to give
/// the code. Each entry, refusal and leaving is in the audit trail before its cookie is written.
/// </summary>
public sealed class SignInDesk(
    UserManager<SignInAccount> accounts, IPasswordHasher<SignInAccount> hasher, SignInGuard guard, KnownBrowsers browsers,
    ISignInDirectory directory, ITherapyDbFactory databases, SignIns sessions, Factors factors, FactorResets resets, IMailQueue mail,
    AccountPlace place, PlaceLooks looks, IClaimsTransformation origins, TimeProvider clock)
{
    /// <summary>The property of the halfway cookie's ticket that ends it when the account's password or factors change.</summary>
    internal const string Stamp = "stamp";

    /// <summary>Where somebody halfway gives their second factor; it sends on whoever has none yet.</summary>
    public const string CodePage = "/sign-in/code";

    // A hash that no password has, made once: an unknown address takes as long as a wrong password.
    private static string? _nobodysHash;

    /// <summary>
    /// The account whose address and password these are; null, after the same time, whoever's they are not. While no try can be
    /// made, nothing is checked and <see cref="SignInGuard.Told"/> says so, of an account and of nobody's address alike.
    /// </summary>
    public async Task<SignInAccount?> CheckPasswordAsync(string email, string password, CancellationToken ct)
    {
        var time = new EvenTime(clock);
        var account = await accounts.FindByEmailAsync(email.Trim());
        if (await guard.TakeAsync(account, email, ct))
        {
            if (account is null)
            {
                var nobody = new SignInAccount("nobody", clock.GetUtcNow());
                hasher.VerifyHashedPassword(nobody, _nobodysHash ??= hasher.HashPassword(nobody, Guid.NewGuid().ToString()), password);
            }
            // An account that wears no hat lets nobody in, and must not show that its password was right.
            else if (await accounts.CheckPasswordAsync(account, password) && await FirstHatAsync(account, ct) is not null)
            {
                if (account.TwoFactorEnabled) await guard.RightAsync(account, ct);
                else await guard.ProvedAsync(account, ct);
                return account;
            }
            else await RecordFailureAsync(account, AuditAction.SignInFailed, ct);
        }

        await time.WaitAsync(ct);
        return null;
    }

    /// <summary>Whether this is the password of somebody who is in already.</summary>
    public async Task<bool> CheckOwnPasswordAsync(SignInAccount account, string password, CancellationToken ct)
    {
        if (!await guard.TakeAsync(account, "", ct)) return false;
        var right = await accounts.CheckPasswordAsync(account, password);
        if (right) await guard.ProvedAsync(account, ct);
        else await RecordFailureAsync(account, AuditAction.SignInFailed, ct);
        return right;
    }

    /// <summary>Checks a code of the app, or a recovery code.</summary>
    public async Task<bool> CheckCodeAsync(SignInAccount account, string code, bool recovery, CancellationToken ct)
    {
        if (!await guard.TakeAsync(account, "", ct)) return false;
        code = string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
        var right = recovery
            ? (await accounts.RedeemTwoFactorRecoveryCodeAsync(account, RecoveryCode(code))).Succeeded
            : await accounts.VerifyTwoFactorTokenAsync(account, TotpProvider.Name, code);
        if (!right) await RecordFailureAsync(account, AuditAction.SignInFailed, ct);
        else
        {
            await guard.ProvedAsync(account, ct);
            if (recovery && await FirstHatAsync(account, ct) is { } hat) await RecordAsync(account, hat, AuditAction.RecoveryCodeUsed, ct);
        }

        return right;
    }

    /// <summary>The hat a person starts with: therapist before admin before patient.</summary>
    public async Task<WearableHat?> FirstHatAsync(SignInAccount account, CancellationToken ct) =>
        (await directory.HatsOfAsync(account.Id, ct)).FirstOrDefault();

    /// <summary>After the password: where to next. Staff go on to their second factor; a patient is in.</summary>
    public async Task<string?> AfterPasswordAsync(HttpContext context, SignInAccount account, string wantsTo, CancellationToken ct)
    {
        var hats = await directory.HatsOfAsync(account.Id, ct);
        if (hats.Count == 0) return null;
        // Whoever lost their factor and waited, or was vouched for, is rid of it now and makes a new one.
        await resets.FinishIfDueAsync(account, await OriginAsync(), ct);
        if (account.TwoFactorEnabled || AccountPlace.NeedsFactor(hats))
        {
            await LetHalfwayAsync(context, account);
            return wantsTo == "/" ? CodePage : $"{CodePage}?to={Uri.EscapeDataString(wantsTo)}";
        }

        await LetInAsync(context, account, hats[0], AuditAction.SignedIn, provedAt: null, ct);
        return wantsTo;
    }

    /// <summary>Writes the halfway cookie.</summary>
    public static Task LetHalfwayAsync(HttpContext context, SignInAccount account) => context.SignInAsync(
        IdentityConstants.TwoFactorUserIdScheme,
        new(new ClaimsIdentity([new(Claims.Account, account.Id.ToString())], IdentityConstants.TwoFactorUserIdScheme)), TicketOf(account));

    /// <summary>Who is halfway in this browser; null when nobody is.</summary>
    public async Task<SignInAccount?> WhoIsHalfwayAsync(HttpContext context)
    {
        var ticket = await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (ticket.Principal?.FindFirstValue(Claims.Account) is not { } id) return null;
        if (await accounts.FindByIdAsync(id) is not { } account) return null;
        return ticket.Properties!.GetString(Stamp) == account.SecurityStamp ? account : null;
    }

    /// <summary>
    /// The person is in, under one hat, in a new sign-in with a new id; the one this browser had before is over.
    /// </summary>
    /// <param name="action">Signed in, or another hat chosen.</param>
    /// <param name="provedAt">When a second factor was proved; null when none was.</param>
    public async Task LetInAsync(
        HttpContext context, SignInAccount account, WearableHat hat, AuditAction action, DateTimeOffset? provedAt, CancellationToken ct)
    {
        // Every way in ends here, so none of them can forget it: a hat of staff is worn by who has a second factor and proved it.
        if (AccountPlace.NeedsFactor([hat]) && (provedAt is null || !(await factors.ReadAsync(account, ct)).Any))
            throw new InvalidOperationException("Staff are not let in without a second factor.");
        var actor = await ActorAsync(account, hat);
        await RecordAsync(actor, new(action, account.Id, null, AuditReason.Self), ct);
        if (Claims.ActorFrom(context.User) is { SessionId: { } old } before) await sessions.EndAsync(old, before.AccountId, SessionEnd.Replaced, ct);
        var unseen = action is AuditAction.SignedIn && account.Email is not null && await sessions.IsFromNewPlaceAsync(account.Id, actor.Origin, ct);
        var session = await sessions.BeginAsync(account.Id, hat, actor.Origin, provedAt, ct);
        if (unseen)
            await mail.PutAsync(new(session.Id, MailKind.NewSignIn, account.Email!, await place.NameAsync(account.Id, ct), Languages.Current, "/account/sessions"), ct);
        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (hat.Hat is Hat.Patient or Hat.Guardian)
        {
            var look = await looks.ReadAsync(actor, ct);
            new KnownPlace(look.Name, look.Icon).Keep(context);
        }

        await WriteCookieAsync(context, session, session.ExpiresAt);
        browsers.Remember(context, account.Id);
    }

    /// <summary>A sign-in that reached its limit was brought back: its cookie holds as long as it now does.</summary>
    public static Task WriteCookieAsync(HttpContext context, SignInSession session, DateTimeOffset limit) => context.SignInAsync(
        IdentityConstants.ApplicationScheme, PrincipalOf(session), new()
        {
            // A patient's place stays on the phone, locked; a staff browser forgets when it closes.
            IsPersistent = session.Hat is nameof(Hat.Patient) or nameof(Hat.Guardian),
            ExpiresUtc = limit + SignInSession.Grace,
        });

    /// <summary>The person proved a second factor just now and comes in under their first hat. False: they have none to wear.</summary>
    public async Task<bool> EnterAsync(HttpContext context, SignInAccount account, CancellationToken ct)
    {
        if (await FirstHatAsync(account, ct) is not { } hat) return false;
        await guard.ProvedAsync(account, ct);
        // Whoever has a factor has not lost it.
        await resets.StopAsync(account.Id, await OriginAsync(), ct);
        await LetInAsync(context, account, hat, AuditAction.SignedIn, clock.GetUtcNow(), ct);
        return true;
    }

    /// <summary>Records something the person did to their own account.</summary>
    public async Task RecordAsync(SignInAccount account, WearableHat hat, AuditAction action, CancellationToken ct) =>
        await RecordAsync(await ActorAsync(account, hat), new(action, account.Id, null, AuditReason.Self), ct);

    /// <summary>The same where nobody is in: in the trail of the practice where the person starts.</summary>
    public async Task RecordAsync(SignInAccount account, AuditAction action, CancellationToken ct)
    {
        if (await FirstHatAsync(account, ct) is { } hat) await RecordAsync(account, hat, action, ct);
    }

    /// <summary>The person leaves.</summary>
    public async Task LetOutAsync(HttpContext context, CancellationToken ct)
    {
        if (Claims.ActorFrom(context.User) is { } actor)
        {
            if (actor.SessionId is not { } session || await sessions.EndAsync(session, actor.AccountId, SessionEnd.SignedOut, ct))
                await RecordAsync(
                    Actor.Wearing(actor.Hat, actor.PracticeId, actor.AccountId, actor.PersonId, actor.Origin),
                    new(AuditAction.SignedOut, actor.AccountId, null, AuditReason.Self), ct);
        }

        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>Where this request comes from, also when nobody is signed in.</summary>
    public async Task<Origin> OriginAsync()
    {
        var visitor = await origins.TransformAsync(new ClaimsPrincipal(new ClaimsIdentity()));
        return new(visitor.FindFirstValue(Claims.Address) ?? "", visitor.FindFirstValue(Claims.Agent) ?? "");
    }

    // As it is printed, however it was typed.
    private static string RecoveryCode(string typed)
    {
        var letters = string.Concat(typed.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return letters.Length == 10 ? $"{letters[..5]}-{letters[5..]}" : letters;
    }

    private static ClaimsPrincipal PrincipalOf(SignInSession session) => new(new ClaimsIdentity(
        [
            new(Claims.Hat, session.Hat), new(Claims.Practice, session.PracticeId.ToString()),
            new(Claims.Account, session.AccountId.ToString()), new(Claims.Person, session.PersonId.ToString()),
            new(Claims.Session, session.Id.ToString()),
        ], IdentityConstants.ApplicationScheme));

    private static AuthenticationProperties TicketOf(SignInAccount account)
    {
        var properties = new AuthenticationProperties();
        properties.SetString(Stamp, account.SecurityStamp);
        return properties;
    }

    private async Task<Actor> ActorAsync(SignInAccount account, WearableHat hat) =>
        Actor.Wearing(hat.Hat, hat.PracticeId, account.Id, hat.PersonId, await OriginAsync());

    /// <summary>
    /// Records that somebody was refused at the door, in the trail of the practice where the person starts; an account without a
    /// hat belongs to no practice's trail.
    /// </summary>
    public async Task RecordFailureAsync(SignInAccount account, AuditAction action, CancellationToken ct)
    {
        if (await FirstHatAsync(account, ct) is { } hat)
        {
            await RecordAsync(await ActorAsync(account, hat), new AuditEntry(action, account.Id, null, AuditReason.Self).Denied(), ct);
            if (guard.IsLast) await RecordAsync(account, hat, AuditAction.AccountPaused, ct);
        }
    }

    private async Task RecordAsync(Actor actor, AuditEntry entry, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        await db.RecordAsync(entry, ct);
    }
}
