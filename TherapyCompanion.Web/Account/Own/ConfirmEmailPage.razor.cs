using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account.Own;

/// <summary>
/// Where the letter to a new address leads. Who can read that mail is not yet who has the account: they are signed in to it, or give
/// its password.
/// </summary>
public sealed partial class ConfirmEmailPage(
    EmailChanges changes, SignInDesk door, SignInGuard guard, Visitor visitor, UserManager<SignInAccount> accounts, GuessLimit limit,
    IStringLocalizer<OwnText> loc)
{
    private AskedEmail? _asked;
    private SignedInVisitor? _visitor;
    private bool _own;
    private bool _done;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Parameter]
    public string Link { get; set; } = "";

    [SupplyParameterFromForm(FormName = "confirm")]
    private string? Password { get; set; }

    private IStringLocalizer<OwnText> Loc => loc;

    protected override async Task OnInitializedAsync()
    {
        _asked = await changes.LookAsync(Link, Http.RequestAborted);
        _visitor = await visitor.WhoAsync(Http);
        _own = _visitor is not null && _visitor.Account.Id == _asked?.AccountId;
    }

    private async Task ConfirmAsync()
    {
        if (_asked is null) return; // the page says that it is over
        if (!limit.Take(Http))
        {
            _problem = loc[nameof(OwnText.TooManyTries)];
            return;
        }

        var ct = Http.RequestAborted;
        var account = _own ? _visitor!.Account : await ByPasswordAsync(_asked.AccountId, ct);
        if (account is null)
        {
            _problem = guard.Told ?? loc[nameof(OwnText.ConfirmRefused)].Value;
            return;
        }

        var refusal = await changes.ConfirmAsync(account, Link, _own ? _visitor!.Session.Id : null, await door.OriginAsync(), Languages.Current, ct);
        if (refusal is null) _done = true;
        else if (await changes.LookAsync(Link, ct) is null) _asked = null; // pressed twice, or taken back a moment ago
        else _problem = loc[nameof(OwnText.ConfirmUnusable)];
    }

    private async Task<SignInAccount?> ByPasswordAsync(Guid accountId, CancellationToken ct) =>
        await accounts.FindByIdAsync(accountId.ToString()) is { Email: { } email }
        && await door.CheckPasswordAsync(email, Password ?? "", ct) is { } account && account.Id == accountId
            ? account
            : null;
}
