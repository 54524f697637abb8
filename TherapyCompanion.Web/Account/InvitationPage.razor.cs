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
    AcceptInvitation invitations, AccountRegister register, SignInDesk desk, GuessLimit limit,
    NavigationManager navigation, IStringLocalizer<AccountText> loc)
{
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

    private IStringLocalizer<AccountText> Loc => loc;

    private AddressedName Therapist => new(_view!.TherapistName);

    protected override async Task OnInitializedAsync()
    {
        _proven = Input?.Digits is not null;
        Input ??= new();
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        var view = await invitations.OpenAsync(Link, await desk.OriginAsync(), Http.RequestAborted);
        _view = view.IsDone ? view.Value : null;
    }

    private async Task TryDigitsAsync()
    {
        if (_view is null) return; // the page says that it is over
        if (!limit.Take(Http, GuessKind.Invitation))
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
        if (!limit.Take(Http, GuessKind.Invitation))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        var ct = Http.RequestAborted;
        var made = await register.CreateAsync(Input!.Email ?? "", Input.Password ?? "", [_view.PlaceName, _view.TherapistName], ct);
        if (made.Refusal is { } refusal)
        {
            if (AccountRefusals.AreOfPassword(refusal)) _passwordProblem = loc[refusal.Key];
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
        await desk.LetInAsync(Http, made.Value, new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId), AuditAction.SignedIn, ct);
        navigation.NavigateTo("/messages");
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
