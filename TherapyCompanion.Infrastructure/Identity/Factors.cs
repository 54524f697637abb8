using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>What an account can prove itself with besides its password.</summary>
/// <param name="RecoveryCodes">How many are left.</param>
public sealed record FactorState(bool HasApp, IReadOnlyList<NamedPasskey> Passkeys, int RecoveryCodes)
{
    public bool Any => HasApp || Passkeys.Count > 0;
}

/// <summary>What a change of factors refuses; the texts are in <c>FactorText</c>.</summary>
public static class FactorRefusals
{
    /// <summary>Without it the person could not come in any more.</summary>
    public static readonly Refusal LastOne = new("LastFactor");

    public static readonly Refusal TooManyPasskeys = new("TooManyPasskeys");

    /// <summary>Whoever is only halfway adds the first factor and no other: the password alone must not be enough for one.</summary>
    public static readonly Refusal NotFirst = new("FactorNotFirst");

    /// <summary>It is not there (any more), or not theirs.</summary>
    public static readonly Refusal Gone = new("FactorGone");
}

/// <summary>
/// Adds and removes an account's factors. Each change is one transaction that holds the account: it ends all sign-ins but the one
/// it was made from, stands in the audit trail and is announced by letter, or it does not happen.
/// </summary>
public sealed class Factors(
    SignInDb db, UserManager<Account> accounts, IUserStore<Account> store, Passkeys passkeys, ISignInDirectory directory,
    ITherapyDbFactory databases, IMailQueue mail, AccountPlace place)
{
    public const int MostPasskeys = 20;
    public const int RecoveryCodes = 10;

    /// <summary>Where a letter leads.</summary>
    public const string Page = "/account/factors";

    private AccountStore Store => (AccountStore)store;

    public async Task<FactorState> ReadAsync(Account account, CancellationToken ct) => new(
        await accounts.GetAuthenticatorKeyAsync(account) is { Length: > 0 }, await passkeys.ListAsync(account.Id, ct),
        await accounts.CountRecoveryCodesAsync(account));

    /// <summary>Ties an app to the account in place of the one before; the caller has seen a code of it.</summary>
    public Task<Refusal?> SetAppAsync(Account account, string secret, Actor by, string language, CancellationToken ct) =>
        ChangeAsync(account, by, AuditAction.FactorEnrolled, MailKind.FactorAdded, language, async () =>
        {
            if (by.SessionId is null && (await ReadAsync(account, ct)).Any) return FactorRefusals.NotFirst;
            await Store.SetAuthenticatorKeyAsync(account, secret, ct);
            account.TwoFactorEnabled = true;
            return null;
        }, ct);

    /// <summary>Adds a passkey that was checked.</summary>
    public Task<Refusal?> AddPasskeyAsync(Account account, UserPasskeyInfo passkey, string name, Actor by, string language, CancellationToken ct) =>
        ChangeAsync(account, by, AuditAction.PasskeyAdded, MailKind.FactorAdded, language, async () =>
        {
            var state = await ReadAsync(account, ct);
            if (by.SessionId is null && state.Any) return FactorRefusals.NotFirst;
            if (state.Passkeys.Count >= MostPasskeys) return FactorRefusals.TooManyPasskeys;
            passkey.Name = name;
            await Store.AddOrUpdatePasskeyAsync(account, passkey, ct);
            // A patient's password goes on being enough; staff never came in with it alone.
            account.TwoFactorEnabled |= await NeedsFactorAsync(account, ct);
            return null;
        }, ct);

    /// <summary>Removes a passkey, unless it is what the person needs to come in.</summary>
    public Task<Refusal?> RemovePasskeyAsync(Account account, byte[] credentialId, Actor by, string language, CancellationToken ct) =>
        ChangeAsync(account, by, AuditAction.PasskeyRemoved, MailKind.FactorRemoved, language, async () =>
        {
            var state = await ReadAsync(account, ct);
            if (!state.Passkeys.Any(p => p.CredentialId.AsSpan().SequenceEqual(credentialId))) return FactorRefusals.Gone;
            if (state is { Passkeys.Count: 1, HasApp: false } && await NeedsFactorAsync(account, ct)) return FactorRefusals.LastOne;
            await Store.RemovePasskeyAsync(account, credentialId, ct);
            await AfterRemovalAsync(account, ct);
            return null;
        }, ct);

    /// <summary>Removes the code app, unless it is what the person needs to come in.</summary>
    public Task<Refusal?> RemoveAppAsync(Account account, Actor by, string language, CancellationToken ct) =>
        ChangeAsync(account, by, AuditAction.FactorRemoved, MailKind.FactorRemoved, language, async () =>
        {
            var state = await ReadAsync(account, ct);
            if (!state.HasApp) return FactorRefusals.Gone;
            if (state.Passkeys.Count == 0 && await NeedsFactorAsync(account, ct)) return FactorRefusals.LastOne;
            await Store.RemoveAppSecretAsync(account, ct);
            await AfterRemovalAsync(account, ct);
            return null;
        }, ct);

    /// <summary>Ten new recovery codes; the ones before work no longer. They can be read this one time.</summary>
    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(Account account, Actor by, CancellationToken ct)
    {
        IReadOnlyList<string> codes = [];
        await ChangeAsync(account, by, AuditAction.RecoveryCodesMade, null, "", async () =>
        {
            codes = [.. await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodes) ?? []];
            return null;
        }, ct);
        return codes;
    }

    // Who has no password comes in by passkey, whatever their hats.
    private async Task<bool> NeedsFactorAsync(Account account, CancellationToken ct) =>
        account.PasswordHash is null || AccountPlace.NeedsFactor(await directory.HatsOfAsync(account.Id, ct));

    private async Task AfterRemovalAsync(Account account, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        if ((await ReadAsync(account, ct)).Any) return;
        account.TwoFactorEnabled = false;
        await Store.ReplaceCodesAsync(account, [], ct);
    }

    private async Task<Refusal?> ChangeAsync(
        Account account, Actor by, AuditAction action, MailKind? letter, string language, Func<Task<Refusal?>> change, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select set_config('tc.keep_session', {by.SessionId?.ToString() ?? ""}, true)", ct);
        // One change at a time: two tabs must not each take the last factor but one.
        await db.Database.ExecuteSqlAsync($"select id from signin.accounts where id = {account.Id} for update", ct);
        await db.Entry(account).ReloadAsync(ct);
        if (await change() is { } refusal) return refusal;

        if (!(await accounts.UpdateSecurityStampAsync(account)).Succeeded) return Refusal.Raced;
        await using (var trail = await databases.OpenAsync(by, ct)) await trail.RecordAsync(new(action, account.Id, null, AuditReason.Self), ct);
        if (letter is { } kind)
            await mail.PutAsync(new(Guid.NewGuid(), kind, account.Email ?? "", await place.NameAsync(account.Id, ct), language, Page), ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}
