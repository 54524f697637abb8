using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Account.SignedIn;
using TherapyCompanion.Web.Chat;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// An invited person who has an account already, of another practice or of staff, adds the place to it. They came here by
/// signing in like anybody, so nothing on the way tells whether an address is known.
/// </summary>
public sealed partial class InvitationJoinPage(
    AcceptInvitation invitations, UserManager<SignInAccount> accounts, SignInDesk desk, GuessLimit limit,
    NavigationManager navigation, IStringLocalizer<AccountText> loc, IStringLocalizer<EntryText> entry, IStringLocalizer<GuardianText> guardian)
{
    private InvitationView? _view;
    private string? _email;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Parameter]
    public string Link { get; set; } = "";

    [SupplyParameterFromForm(FormName = "join")]
    private string? Digits { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    private IStringLocalizer<EntryText> Entry => entry;

    private IStringLocalizer<GuardianText> Guardian => guardian;

    private AddressedName Therapist => new(_view!.TherapistName);

    private Actor Me => Claims.ActorFrom(Http.User) ?? throw new InvalidOperationException("Somebody joins whom nobody knows.");

    protected override async Task OnInitializedAsync()
    {
        await OpenAsync();
        _email = (await accounts.FindByIdAsync(Me.AccountId.ToString()))?.Email;
    }

    private async Task OpenAsync()
    {
        var view = await invitations.OpenAsync(Link, await desk.OriginAsync(), Http.RequestAborted);
        _view = view.IsDone ? view.Value : null;
    }

    private async Task JoinAsync()
    {
        var ct = Http.RequestAborted;
        if (_view is null) return; // the page says that it is over
        if (!limit.Take(Http, GuessKind.Invitation))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        if (await accounts.FindByIdAsync(Me.AccountId.ToString()) is not { } account) return;
        var digits = string.Concat((Digits ?? "").Where(char.IsAsciiDigit));
        var accepted = await invitations.RunAsync(Link, digits, account.Id, await desk.OriginAsync(), ct);
        if (!accepted.IsDone)
        {
            await OpenAsync();
            _problem = InvitationPage.DigitsProblem(accepted.Refusal!, _view?.TriesLeft, loc);
            if (_problem is null) _view = null;
            return;
        }

        var actor = accepted.Value;
        // Changing into the new place is chosen here, as on the page of hats; a proof of a factor stays one.
        await desk.LetInAsync(
            Http, account, new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId), AuditAction.HatChosen, Http.SessionOf()?.ProvedAt, ct);
        navigation.NavigateTo(InvitationPage.HomeOf(actor));
    }
}
