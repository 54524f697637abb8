using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account;

/// <summary>A passkey, or address and password. Whoever's they are not, the answer is the same.</summary>
public sealed partial class SignInPage(
    SignInDesk desk, SignInGuard guard, PasskeyDesk passkeys, ISignInDirectory directory, GuessLimit limit, NavigationManager navigation,
    IStringLocalizer<AccountText> loc, IStringLocalizer<FactorText> words, IStringLocalizer<PasswordText> passwords)
{
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInInput? Input { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    private string? Credential { get; set; }

    /// <summary>Where the person wanted to go.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    /// <summary>A page of theirs was left because their sign-in had ended; "unsaved" when the last words had not arrived.</summary>
    [SupplyParameterFromQuery]
    private string? Ended { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    private IStringLocalizer<FactorText> Words => words;

    private IStringLocalizer<PasswordText> Passwords => passwords;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new();
        if (!HttpMethods.IsGet(Http.Request.Method)) return;
        if (Ended is null && Claims.ActorFrom(Http.User) is not null) navigation.NavigateTo("/");
        else if (!await directory.AnyPracticeAsync(Http.RequestAborted)) navigation.NavigateTo("/sign-up");
    }

    // A passkey whose person the authenticator verified is two factors at once.
    private async Task EnterByPasskeyAsync()
    {
        var ct = Http.RequestAborted;
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (await passkeys.CheckAsync(Http, Credential ?? "", ct) is { } account && await desk.EnterAsync(Http, account, ct))
            navigation.NavigateTo(LocalPath.OrStart(To));
        else _problem = words[nameof(FactorText.PasskeyRefused)];
    }

    private async Task SubmitAsync()
    {
        if (!limit.Take(Http, GuessKind.Password))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        var account = await desk.CheckPasswordAsync(Input!.Email ?? "", Input.Password ?? "", Http.RequestAborted);
        var next = account is null ? null : await desk.AfterPasswordAsync(Http, account, LocalPath.OrStart(To), Http.RequestAborted);
        if (next is null) _problem = guard.Told ?? loc[nameof(AccountText.SignInFailed)];
        else navigation.NavigateTo(next);
    }

    /// <summary>What was typed.</summary>
    public sealed class SignInInput
    {
        public string? Email { get; set; }
        public string? Password { get; set; }
    }
}
