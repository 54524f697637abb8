using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Somebody who gave the right password and has no factor at hand asks for a new one: another admin approves it after seeing
/// them, or a waiting time passes in which the account's owner can stop it. In a practice without another admin only time does.
/// </summary>
public sealed partial class LostFactorPage(
    SignInDesk desk, Factors factors, FactorResets resets, ISignInDirectory directory, OtherAdmins admins, PracticeZone zones,
    IOptions<SignInLimits> limits, GuessLimit limit, TimeProvider clock, NavigationManager navigation, IStringLocalizer<FactorText> words,
    IStringLocalizer<AccountText> loc, IStringLocalizer<RefusalText> refusals, IStringLocalizer<AppText> dates)
{
    private readonly int _hours = limits.Value.ResetHours;
    private SignInAccount? _account;
    private FactorReset? _reset;
    private Wall? _wall;
    private bool _vouchers;
    private bool _due;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private IStringLocalizer<FactorText> Words => words;

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        if (await desk.WhoIsHalfwayAsync(Http) is not { } account)
        {
            navigation.NavigateTo("/sign-in");
            return;
        }

        if (!(await factors.ReadAsync(account, ct)).Any)
        {
            navigation.NavigateTo("/factor");
            return;
        }

        foreach (var hat in await directory.HatsOfAsync(account.Id, ct))
        {
            var actor = Actor.Wearing(hat.Hat, hat.PracticeId, account.Id, hat.PersonId, await desk.OriginAsync());
            _wall ??= new(await zones.ReadAsync(actor, ct), clock, dates);
            _vouchers |= AccountPlace.NeedsFactor([hat]) && await admins.ReadAsync(actor, ct);
        }

        _account = account;
        // A second post of the same question finds its form and is answered with what was asked already.
        if (HttpMethods.IsGet(Http.Request.Method)) Show(await resets.FindAsync(account.Id, ct));
    }

    private async Task AskAsync()
    {
        if (_account is null) return; // on the way to another page already
        if (!limit.Take(Http))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        var asked = await resets.AskAsync(_account, await desk.OriginAsync(), Languages.Current, Http.RequestAborted);
        if (asked.Refusal is { } refusal) _problem = refusals[refusal.Key];
        else Show(asked.Value);
    }

    private void Show(FactorReset? reset) => (_reset, _due) = (reset, reset is not null && reset.IsDue(clock.GetUtcNow()));
}
