using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>The hats of a person who has several. Changing is open: it is chosen here, and the trail has it.</summary>
public sealed partial class HatPage(
    SignInDesk desk, SignIns sessions, ISignInDirectory directory, HatPlaces places, UserManager<SignInAccount> accounts,
    NavigationManager navigation, IStringLocalizer<AccountText> loc)
{
    private readonly List<(WearableHat Hat, string Place)> _hats = [];
    private WearableHat? _now;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "hat")]
    private string? Chosen { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    protected override async Task OnInitializedAsync()
    {
        if (Claims.ActorFrom(Http.User) is not { } actor) return;
        _now = new(actor.Hat, actor.PracticeId, actor.PersonId);
        foreach (var hat in await directory.HatsOfAsync(actor.AccountId, Http.RequestAborted))
            _hats.Add((hat, await places.ReadAsync(actor, hat, Http.RequestAborted)));
    }

    private static string ValueOf(WearableHat hat) => $"{hat.Hat} {hat.PracticeId} {hat.PersonId}";

    private string TextOf(Hat hat) => hat switch
    {
        Hat.Therapist => loc[nameof(AccountText.HatTherapist)],
        Hat.Admin => loc[nameof(AccountText.HatAdmin)],
        Hat.Patient => loc[nameof(AccountText.HatPatient)],
        Hat.Supervisor => loc[nameof(AccountText.HatSupervisor)],
        Hat.Guardian => loc[nameof(AccountText.HatGuardian)],
        Hat.Job or Hat.Beth => throw new InvalidOperationException("Nobody wears the hat of a job or an agent."),
    };

    private async Task SubmitAsync()
    {
        // Only a hat that the directory gave this account can be put on, whatever was posted.
        var chosen = _hats.Select(h => h.Hat).FirstOrDefault(h => ValueOf(h) == Chosen);
        if (chosen is null || Claims.ActorFrom(Http.User) is not { } actor) return;
        if (await accounts.FindByIdAsync(actor.AccountId.ToString()) is not { } account) return;
        // A patient may have come in without a second factor; a hat of staff is put on with one.
        if (chosen.Hat is not (Hat.Patient or Hat.Guardian) && _now?.Hat is Hat.Patient or Hat.Guardian)
        {
            await SignInDesk.LetHalfwayAsync(Http, account);
            navigation.NavigateTo(SignInDesk.CodePage);
            return;
        }

        var session = actor.SessionId is { } id ? await sessions.FindAsync(id, Http.RequestAborted) : null;
        await desk.LetInAsync(Http, account, chosen, AuditAction.HatChosen, session?.ProvedAt, Http.RequestAborted);
        navigation.NavigateTo("/");
    }
}
