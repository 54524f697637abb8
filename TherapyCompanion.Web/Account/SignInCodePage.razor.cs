using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>The second factor: a code of the app, or one of the recovery codes.</summary>
public sealed partial class SignInCodePage(SignInDesk desk, SignInGuard guard, GuessLimit limit, NavigationManager navigation, IStringLocalizer<AccountText> loc)
{
    private SignInAccount? _account;
    private string? _problem;
    private bool _recovery;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "code")]
    private string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "recovery")]
    private string? RecoveryCode { get; set; }

    /// <summary>Where the person wanted to go.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    protected override async Task OnInitializedAsync()
    {
        _account = await desk.WhoIsHalfwayAsync(Http);
        if (_account is null) navigation.NavigateTo("/sign-in");
        else if (!_account.TwoFactorEnabled) navigation.NavigateTo("/factor");
    }

    private Task SubmitAsync() => CheckAsync(Code ?? "", recovery: false);

    private Task RecoverAsync() => CheckAsync(RecoveryCode ?? "", recovery: true);

    private async Task CheckAsync(string code, bool recovery)
    {
        if (_account is not { TwoFactorEnabled: true }) return; // on the way to another page already
        _recovery = recovery;
        if (!limit.Take(Http))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
        }
        else if (await desk.CheckCodeAsync(_account, code, recovery, Http.RequestAborted)
            && await desk.FirstHatAsync(_account, Http.RequestAborted) is { } hat)
        {
            await desk.LetInAsync(Http, _account, hat, AuditAction.SignedIn, Http.RequestAborted);
            navigation.NavigateTo(LocalPath.OrStart(To));
        }
        else
        {
            _problem = guard.Told ?? loc[recovery ? nameof(AccountText.RecoveryWrong) : nameof(AccountText.CodeWrong)];
        }
    }
}
