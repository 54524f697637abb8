using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Sets a new password by the link of a letter. Opening the page uses nothing; the form does, once. Nobody is in by it: the sign-in
/// follows, with the second factor as it was.
/// </summary>
public sealed partial class ResetPage(
    UserManager<SignInAccount> accounts, AccountLinks links, SetPassword setPassword, AccountLetters letters, SignInDesk desk, KnownBrowsers browsers,
    GuessLimit limit, IStringLocalizer<PasswordText> loc, IStringLocalizer<AccountText> accountTexts)
{
    private SignInAccount? _account;
    private bool _done;
    private string? _problem;
    private string? _passwordProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Parameter]
    public string Link { get; set; } = "";

    [SupplyParameterFromForm(FormName = "reset")]
    private string? Password { get; set; }

    private IStringLocalizer<PasswordText> Loc => loc;

    private IStringLocalizer<AccountText> Accounts => accountTexts;

    protected override async Task OnInitializedAsync()
    {
        if (await links.LookAsync(Link, LinkKind.PasswordReset, Http.RequestAborted) is { } id) _account = await accounts.FindByIdAsync(id.ToString());
    }

    private async Task SubmitAsync()
    {
        if (_account is null) return; // the page says that it is over
        var ct = Http.RequestAborted;
        if (!limit.Take(Http, GuessKind.Reset)) _problem = accountTexts[nameof(AccountText.TooManyTries)];
        // The link is not used up by a password that the rules refuse.
        else if (await setPassword.CheckAsync(_account, Password ?? "", []) is { } refusal) _passwordProblem = accountTexts[refusal.Key];
        else if (await links.UseAsync(Link, LinkKind.PasswordReset, ct) is null) _account = null;
        else if (await setPassword.RunAsync(_account, Password ?? "", [], ct) is not null) _account = null; // the account changed meanwhile: another link
        else await DoneAsync(_account, ct);
    }

    private async Task DoneAsync(SignInAccount account, CancellationToken ct)
    {
        _done = true;
        await desk.RecordAsync(account, AuditAction.PasswordReset, ct);
        await letters.PutAsync(account, MailKind.PasswordChanged, null, ct);
        // Whoever reads the account's mail is its owner: what others tried in vain does not keep this browser out.
        browsers.Remember(Http, account.Id);
    }
}
