using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account.Own;

/// <summary>Asks for another address to sign in with. It changes when the letter to it is answered, and not here.</summary>
public sealed partial class EmailPage(
    EmailChanges changes, UserManager<SignInAccount> accounts, GuessLimit limit, IStringLocalizer<OwnText> loc)
{
    private SignInAccount? _account;
    private string? _now;
    private string? _waiting;
    private string? _typed;
    private string? _note;
    private string? _problem;
    private string? _emailProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "email")]
    private string? Email { get; set; }

    private IStringLocalizer<OwnText> Loc => loc;

    private Actor Me => Claims.ActorFrom(Http.User) ?? throw new InvalidOperationException("An account page was reached without anybody.");

    protected override async Task OnInitializedAsync()
    {
        _account = await accounts.FindByIdAsync(Me.AccountId.ToString());
        (_now, _typed) = (_account?.Email, Email);
        _waiting = await changes.WaitingAsync(Me.AccountId, Http.RequestAborted);
    }

    private async Task AskAsync()
    {
        if (_account is null) return;
        if (!limit.Take(Http))
        {
            _problem = loc[nameof(OwnText.TooManyTries)];
            return;
        }

        var email = (Email ?? "").Trim();
        if (await changes.AskAsync(_account, email, Me, Languages.Current, Http.RequestAborted) is { } refusal)
        {
            _emailProblem = loc[refusal.Key];
            return;
        }

        (_note, _typed, _waiting) = (loc[nameof(OwnText.EmailAsked), email], null, email);
    }

    private async Task StopAsync()
    {
        await changes.StopAsync(Me.AccountId, Http.RequestAborted);
        (_note, _waiting) = (loc[nameof(OwnText.EmailStopped)], null);
    }
}
