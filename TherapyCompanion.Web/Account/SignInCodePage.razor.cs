using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>The second factor: a passkey of this account, a code of the app, or one of the recovery codes.</summary>
public sealed partial class SignInCodePage(
    SignInDesk desk, SignInGuard guard, PasskeyDesk passkeys, Factors factors, GuessLimit limit, NavigationManager navigation, IStringLocalizer<AccountText> loc,
    IStringLocalizer<FactorText> words)
{
    private SignInAccount? _account;
    private FactorState? _factors;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "code")]
    private string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "recovery")]
    private string? RecoveryCode { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    private string? Credential { get; set; }

    /// <summary>Where the person wanted to go.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    private IStringLocalizer<FactorText> Words => words;

    protected override async Task OnInitializedAsync()
    {
        _account = await desk.WhoIsHalfwayAsync(Http);
        if (_account is null)
        {
            navigation.NavigateTo("/sign-in");
            return;
        }

        _factors = await factors.ReadAsync(_account, Http.RequestAborted);
        if (_factors.Any) return;
        _account = null;
        navigation.NavigateTo(To is null ? "/factor" : $"/factor?to={Uri.EscapeDataString(To)}");
    }

    private async Task EnterByPasskeyAsync()
    {
        if (_account is null) return; // on the way to another page already
        var ct = Http.RequestAborted;
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (await passkeys.CheckAsync(Http, Credential ?? "", ct) is not { } owner) _problem = words[nameof(FactorText.PasskeyRefused)];
        else if (owner.Id != _account.Id)
        {
            await desk.RecordFailureAsync(_account, AuditAction.SignInFailed, ct);
            _problem = words[nameof(FactorText.PasskeyRefused)];
        }
        else await EnterAsync(nameof(FactorText.PasskeyRefused), LocalPath.OrStart(To), ct);
    }

    private async Task SubmitAsync()
    {
        if (_account is null) return; // on the way to another page already
        var ct = Http.RequestAborted;
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (!await desk.CheckCodeAsync(_account, Code ?? "", recovery: false, ct)) _problem = guard.Told ?? loc[nameof(AccountText.CodeWrong)];
        else await EnterAsync(nameof(FactorText.Raced), LocalPath.OrStart(To), ct);
    }

    // Then to the factors: what was lost can be removed there, and how many codes are left stands there too.
    private async Task RecoverAsync()
    {
        if (_account is null) return; // on the way to another page already
        var ct = Http.RequestAborted;
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (!await desk.CheckCodeAsync(_account, RecoveryCode ?? "", recovery: true, ct)) _problem = guard.Told ?? loc[nameof(AccountText.RecoveryWrong)];
        else await EnterAsync(nameof(FactorText.Raced), $"{Factors.Page}?done=recovery", ct);
    }

    private async Task EnterAsync(string otherwise, string next, CancellationToken ct)
    {
        if (await desk.EnterAsync(Http, _account!, ct)) navigation.NavigateTo(next);
        else _problem = words[otherwise];
    }
}
