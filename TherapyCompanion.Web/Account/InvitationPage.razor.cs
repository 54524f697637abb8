using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Chat;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// An invited person comes in: the link found the invitation, the six digits were said in the room. Then they choose how to come
/// in from now on. The digits are proven again when the account is made; the form between the two carries them, no cookie does.
/// </summary>
public sealed partial class InvitationPage(
    AcceptInvitation invitations, AccountRegister register, PasskeyDesk passkeys, SignInDesk desk, GuessLimit limit,
    TimeProvider clock, NavigationManager navigation, IStringLocalizer<AccountText> loc, IStringLocalizer<EntryText> entry,
    IStringLocalizer<GuardianText> guardian)
{
    private InvitationView? _view;
    private bool _proven;
    private bool _byPasskey;
    private string? _digits;
    private string? _email;
    private Guid _account;
    private string? _options;
    private string? _problem;
    private string? _emailProblem;
    private string? _passwordProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Parameter]
    public string Link { get; set; } = "";

    [SupplyParameterFromForm(FormName = "digits")]
    private string? Digits { get; set; }

    [SupplyParameterFromForm(FormName = "account")]
    private InvitedInput? Input { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    private KeyInput? Key { get; set; }

    /// <summary>What the browser's authenticator answered.</summary>
    [SupplyParameterFromForm(FormName = "passkey")]
    private string? Credential { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    private IStringLocalizer<EntryText> Entry => entry;

    private IStringLocalizer<GuardianText> Guardian => guardian;

    private bool IsGuardian => _view?.Kind is InvitationKind.Guardian;

    private AddressedName Therapist => new(_view!.TherapistName);

    protected override async Task OnInitializedAsync()
    {
        (_digits, _email) = (Input?.Digits ?? Key?.Digits, Input?.Email ?? Key?.Email);
        (_proven, _byPasskey) = (_digits is not null, Key is not null);
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        var view = await invitations.OpenAsync(Link, await desk.OriginAsync(), Http.RequestAborted);
        _view = view.IsDone ? view.Value : null;
    }

    private async Task TryDigitsAsync()
    {
        if (_view is null || !MayTry()) return;
        Digits = string.Concat((Digits ?? "").Where(char.IsAsciiDigit)); // people type them in two groups of three
        var (refusal, left) = await invitations.TryAsync(Link, Digits, await desk.OriginAsync(), Http.RequestAborted);
        if (refusal is null)
        {
            (_proven, _digits) = (true, Digits);
            await OfferPasskeyAsync();
        }
        else await RefuseAsync(refusal, left);
    }

    // A challenge of its own for each showing of the form, for an account that is made when it is answered.
    private async Task OfferPasskeyAsync()
    {
        _account = Guid.NewGuid();
        _options = await passkeys.CreationAsync(Http, _account, _view!.PlaceName, Http.RequestAborted);
    }

    private async Task ComeInByPasskeyAsync()
    {
        if (_view is null || !MayTry()) return;
        var passkey = await passkeys.CheckCreationAsync(Http, Key!.Account, Credential ?? "", Http.RequestAborted);
        if (passkey is null)
        {
            _problem = entry[nameof(EntryText.PasskeyFailed)];
            await OfferPasskeyAsync();
            return;
        }

        passkey.Name = entry[nameof(EntryText.PasskeyName)];
        var made = await register.CreateWithPasskeyAsync(Key.Account, _email ?? "", passkey, Http.RequestAborted);
        // The authenticator saw the person: that is a proof of a factor.
        if (made.IsDone) await ComeInAsync(made.Value, clock.GetUtcNow());
        else await RefuseAccountAsync(made.Refusal!);
    }

    private async Task ComeInByPasswordAsync()
    {
        if (_view is null || !MayTry()) return;
        var made = await register.CreateAsync(_email ?? "", Input!.Password ?? "", [_view.PlaceName, _view.TherapistName], Http.RequestAborted);
        if (made.IsDone) await ComeInAsync(made.Value, provedAt: null);
        else await RefuseAccountAsync(made.Refusal!);
    }

    private async Task ComeInAsync(SignInAccount account, DateTimeOffset? provedAt)
    {
        var ct = Http.RequestAborted;
        Actor? actor = null;
        try
        {
            var accepted = await invitations.RunAsync(Link, _digits ?? "", account.Id, await desk.OriginAsync(), ct);
            if (accepted.IsDone) actor = accepted.Value;
            else await RefuseAsync(accepted.Refusal!, null);
        }
        finally
        {
            // An account that nobody came in with must not keep its address from another try.
            if (actor is null) await register.RemoveAsync(account);
        }

        if (actor is null) return;
        await desk.LetInAsync(Http, account, new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId), AuditAction.SignedIn, provedAt, ct);
        navigation.NavigateTo(HomeOf(actor));
    }

    private async Task RefuseAccountAsync(Refusal refusal)
    {
        if (AccountRefusals.AreOfPassword(refusal)) _passwordProblem = loc[refusal.Key];
        else if (refusal == AccountRefusals.EmailUnusable && await register.IsSomebodysAsync(_email ?? ""))
        {
            // An address that is somebody's costs a try like wrong digits, or an invitation would be a way to ask who has an account.
            var (_, left) = await invitations.TryAsync(Link, "", await desk.OriginAsync(), Http.RequestAborted);
            if (left > 0) _emailProblem = entry.Plural(nameof(EntryText.EmailUnusable_n), left);
            else _view = null;
        }
        else _emailProblem = loc[refusal.Key];
        if (_view is not null) await OfferPasskeyAsync();
    }

    private async Task RefuseAsync(Refusal refusal, int? left)
    {
        _proven = false;
        await OpenAsync();
        _problem = DigitsProblem(refusal, left ?? _view?.TriesLeft, loc);
        if (_problem is null) _view = null;
    }

    /// <summary>What is said of a refused invitation that goes on; null when it is over.</summary>
    internal static string? DigitsProblem(Refusal refusal, int? left, IStringLocalizer<AccountText> loc) =>
        refusal == PatientRefusals.DigitsWrong && left is > 0 and var n ? loc.Plural(nameof(AccountText.DigitsWrong_n), n)
        : refusal == Refusal.Raced ? loc[nameof(AccountText.Raced)].Value
        : null;

    /// <summary>The first page of who came in.</summary>
    internal static string HomeOf(Actor actor) => actor.Hat is Hat.Guardian ? "/guardian" : "/messages";

    private bool MayTry()
    {
        if (limit.Take(Http, GuessKind.Invitation)) return true;
        _problem = loc[nameof(AccountText.TooManyTries)];
        return false;
    }

    /// <summary>What was typed, and the digits that were proven.</summary>
    public sealed class InvitedInput
    {
        public string? Digits { get; set; }
        public string? Email { get; set; }
        public string? Password { get; set; }
    }

    /// <summary>The same for a passkey, and the account it is made for.</summary>
    public sealed class KeyInput
    {
        public string? Digits { get; set; }
        public string? Email { get; set; }
        public Guid Account { get; set; }
    }
}
