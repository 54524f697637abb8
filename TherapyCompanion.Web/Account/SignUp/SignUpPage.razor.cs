using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.SignUp;

/// <summary>
/// The first practice of an installation is opened here at once. Where there is one, and more are welcome, a letter comes first: the
/// page says the same, after the same time, whoever has an account here.
/// </summary>
public sealed partial class SignUpPage(
    ISignInDirectory directory, SignUpLinks links, GuessLimit limit, IOptions<SignUpOptions> options, TimeProvider clock,
    IStringLocalizer<AccountText> loc)
{
    private bool _any;
    private bool _open;
    private bool _sent;
    private string? _problem;
    private string? _emailProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "ask")]
    private string? Email { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    protected override async Task OnInitializedAsync()
    {
        _any = await directory.AnyPracticeAsync(Http.RequestAborted);
        _open = options.Value.Open || !_any;
    }

    private async Task AskAsync()
    {
        if (!_open) return; // the page says so
        if (!limit.Take(Http, GuessKind.SignUp))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        var email = (Email ?? "").Trim();
        if (!AccountRegister.LooksLikeEmail(email))
        {
            _emailProblem = loc[AccountRefusals.EmailWrong.Key];
            return;
        }

        var time = new EvenTime(clock);
        await links.SendAsync(email, Http.RequestAborted);
        await time.WaitAsync(Http.RequestAborted);
        _sent = true;
    }
}
