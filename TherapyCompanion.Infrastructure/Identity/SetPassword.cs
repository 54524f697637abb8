using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// Gives an account another password: one that the rules take. Whoever is signed in with the one before is signed in no longer, and
/// links that were sent work no more.
/// </summary>
public sealed class SetPassword(UserManager<Account> accounts, IPasswordHasher<Account> hasher, AccountLinks links)
{
    /// <summary>What the rules say of a password, without setting it.</summary>
    /// <param name="nearWords">Names of the person and their place, of which no password is made.</param>
    public async Task<Refusal?> CheckAsync(Account account, string password, IReadOnlyList<string?> nearWords)
    {
        account.NearWords = nearWords;
        foreach (var rule in accounts.PasswordValidators)
            if (await rule.ValidateAsync(accounts, account, password) is { Succeeded: false } refused) return AccountRefusals.Of(refused);
        return null;
    }

    public async Task<Refusal?> RunAsync(Account account, string password, IReadOnlyList<string?> nearWords, CancellationToken ct)
    {
        if (await CheckAsync(account, password, nearWords) is { } refusal) return refusal;
        account.PasswordHash = hasher.HashPassword(account, password);
        // The stamp is in every ticket; a new one ends them all. It is saved together with the password.
        if (!(await accounts.UpdateSecurityStampAsync(account)).Succeeded) return Refusal.Raced;
        await links.WithdrawAsync(account.Id, ct);
        return null;
    }
}
