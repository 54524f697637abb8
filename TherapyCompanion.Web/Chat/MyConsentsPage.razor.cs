using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Chat;

/// <summary>What the patient agreed to, in the words they agreed to, and the one tap that takes it back.</summary>
public sealed partial class MyConsentsPage(
    ConsentLedger ledger, RecordConsent recordConsent, PatientPlace places, NavigationManager navigation, TimeProvider clock,
    IStringLocalizer<ChatText> loc, IStringLocalizer<AppText> app)
{
    private PlaceNames? _names;
    private IReadOnlyList<ConsentRow> _rows = [];
    private bool _given;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "consent")]
    private ConsentAct? Act { get; set; }

    private IStringLocalizer<ChatText> Loc => loc;

    private Actor Me => Claims.ActorFrom(Http.User) ?? throw new InvalidOperationException("The patient's page was reached without a patient.");

    private string StateText => _rows.FirstOrDefault(r => r.Kind is ConsentKind.AiAnalysis) is { } last
        ? LineOf(last)
        : loc[nameof(ChatText.ConsentNever)];

    protected override async Task OnInitializedAsync()
    {
        _names = await places.ReadAsync(Me, Http.RequestAborted);
        var opened = await ledger.OpenAsync(Me, Me.PersonId, Http.RequestAborted);
        if (!opened.IsDone)
        {
            _names = null;
            navigation.NavigateTo("/not-found");
            return;
        }

        _rows = opened.Value;
        _given = _rows.FirstOrDefault(r => r.Kind is ConsentKind.AiAnalysis)?.Act is ConsentAct.Granted;
    }

    private async Task RecordAsync()
    {
        if (Act is not { } act) return;
        var refusal = await recordConsent.RunAsync(Me, Me.PersonId, ConsentKind.AiAnalysis, act, Http.RequestAborted);
        if (refusal is null) navigation.NavigateTo("/my-consents");
        else _problem = loc[nameof(ChatText.NotRecorded)];
    }

    // The day alone; the ledger keeps the moment.
    private string LineOf(ConsentRow row)
    {
        var day = new Wall(TimeZoneInfo.FindSystemTimeZoneById(_names!.TimeZone), clock, app).DateYear(row.At);
        return (row.Act, row.FromPaper) switch
        {
            (ConsentAct.Granted, false) => loc[nameof(ChatText.ConsentGranted), day],
            (ConsentAct.Granted, true) => loc[nameof(ChatText.ConsentGrantedOnPaper), day],
            (ConsentAct.Withdrawn, false) => loc[nameof(ChatText.ConsentWithdrawn), day],
            (ConsentAct.Withdrawn, true) => loc[nameof(ChatText.ConsentWithdrawnOnPaper), day],
        };
    }
}
