using Microsoft.AspNetCore.Identity;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account.Own;

/// <summary>
/// Carries an account to another address: the letters, the trail of each practice it matters in, and a patient's own letters, which
/// follow. Whoever asks hears the same of every address.
/// </summary>
public sealed class EmailDesk(
    EmailChanges changes, UserManager<SignInAccount> accounts, ISignInDirectory directory, SignInTries tries, ITherapyDbFactory databases, AccountTrail trail,
    MoveOwnLetters moveLetters, IMailQueue mail, AccountPlace place)
{
    /// <summary>Sends the letter to the new address, and says so to the old one.</summary>
    /// <returns>Why not: what was written is certainly no address, or the one it is already.</returns>
    public async Task<Refusal?> AskAsync(SignInAccount account, string email, Actor by, CancellationToken ct)
    {
        email = email.Trim();
        if (!AccountRegister.LooksLikeEmail(email)) return AccountRefusals.EmailWrong;
        var normal = accounts.NormalizeEmail(email);
        if (normal == accounts.NormalizeEmail(account.Email)) return OwnRefusals.EmailSame;
        // A few letters an hour to one address, so that nobody's mail is filled from here. The answer is the same.
        if (!(await tries.TakeAsync(TryCounter.OfLetters(normal), ct)).IsTaken) return null;
        await RecordAsync(account.Id, by.Origin, AuditAction.EmailChangeAsked, by, ct);
        var asked = await changes.AskAsync(account, email, ct);
        if (!asked.IsDone) return asked.Refusal;
        var from = await place.NameAsync(account.Id, ct);
        await mail.PutAsync(new(Guid.NewGuid(), MailKind.ConfirmEmail, email, from, Languages.Current, $"/email/{asked.Value}"), ct);
        if (account.Email is { } old) await mail.PutAsync(new(Guid.NewGuid(), MailKind.EmailChanging, old, from, Languages.Current, EmailPage.Path), ct);
        return null;
    }

    /// <summary>Does what a letter's link leads to.</summary>
    /// <param name="keep">The sign-in it is done from; null when it is done with the password.</param>
    public async Task<Refusal?> ConfirmAsync(SignInAccount account, string link, Guid? keep, Origin origin, CancellationToken ct)
    {
        var (before, after) = (account.Email ?? "", "");
        var changed = await changes.ConfirmAsync(account, link, keep, async email =>
        {
            after = email;
            await MoveAsync(account.Id, before, email, origin, ct);
        }, ct);
        if (!changed.IsDone) return changed.Refusal;
        var from = await place.NameAsync(account.Id, ct);
        if (before.Length > 0) await mail.PutAsync(new(Guid.NewGuid(), MailKind.EmailChanged, before, from, Languages.Current, null), ct);
        await mail.PutAsync(new(Guid.NewGuid(), MailKind.EmailChanged, after, from, Languages.Current, "/account"), ct);
        return null;
    }

    private async Task MoveAsync(Guid accountId, string before, string after, Origin origin, CancellationToken ct)
    {
        await trail.RecordAsync(accountId, origin, AuditAction.EmailChanged, null, ct);
        foreach (var hat in (await directory.HatsOfAsync(accountId, ct)).Where(h => !AccountPlace.NeedsFactor([h])))
        {
            var person = Actor.Wearing(hat.Hat, hat.PracticeId, accountId, hat.PersonId, origin);
            if (hat.Hat is Hat.Patient)
            {
                if (await moveLetters.RunAsync(person, before, after, ct) is { } refusal)
                    throw new InvalidOperationException($"A patient's letters did not follow: {refusal.Key}.");
            }
            else
            {
                await using var db = await databases.OpenAsync(person, ct);
                await db.RecordAsync(new(AuditAction.EmailChanged, accountId, null, AuditReason.Self), ct);
            }
        }
    }

    // In the practice it was asked from, and wherever the person is staff.
    private async Task RecordAsync(Guid accountId, Origin origin, AuditAction action, Actor by, CancellationToken ct)
    {
        await using (var db = await databases.OpenAsync(by, ct)) await db.RecordAsync(new(action, accountId, null, AuditReason.Self), ct);
        await trail.RecordAsync(accountId, origin, action, by.PracticeId, ct);
    }
}

/// <summary>What the pages of one's own account refuse; the texts are in <c>OwnText</c>.</summary>
public static class OwnRefusals
{
    public static readonly Refusal EmailSame = new("EmailSame");
}
