using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account.SignUp;

/// <summary>
/// Sends who wants to open a practice a letter by which they go on, so that the page need not tell who has an account here: whoever
/// has one gets a letter that says so. The link is the address, sealed, with its time; nothing is kept until it is followed,
/// and the account that comes of it is why it does not work twice.
/// </summary>
public sealed class SignUpLinks(
    IDataProtectionProvider protection, UserManager<SignInAccount> accounts, ISignInDirectory directory, SignInTries tries, AccountPlace place,
    IMailQueue mail, TimeProvider clock)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    private readonly IDataProtector _seal = protection.CreateProtector("sign-up");

    /// <summary>Puts the letter that fits the address; none when an hour's letters to it are used up.</summary>
    public async Task SendAsync(string email, CancellationToken ct)
    {
        if (!(await tries.TakeAsync(TryCounter.OfLetters(accounts.NormalizeEmail(email) ?? ""), ct)).IsTaken) return;
        var account = await accounts.FindByEmailAsync(email);
        var known = account is not null && await directory.BelongsAsync(account.Id, ct);
        await mail.PutAsync(
            known
                ? new(Guid.NewGuid(), MailKind.SignUpKnown, email, await place.NameAsync(account!.Id, ct), Languages.Current, "/sign-in")
                : new(Guid.NewGuid(), MailKind.SignUp, email, AccountPlace.OfStaff, Languages.Current, $"/sign-up/{LinkFor(email)}"),
            ct);
    }

    /// <summary>The address that a letter's link was sent to; null when it is no link of ours, or its time is over.</summary>
    public string? EmailOf(string link)
    {
        try
        {
            if (!Base64Url.IsValid(link)) return null;
            var open = _seal.Unprotect(Base64Url.DecodeFromChars(link));
            var until = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(open));
            return until > clock.GetUtcNow() ? Encoding.UTF8.GetString(open.AsSpan(sizeof(long))) : null;
        }
        catch (CryptographicException)
        {
            return null; // somebody else's making, or cut in the mail
        }
    }

    private string LinkFor(string email)
    {
        var words = Encoding.UTF8.GetBytes(email);
        var open = new byte[sizeof(long) + words.Length];
        BinaryPrimitives.WriteInt64BigEndian(open, (clock.GetUtcNow() + Lasts).ToUnixTimeSeconds());
        words.CopyTo(open, sizeof(long));
        return Base64Url.EncodeToString(_seal.Protect(open));
    }
}
