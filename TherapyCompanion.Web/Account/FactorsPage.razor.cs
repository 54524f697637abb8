using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// A person's own factors: passkeys with names, the code app, the recovery codes. All of it after a fresh proof. A patient has
/// passkeys alone; whoever comes in as staff keeps at least one factor.
/// </summary>
public sealed partial class FactorsPage(
    PasskeyDesk passkeys, Factors factors, Passkeys names, CodeAppSetup setup, TotpProvider codes, UserManager<SignInAccount> accounts,
    ISignInDirectory directory, PracticeZone zones, TimeProvider clock, GuessLimit limit, NavigationManager navigation,
    IStringLocalizer<AccountText> loc, IStringLocalizer<FactorText> words, IStringLocalizer<AppText> dates)
{
    private const int LongestName = 60;

    private SignInAccount? _account;
    private Actor? _actor;
    private FactorState? _factors;
    private Wall? _wall;
    private bool _staff;
    private string? _problem;
    private CodeAppOffer? _offer;
    private IReadOnlyList<string>? _codes;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "add")]
    private string? Credential { get; set; }

    [SupplyParameterFromForm(FormName = "add")]
    private string? Name { get; set; }

    [SupplyParameterFromForm]
    private string? NewName { get; set; }

    [SupplyParameterFromForm(FormName = "app")]
    private string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "app")]
    private string? Setup { get; set; }

    /// <summary>What was done just before.</summary>
    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    private IStringLocalizer<FactorText> Words => words;

    private string CodesLeft => _factors!.RecoveryCodes == 0 ? words[nameof(FactorText.RecoveryNone)] : words.Plural(nameof(FactorText.RecoveryLeft_n), _factors.RecoveryCodes);

    private string? DoneText => Done switch
    {
        "added" => words[nameof(FactorText.DoneAdded)],
        "renamed" => words[nameof(FactorText.DoneRenamed)],
        "removed" => words[nameof(FactorText.DoneRemoved)],
        "app" => words[nameof(FactorText.DoneApp)],
        "app-removed" => words[nameof(FactorText.DoneAppRemoved)],
        "recovery" => $"{words[nameof(FactorText.RecoveryUsed)]} {CodesLeft} {words[nameof(FactorText.RecoveryUsedNext)]}",
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        _actor = Claims.ActorFrom(Http.User);
        if (_actor is null || await accounts.FindByIdAsync(_actor.AccountId.ToString()) is not { } account) return;
        _staff = AccountPlace.NeedsFactor(await directory.HatsOfAsync(account.Id, ct));
        _wall = new(await zones.ReadAsync(_actor, ct), clock, dates);
        _factors = await factors.ReadAsync(account, ct);
        _offer = setup.OfferAgain(account, Setup);
        _account = account;
        // The form of a key that another tab removed is not here any more: the page without it is the answer.
        if (Http.Request.HasFormContentType && Http.Request.Form["_handler"].ToString() is var form && form.Split('-', 2) is ["remove" or "rename", not "app" and var id]
            && _factors.Passkeys.All(p => IdOf(p) != id)) navigation.NavigateTo(Factors.Page);
    }

    private static string IdOf(NamedPasskey key) => Convert.ToHexStringLower(key.CredentialId.AsSpan()[..Math.Min(16, key.CredentialId.Length)]);

    private async Task AddAsync()
    {
        var ct = Http.RequestAborted;
        if (_account is null) return;
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (await passkeys.CheckCreationAsync(Http, _account.Id, Credential ?? "", ct) is not { } made) _problem = words[nameof(FactorText.PasskeyNotMade)];
        else await DoAsync(factors.AddPasskeyAsync(_account, made, Named(Name), _actor!, Languages.Current, ct), "added");
    }

    private async Task RenameAsync(NamedPasskey key)
    {
        if (_account is null) return;
        await names.RenameAsync(_account.Id, key.CredentialId, Named(NewName), Http.RequestAborted);
        navigation.NavigateTo($"{Factors.Page}?done=renamed");
    }

    private Task RemoveAsync(NamedPasskey key) =>
        DoAsync(factors.RemovePasskeyAsync(_account!, key.CredentialId, _actor!, Languages.Current, Http.RequestAborted), "removed");

    private async Task SetAppAsync()
    {
        var ct = Http.RequestAborted;
        if (_account is null || !_staff) return; // a patient's page has no such form
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (!await codes.IsCodeAsync(_account.Id, _offer!.Secret, CodeAppSetup.Digits(Code))) _problem = loc[nameof(AccountText.CodeWrong)];
        else await DoAsync(factors.SetAppAsync(_account, _offer.Secret, _actor!, Languages.Current, ct), "app");
    }

    private Task RemoveAppAsync() => DoAsync(factors.RemoveAppAsync(_account!, _actor!, Languages.Current, Http.RequestAborted), "app-removed");

    private async Task MakeCodesAsync() => _codes = await factors.NewRecoveryCodesAsync(_account!, _actor!, Http.RequestAborted);

    private async Task DoAsync(Task<Refusal?> change, string done)
    {
        if (await change is { } refusal) _problem = words[refusal.Key];
        else navigation.NavigateTo($"{Factors.Page}?done={done}");
    }

    private string Named(string? typed)
    {
        var name = string.Concat((typed ?? "").Where(c => !char.IsControl(c))).Trim();
        if (name.Length == 0) return words[nameof(FactorText.PasskeyDefaultName)];
        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
