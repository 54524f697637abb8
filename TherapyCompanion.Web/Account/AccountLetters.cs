using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>Letters to the owner of an account. Whoever is a patient anywhere gets them under the neutral name of that place.</summary>
public sealed class AccountLetters(IMailQueue letters, AccountPlace place)
{
    /// <param name="link">A path of this site; null where the letter leads nowhere.</param>
    public async Task PutAsync(SignInAccount account, MailKind kind, string? link, CancellationToken ct) =>
        await letters.PutAsync(new(Guid.NewGuid(), kind, account.Email!, await place.NameAsync(account.Id, ct), Languages.Current, link), ct);
}
