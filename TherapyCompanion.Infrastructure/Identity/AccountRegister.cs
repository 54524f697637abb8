using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity.Passwords;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>What making an account refuses; the texts are in <c>AccountText</c>.</summary>
public static class AccountRefusals
{
    public static readonly Refusal EmailWrong = new("EmailWrong");

    /// <summary>Said without saying that somebody has an account here.</summary>
    public static readonly Refusal EmailUnusable = new("EmailUnusable");
    public static readonly Refusal PasswordTooShort = new("PasswordTooShort");
    public static readonly Refusal PasswordTooLong = new("PasswordTooLong");
    public static readonly Refusal PasswordKnown = new(PasswordNotKnown.Code);

    /// <summary>Whether the password is what was refused.</summary>
    public static bool AreOfPassword(Refusal refusal) => refusal == PasswordTooShort || refusal == PasswordTooLong || refusal == PasswordKnown;

    /// <summary>Why Identity refused a password or an address.</summary>
    public static Refusal Of(IdentityResult result) => result.Errors.First().Code switch
    {
        nameof(IdentityErrorDescriber.PasswordTooShort) => PasswordTooShort,
        "PasswordTooLong" => PasswordTooLong,
        PasswordNotKnown.Code => PasswordKnown,
        nameof(IdentityErrorDescriber.InvalidEmail) => EmailWrong,
        nameof(IdentityErrorDescriber.DuplicateEmail) => EmailUnusable,
        var code => throw new InvalidOperationException($"An account was refused for a reason nobody foresaw: {code}."),
    };
}

/// <summary>Makes accounts, and takes back one that nobody came in with.</summary>
public sealed class AccountRegister(SignInDb db, UserManager<Account> accounts, ISignInDirectory directory, TimeProvider clock)
{
    // A sign-up that was cut off in the middle leaves an account without a hat; after this time its address is free again.
    private static readonly TimeSpan Unfinished = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PostedTwice = TimeSpan.FromSeconds(30);

    public Task<Result<Account>> CreateAsync(string email, string password, CancellationToken ct) => CreateAsync(email, password, [], ct);

    /// <param name="nearWords">Names of the person and their place, of which no password is made.</param>
    public async Task<Result<Account>> CreateAsync(string email, string password, IReadOnlyList<string?> nearWords, CancellationToken ct)
    {
        email = email.Trim();
        if (!LooksLikeEmail(email)) return AccountRefusals.EmailWrong;
        if (!await IsFreeAsync(email, ct)) return AccountRefusals.EmailUnusable;
        var account = new Account(email, clock.GetUtcNow()) { NearWords = nearWords };
        try
        {
            var result = await accounts.CreateAsync(account, password);
            return result.Succeeded ? account : AccountRefusals.Of(result);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return AccountRefusals.EmailUnusable;
        }
    }

    /// <summary>An account that is entered by a passkey alone; the address is for letters, and for another way in later.</summary>
    /// <param name="id">The id that the passkey was made for.</param>
    /// <param name="passkey">Checked, and with its name.</param>
    public async Task<Result<Account>> CreateWithPasskeyAsync(Guid id, string email, UserPasskeyInfo passkey, CancellationToken ct)
    {
        email = email.Trim();
        if (!LooksLikeEmail(email)) return AccountRefusals.EmailWrong;
        if (!await IsFreeAsync(email, ct)) return AccountRefusals.EmailUnusable;
        var account = new Account(id, email, clock.GetUtcNow()) { TwoFactorEnabled = true };
        // The account and its only key come together, or neither does.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        try
        {
            if (await accounts.CreateAsync(account) is { Succeeded: false } refused) return AccountRefusals.Of(refused);
            if (await accounts.AddOrUpdatePasskeyAsync(account, passkey) is { Succeeded: false } unkept) return AccountRefusals.Of(unkept);
            await transaction.CommitAsync(ct);
            return account;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return AccountRefusals.EmailUnusable;
        }
    }

    /// <summary>
    /// Whether somebody has this address for longer than a form takes to be posted twice: then the one who typed it is not in the
    /// middle of making that account.
    /// </summary>
    public async Task<bool> IsSomebodysAsync(string email) =>
        await accounts.FindByEmailAsync(email.Trim()) is { } other && clock.GetUtcNow() - other.CreatedAt > PostedTwice;

    private async Task<bool> IsFreeAsync(string email, CancellationToken ct)
    {
        if (await accounts.FindByEmailAsync(email) is not { } other) return true;
        if (clock.GetUtcNow() - other.CreatedAt < Unfinished || await directory.BelongsAsync(other.Id, ct)) return false;
        await accounts.DeleteAsync(other);
        return true;
    }

    /// <summary>Takes back an account whose sign-up was refused.</summary>
    public async Task RemoveAsync(Account account) => await accounts.DeleteAsync(account);

    // Only what is certainly no address is refused; whether mail arrives, mail tells.
    private static bool LooksLikeEmail(string email) =>
        email.Length is > 2 and <= 254 && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == email.LastIndexOf('@') && at < email.Length - 1 && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
