using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Chat;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// An invited person comes in: the link found the invitation, the six digits were said in the room. The digits are proven
/// again when the account is made; the form between the two carries them, no cookie does.
/// </summary>
public sealed partial class InvitationPage(
    AcceptInvitation invitations, AccountRegister register, SignInDesk desk, GuessLimit limit, Visitor visitor, NavigationManager navigation, IStringLocalizer<AccountText> loc, IStringLocalizer<GuardianText> guardian)
{
    private SignedInVisitor? _own;
    private InvitationView? _view;
    private bool _proven;
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

    [SupplyParameterFromForm(FormName = "own")]
    private string? OwnDigits { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    private IStringLocalizer<GuardianText> Guardian => guardian;

    private bool IsGuardian => _view?.Kind is InvitationKind.Guardian;

    private AddressedName Therapist => new(_view!.TherapistName);

    protected override async Task OnInitializedAsync()
    {
        _proven = Input?.Digits is not null;
        Input ??= new();
        await OpenAsync();
        await KnowAsync();
    }

    private async Task KnowAsync()
    {
        if (_view is null) return;
        _own = await visitor.WhoAsync(Http);
        // A therapist who tries their own link out is not to become their own patient by a press of a button.
        if (_view.Kind is InvitationKind.Patient && _own?.Actor.Hat is not (Hat.Patient or Hat.Guardian)) _own = null;
    }

    private async Task OpenAsync()
    {
        var view = await invitations.OpenAsync(Link, await desk.OriginAsync(), Http.RequestAborted);
        _view = view.IsDone ? view.Value : null;
    }

    private async Task TryDigitsAsync()
    {
        if (_view is null) return; // the page says that it is over
        if (!limit.Take(Http))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        Digits = string.Concat((Digits ?? "").Where(char.IsAsciiDigit)); // people type them in two groups of three
        var (refusal, left) = await invitations.TryAsync(Link, Digits, await desk.OriginAsync(), Http.RequestAborted);
        if (refusal is null) (_proven, Input!.Digits) = (true, Digits);
        else await RefuseAsync(refusal, left);
    }

    private async Task ComeInAsync()
    {
        if (_view is null) return; // the page says that it is over
        if (!limit.Take(Http))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        var ct = Http.RequestAborted;
        var made = await register.CreateAsync(Input!.Email ?? "", Input.Password ?? "", ct);
        if (made.Refusal is { } refusal)
        {
            if (refusal == AccountRefusals.PasswordTooShort || refusal == AccountRefusals.PasswordTooLong) _passwordProblem = loc[refusal.Key];
            else _emailProblem = loc[refusal.Key];
            return;
        }

        Actor? actor = null;
        try
        {
            var accepted = await invitations.RunAsync(Link, Input.Digits ?? "", made.Value.Id, await desk.OriginAsync(), ct);
            if (accepted.IsDone) actor = accepted.Value;
            else await RefuseAsync(accepted.Refusal!, null);
        }
        finally
        {
            // An account that nobody came in with must not keep its address from another try.
            if (actor is null) await register.RemoveAsync(made.Value);
        }

        if (actor is null) return;
        await desk.LetInAsync(Http, made.Value, new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId), AuditAction.SignedIn, provedAt: null, ct);
        navigation.NavigateTo(actor.Hat is Hat.Guardian ? "/guardian" : "/messages");
    }

    // One person, several places: whoever is signed in already comes in as they are.
    private async Task ComeInWithOwnAsync()
    {
        if (_view is null || _own is null) return;
        if (!limit.Take(Http))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        var ct = Http.RequestAborted;
        var accepted = await invitations.RunAsync(Link, OwnDigits ?? "", _own.Account.Id, await desk.OriginAsync(), ct);
        if (!accepted.IsDone)
        {
            await RefuseAsync(accepted.Refusal!, null);
            return;
        }

        var actor = accepted.Value;
        await desk.LetInAsync(Http, _own.Account, new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId), AuditAction.HatChosen, _own.Session.ProvedAt, ct);
        navigation.NavigateTo(actor.Hat is Hat.Guardian ? "/guardian" : "/messages");
    }

    private async Task RefuseAsync(Refusal refusal, int? left)
    {
        _proven = false;
        await OpenAsync();
        if (refusal == PatientRefusals.DigitsWrong && (left ?? _view?.TriesLeft) is > 0 and var n)
            _problem = n switch
            {
                1 => loc[nameof(AccountText.DigitsWrong_1)],
                2 => loc[nameof(AccountText.DigitsWrong_2)],
                _ => loc[nameof(AccountText.DigitsWrong_n), n],
            };
        else if (refusal == Refusal.Raced) _problem = loc[nameof(AccountText.Raced)];
        else _view = null;
    }

    /// <summary>What was typed, and the digits that were proven.</summary>
    public sealed class InvitedInput
    {
        public string? Digits { get; set; }
        public string? Email { get; set; }
        public string? Password { get; set; }
    }
}
