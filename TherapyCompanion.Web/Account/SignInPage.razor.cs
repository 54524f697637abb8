using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account;

/// <summary>Address and password. Whoever's they are not, the answer is the same.</summary>
public sealed partial class SignInPage(
    SignInDesk desk, SignInGuard guard, ISignInDirectory directory, GuessLimit limit, NavigationManager navigation,
    IStringLocalizer<AccountText> loc, IStringLocalizer<PasswordText> passwords)
{
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInInput? Input { get; set; }

    /// <summary>Where the person wanted to go.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    private IStringLocalizer<PasswordText> Passwords => passwords;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new();
        if (!HttpMethods.IsGet(Http.Request.Method)) return;
        if (Claims.ActorFrom(Http.User) is not null) navigation.NavigateTo("/");
        else if (!await directory.AnyPracticeAsync(Http.RequestAborted)) navigation.NavigateTo("/sign-up");
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
