using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// Codes of an app: one step either way for clocks that differ, and each code once. Once is decided by the database's
/// unique key, so of twenty tries at the same moment one wins.
/// </summary>
public sealed class TotpProvider(SignInDb db, TimeProvider clock) : IUserTwoFactorTokenProvider<Account>
{
    public const string Name = "App";

    // No code can be used after two steps; the rows are kept a little longer than they are needed.
    private const int StepsKept = 20;

    public Task<string> GenerateAsync(string purpose, UserManager<Account> manager, Account user) =>
        throw new NotSupportedException("The app on the person's phone makes the codes.");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<Account> manager, Account user)
    {
        return await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 } base32 && await IsCodeAsync(user.Id, base32, token);
    }

    /// <summary>Whether this is a code of this secret at this moment; then it is used up for the account.</summary>
    public async Task<bool> IsCodeAsync(Guid accountId, string base32, string token)
    {
        var secret = Totp.ReadSecret(base32);
        var given = Encoding.UTF8.GetBytes(token);
        var now = Totp.StepAt(clock.GetUtcNow());
        foreach (var step in new[] { now, now - 1, now + 1 })
        {
            if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Totp.CodeAt(secret, step)))) continue;
            await db.Database.ExecuteSqlAsync($"delete from signin.used_codes where account_id = {accountId} and step < {now - StepsKept}");
            return await db.Database.ExecuteSqlAsync(
                $"insert into signin.used_codes (account_id, step) values ({accountId}, {step}) on conflict do nothing") == 1;
        }

        return false;
    }

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Account> manager, Account user) =>
        await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 };
}
