using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Length is the one rule: 12 to 128 characters of any kind, an emoji being one like a letter.</summary>
public sealed class PasswordLength : IPasswordValidator<Account>
{
    public const int Shortest = 12;
    public const int Longest = 128;

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(Of(password ?? "") switch
        {
            < Shortest => Failed(nameof(IdentityErrorDescriber.PasswordTooShort)),
            > Longest => Failed("PasswordTooLong"),
            _ => IdentityResult.Success,
        });

    /// <summary>How many characters a password has, by code points: what one of them takes in memory is not its strength.</summary>
    public static int Of(string password) => password.EnumerateRunes().Count();

    private static IdentityResult Failed(string code) => IdentityResult.Failed(new IdentityError { Code = code });
}

/// <summary>PBKDF2-SHA512, 210,000 iterations, over the normalized password: one keyboard's niqqud or accent must equal another's.</summary>
public sealed class AccountPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<Account>(options)
{
    public override string HashPassword(Account user, string password) => base.HashPassword(user, Normal(password));

    public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword) =>
        // A megabyte of "password" is not hashed: its length alone says that it is wrong, whoever's account it is.
        PasswordLength.Of(providedPassword) > PasswordLength.Longest
            ? PasswordVerificationResult.Failed
            : base.VerifyHashedPassword(user, hashedPassword, Normal(providedPassword));

    private static string Normal(string password) => password.Normalize(NormalizationForm.FormKC);
}
