using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// Identity's store, but for recovery codes: they are kept as HMACs under a key outside the database, bound to their account,
/// and using one takes its row away, so that each works once however many try at the same moment.
/// </summary>
public sealed class AccountStore(SignInDb db, MasterKeys keys, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<Account, SignInDb, Guid>(db, describer)
{
    // Where Identity keeps the secret of a code app.
    private const string Provider = "[AspNetUserStore]";
    private const string AppSecret = "AuthenticatorKey";

    public override async Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken)
    {
        var hashes = recoveryCodes.Select(code => Hash(user.Id, code)).ToArray();
        await Context.Database.ExecuteSqlAsync(
            $"""
            with gone as (delete from signin.recovery_codes where account_id = {user.Id})
            insert into signin.recovery_codes (account_id, hash) select {user.Id}, unnest({hashes})
            """, cancellationToken);
    }

    public override async Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken) =>
        await Context.Database.ExecuteSqlAsync(
            $"delete from signin.recovery_codes where account_id = {user.Id} and hash = {Hash(user.Id, code)}", cancellationToken) == 1;

    public override Task<int> CountCodesAsync(Account user, CancellationToken cancellationToken) =>
        Context.RecoveryCodes.CountAsync(c => c.AccountId == user.Id, cancellationToken);

    /// <summary>Forgets the secret of the code app.</summary>
    public Task RemoveAppSecretAsync(Account user, CancellationToken ct) => RemoveTokenAsync(user, Provider, AppSecret, ct);

    private byte[] Hash(Guid accountId, string code)
    {
        byte[] bound = [.. accountId.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(code)];
        return HMACSHA256.HashData(keys.Derive("signin/recovery"), bound);
    }
}

/// <summary>A recovery code that was not used yet, by its hash.</summary>
public sealed class RecoveryCode
{
    public Guid AccountId { get; init; }
    public byte[] Hash { get; init; } = [];
}
