using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Counts the tries of passwords and codes of one request, in the database, of the account and of the network address. A browser
/// that the account's owner has signed in with is counted by itself and by nothing else, so that whoever uses up the tries
/// elsewhere, or next door behind the same address, does not keep the owner out.
/// </summary>
public sealed class SignInGuard(
    SignInTries tries, KnownBrowsers browsers, UserManager<SignInAccount> accounts, IHttpContextAccessor requests, IStringLocalizer<PasswordText> loc)
{
    /// <summary>What the page says when no try could be made; null when one could.</summary>
    public string? Told { get; private set; }

    /// <summary>Whether the account is closed for a while if the try that was taken fails.</summary>
    public bool IsLast { get; private set; }

    private HttpContext Http => requests.HttpContext ?? throw new InvalidOperationException("Somebody tries to come in, and not over HTTP.");

    /// <summary>Takes one try; false, and the answer says so, while there is none.</summary>
    /// <param name="account">Whose password or code it is; null when the address is nobody's.</param>
    public async Task<bool> TakeAsync(SignInAccount? account, string email, CancellationToken ct)
    {
        if (account is not null && browsers.IdFor(Http, account.Id) is { } browser)
            return Note(await tries.TakeAsync(TryCounter.OfBrowser(account.Id, browser), ct));

        var network = TryCounter.OfNetwork(Network.Of(Http));
        if (!Note(await tries.TakeAsync(network, ct))) return false;
        if (Note(await tries.TakeAsync(OfAccount(account, email), ct))) return true;
        // Nothing was tried, so nothing is held against the address.
        await tries.GiveBackAsync(network, ct);
        return false;
    }

    /// <summary>The try was right, but is not the last proof: the account's count goes on, or each right password would buy more codes to guess.</summary>
    public Task RightAsync(SignInAccount account, CancellationToken ct) =>
        browsers.IdFor(Http, account.Id) is null ? tries.GiveBackAsync(TryCounter.OfNetwork(Network.Of(Http)), ct) : Task.CompletedTask;

    /// <summary>The owner proved everything: the count starts again.</summary>
    public async Task ProvedAsync(SignInAccount account, CancellationToken ct)
    {
        await RightAsync(account, ct);
        await tries.ForgetAsync(browsers.IdFor(Http, account.Id) is { } browser ? TryCounter.OfBrowser(account.Id, browser) : TryCounter.OfAccount(account.Id), ct);
    }

    private TryCounter OfAccount(SignInAccount? account, string email) =>
        account is null ? TryCounter.OfNobody(accounts.NormalizeEmail(email.Trim()) ?? "") : TryCounter.OfAccount(account.Id);

    private bool Note(TryAnswer answer)
    {
        IsLast = answer.IsLast;
        if (answer.Wait is not { } wait) return true;
        GuessLimit.Refuse(Http, wait);
        Told = loc.Plural(nameof(PasswordText.Paused_n), (int)Math.Ceiling(wait.TotalMinutes));
        return false;
    }
}
