using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>How somebody can show that it is them.</summary>
/// <param name="Passkey">A passkey, which is all factors at once: the browser's device verifies the person.</param>
/// <param name="App">A code of the app.</param>
/// <param name="Recovery">A recovery code in its place.</param>
/// <param name="Password">The password: beside a code after the absolute limit, alone for a patient or guardian who has no code app.</param>
public sealed record ProofWays(bool Passkey, bool App, bool Recovery, bool Password)
{
    public static readonly ProofWays None = new(false, false, false, false);
}

/// <summary>What somebody showed.</summary>
public sealed class ProofInput
{
    public string? Password { get; set; }
    public string? Code { get; set; }
    public string? RecoveryCode { get; set; }

    /// <summary>What the browser answered when it was asked for a passkey.</summary>
    public string? Credential { get; set; }
}

/// <summary>
/// Asks whoever is signed in to show again that it is them. Tries are counted and refused as at the door, each proof is in
/// the audit trail, and nothing here signs anybody in: the sign-in stays the one it was, under the same hat.
/// </summary>
public sealed class IdentityDesk(
    SignInDesk desk, PasskeyDesk passkeys, Factors factors, UserManager<SignInAccount> accounts, SignIns sessions, TimeProvider clock)
{
    /// <summary>What the sign-in of this request is worth now.</summary>
    public SessionState StateOf(HttpContext context) => context.SessionOf()?.StateAt(clock.GetUtcNow()) ?? SessionState.Over;

    /// <summary>The ways that this person has now.</summary>
    public async Task<ProofWays> WaysAsync(HttpContext context, CancellationToken ct) =>
        context.SessionOf() is { } session && await OwnerAsync(session) is { } account ? await WaysAsync(session, account, ct) : ProofWays.None;

    /// <summary>A factor for what asks for a fresh proof.</summary>
    /// <returns>Whether it is proved, and written down in the sign-in and in the trail.</returns>
    public async Task<bool> ProveAsync(HttpContext context, ProofInput input, CancellationToken ct)
    {
        if (context.SessionOf() is not { } session || await OwnerAsync(session) is not { } account) return false;
        if (!await IsProvedAsync(context, session, account, input, ct) || !await sessions.ProveAsync(session.Id, ct)) return false;
        await desk.RecordAsync(account, HatOf(session), AuditAction.IdentityProved, ct);
        return true;
    }

    /// <summary>The person comes back to a locked sign-in: with a factor, and with all of them after the absolute limit.</summary>
    public async Task<bool> UnlockAsync(HttpContext context, ProofInput input, CancellationToken ct)
    {
        if (context.SessionOf() is not { } session || await OwnerAsync(session) is not { } account) return false;
        // Asked also when the sign-in is not locked: a page may know of a lock that did not arrive here.
        if (!await IsProvedAsync(context, session, account, input, ct)) return false;
        if (StateOf(context) is not SessionState.Expired)
        {
            if (!await sessions.UnlockAsync(session.Id, ct)) return false;
        }
        else
        {
            if (await sessions.ProlongAsync(session, ct) is not { } limit) return false;
            await SignInDesk.WriteCookieAsync(context, session, limit);
        }

        await desk.RecordAsync(account, HatOf(session), AuditAction.IdentityProved, ct);
        return true;
    }

    /// <summary>The person ends sign-ins of theirs from the list.</summary>
    /// <returns>How many were ended by this.</returns>
    public async Task<int> EndAsync(HttpContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (context.SessionOf() is not { } session || await OwnerAsync(session) is not { } account) return 0;
        var ended = 0;
        foreach (var other in (await sessions.FindAsync(ids, ct)).Where(s => s.AccountId == account.Id && s.EndedAt is null))
        {
            // In the trail of the practice whose hat it wore.
            await desk.RecordAsync(account, HatOf(other), AuditAction.SessionEnded, ct);
            if (await sessions.EndAsync(other.Id, account.Id, SessionEnd.Revoked, ct)) ended++;
        }

        return ended;
    }

    private async Task<SignInAccount?> OwnerAsync(SignInSession session) => await accounts.FindByIdAsync(session.AccountId.ToString());

    private async Task<ProofWays> WaysAsync(SignInSession session, SignInAccount account, CancellationToken ct)
    {
        var has = await factors.ReadAsync(account, ct);
        var (app, recovery) = (account.TwoFactorEnabled && has.HasApp, account.TwoFactorEnabled && has.RecoveryCodes > 0);
        var alone = !app && IsAtHome(session);
        return new(has.Passkeys.Count > 0, app, recovery, account.PasswordHash is not null && (alone || ((app || recovery) && NeedsAll(session))));
    }

    private async Task<bool> IsProvedAsync(HttpContext context, SignInSession session, SignInAccount account, ProofInput input, CancellationToken ct)
    {
        // Anybody's key may answer a question about keys; here it has to be this person's.
        if (input.Credential is { Length: > 0 } credential) return (await passkeys.CheckAsync(context, credential, ct))?.Id == account.Id;
        var ways = await WaysAsync(session, account, ct);
        var all = NeedsAll(session);
        var withCode = (ways.App && input.Code is { Length: > 0 }) || (ways.Recovery && input.RecoveryCode is { Length: > 0 });
        if (all && withCode && !await PasswordIsAsync(account, input.Password, ct)) return false;
        if (ways.App && input.Code is { Length: > 0 } code) return await desk.CheckCodeAsync(account, code, recovery: false, ct);
        if (ways.Recovery && input.RecoveryCode is { Length: > 0 } recovery) return await desk.CheckCodeAsync(account, recovery, recovery: true, ct);
        // Alone the password is enough only for who has no app.
        return !ways.App && IsAtHome(session) && await PasswordIsAsync(account, input.Password, ct);
    }

    private async Task<bool> PasswordIsAsync(SignInAccount account, string? password, CancellationToken ct) =>
        password is { Length: > 0 } && account.Email is { } email && await desk.CheckPasswordAsync(email, password, ct) is { } same && same.Id == account.Id;

    private bool NeedsAll(SignInSession session) => session.StateAt(clock.GetUtcNow()) is SessionState.Expired;

    private static bool IsAtHome(SignInSession session) => session.Hat is nameof(Hat.Patient) or nameof(Hat.Guardian);

    private static WearableHat HatOf(SignInSession session) => new(Enum.Parse<Hat>(session.Hat), session.PracticeId, session.PersonId);
}
