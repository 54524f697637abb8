using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// The first second factor of somebody who is halfway: a passkey, or a code app that is proved by one code. Then the recovery
/// codes are shown this one time, and the person is in.
/// </summary>
public sealed partial class FactorPage(
    SignInDesk desk, PasskeyDesk passkeys, Factors factors, CodeAppSetup setup, TotpProvider codes, GuessLimit limit, TimeProvider clock,
    NavigationManager navigation, IStringLocalizer<AccountText> loc, IStringLocalizer<FactorText> words)
{
    private SignInAccount? _account;
    private string? _problem;
    private CodeAppOffer? _offer;
    private IReadOnlyList<string>? _codes;
    private string _next = "/";

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "factor")]
    private string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "factor")]
    private string? Setup { get; set; }

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
        if (_account is null) navigation.NavigateTo("/sign-in");
        else if ((await factors.ReadAsync(_account, Http.RequestAborted)).Any)
        {
            // Whoever knows the password alone adds nothing to factors that are there.
            _account = null;
            navigation.NavigateTo("/sign-in/code");
        }
        else _offer = setup.OfferAgain(_account, Setup);
    }

    private async Task AddPasskeyAsync()
    {
        if (_account is null) return; // on the way to another page already
        var ct = Http.RequestAborted;
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (await passkeys.CheckCreationAsync(Http, _account.Id, Credential ?? "", ct) is not { } made) _problem = words[nameof(FactorText.PasskeyNotMade)];
        else await ComeInAsync(by => factors.AddPasskeyAsync(_account, made, words[nameof(FactorText.PasskeyDefaultName)], by, Languages.Current, ct), ct);
    }

    private async Task AddAppAsync()
    {
        if (_account is null || _offer is null) return; // on the way to another page already
        var ct = Http.RequestAborted;
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (!await codes.IsCodeAsync(_account.Id, _offer.Secret, CodeAppSetup.Digits(Code))) _problem = loc[nameof(AccountText.CodeWrong)];
        else await ComeInAsync(by => factors.SetAppAsync(_account, _offer.Secret, by, Languages.Current, ct), ct);
    }

    private async Task ComeInAsync(Func<Actor, Task<Refusal?>> add, CancellationToken ct)
    {
        if (await desk.FirstHatAsync(_account!, ct) is not { } hat)
        {
            _problem = loc[nameof(AccountText.CodeWrong)];
            return;
        }

        var by = Actor.Wearing(hat.Hat, hat.PracticeId, _account!.Id, hat.PersonId, await desk.OriginAsync());
        if (await add(by) is { } refusal)
        {
            _problem = words[refusal.Key];
            return;
        }

        _codes = await factors.NewRecoveryCodesAsync(_account, by, ct);
        _next = LocalPath.OrStart(To);
        await desk.LetInAsync(Http, _account, hat, AuditAction.SignedIn, clock.GetUtcNow(), ct);
    }
}
