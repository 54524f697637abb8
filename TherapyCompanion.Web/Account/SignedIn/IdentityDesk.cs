using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>How somebody can show that it is them.</summary>
/// <param name="App">A code of the app, or a recovery code in its place.</param>
/// <param name="Password">The password alone: of a patient or guardian who has no code app.</param>
public sealed record ProofWays(bool App, bool Password);

/// <summary>What somebody showed.</summary>
public sealed class ProofInput
{
    public string? Password { get; set; }
    public string? Code { get; set; }
    public string? RecoveryCode { get; set; }
}

/// <summary>
/// Asks whoever is signed in to show again that it is them. Tries are counted and refused as at the door, each proof is in
/// the audit trail, and nothing here signs anybody in: the sign-in stays the one it was.
/// </summary>
public sealed class IdentityDesk(SignInDesk desk, UserManager<SignInAccount> accounts, SignIns sessions)
{
    /// <summary>Whose sign-in this request belongs to.</summary>
    public async Task<SignInAccount?> WhoAsync(HttpContext context) =>
        context.SessionOf() is { } session ? await accounts.FindByIdAsync(session.AccountId.ToString()) : null;

    /// <summary>The ways this person has under the hat they wear now.</summary>
    public async Task<ProofWays> WaysAsync(SignInSession session, SignInAccount account)
    {
        var app = account.TwoFactorEnabled && await accounts.GetAuthenticatorKeyAsync(account) is { Length: > 0 };
        return new(app, !app && session.Hat is nameof(Hat.Patient) or nameof(Hat.Guardian));
    }

    /// <summary>A factor for what asks for a fresh proof.</summary>
    /// <returns>Whether it is proved, and written down in the sign-in and in the trail.</returns>
    public async Task<bool> ProveAsync(HttpContext context, ProofInput input, CancellationToken ct)
    {
        if (context.SessionOf() is not { } session || await WhoAsync(context) is not { } account) return false;
        if (!await IsProvedAsync(session, account, input, ct) || !await sessions.ProveAsync(session.Id, ct)) return false;
        await desk.RecordAsync(account, HatOf(session), AuditAction.IdentityProved, ct);
        return true;
    }

    private async Task<bool> IsProvedAsync(SignInSession session, SignInAccount account, ProofInput input, CancellationToken ct)
    {
        var ways = await WaysAsync(session, account);
        if (ways.App && input.Code is { Length: > 0 } code) return await desk.CheckCodeAsync(account, code, recovery: false, ct);
        if (ways.App && input.RecoveryCode is { Length: > 0 } recovery) return await desk.CheckCodeAsync(account, recovery, recovery: true, ct);
        return ways.Password && input.Password is { Length: > 0 } password && account.Email is { } email
            && await desk.CheckPasswordAsync(email, password, ct) is { } same && same.Id == account.Id;
    }

    private static WearableHat HatOf(SignInSession session) => new(Enum.Parse<Hat>(session.Hat), session.PracticeId, session.PersonId);
}
