using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Patients.Guardians;

/// <summary>What a guardian sees: the consents, who invited them, help; in the look of the patient's place and with its neutral name.</summary>
public sealed partial class GuardianPage(
    GuardianPlace place, ISignInDirectory directory, TimeProvider clock, IStringLocalizer<GuardianText> loc, IStringLocalizer<ChatText> chat,
    IStringLocalizer<AppText> app)
{
    private GuardianView? _view;
    private Wall? _wall;
    private bool _several;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private IStringLocalizer<GuardianText> Loc => loc;

    private IStringLocalizer<ChatText> Chat => chat;

    protected override async Task OnInitializedAsync()
    {
        var actor = Claims.ActorFrom(Http.User)!;
        _several = (await directory.HatsOfAsync(actor.AccountId, Http.RequestAborted)).Count > 1;
        var opened = await place.OpenAsync(actor, Http.RequestAborted);
        if (!opened.IsDone) return; // the end came by the clock while the sign-in goes on: the page says so
        _view = opened.Value;
        _wall = new Wall(TimeZoneInfo.FindSystemTimeZoneById(_view.TimeZone), clock, app);
    }

    private string Day(DateTimeOffset at) => _wall!.DateYear(at);

    private string LineOf(GuardianConsentRow row) => (row.Act, row.RecordedBy) switch
    {
        (ConsentAct.Granted, null) => loc[nameof(GuardianText.GrantedByPatient), Day(row.At)],
        (ConsentAct.Granted, { } by) => loc[nameof(GuardianText.GrantedOnPaper), Day(row.At), by],
        (ConsentAct.Withdrawn, null) => loc[nameof(GuardianText.WithdrawnByPatient), Day(row.At)],
        (ConsentAct.Withdrawn, { } by) => loc[nameof(GuardianText.WithdrawnOnPaper), Day(row.At), by],
    };
}
