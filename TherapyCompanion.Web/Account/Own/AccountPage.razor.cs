using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.Own;

/// <summary>The way to everything of one's own account; a patient chooses the form of address here.</summary>
public sealed partial class AccountPage(
    ISignInDirectory directory, OwnForm ownForm, ChangeOwnForm changeForm, NavigationManager navigation, IStringLocalizer<OwnText> loc,
    IStringLocalizer<RefusalText> refusals)
{
    private bool _isStaff;
    private int _hats;
    private Form? _form;
    private bool _saved;
    private string? _problem;
    private string _size = Preferences.TextSizes[0];

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "form")]
    private Form? Chosen { get; set; }

    /// <summary>What was just done, to be said.</summary>
    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    private IStringLocalizer<OwnText> Loc => loc;

    private Actor Me => Claims.ActorFrom(Http.User) ?? throw new InvalidOperationException("An account page was reached without anybody.");

    protected override async Task OnInitializedAsync()
    {
        _isStaff = Me.Hat is Hat.Therapist or Hat.Admin or Hat.Supervisor;
        _hats = (await directory.HatsOfAsync(Me.AccountId, Http.RequestAborted)).Count;
        _size = Preferences.TextSizeOf(Http);
        _saved = Done == "form";
        if (Me.Hat is Hat.Patient) _form = (await ownForm.ReadAsync(Me, Http.RequestAborted)).Value;
    }

    private async Task SaveFormAsync()
    {
        if (Chosen is not { } form || !Enum.IsDefined(form)) return;
        var refusal = await changeForm.RunAsync(Me, form, Http.RequestAborted);
        if (refusal is null) navigation.NavigateTo("/account?done=form");
        else (_problem, _form) = (refusals[refusal.Key], form);
    }
}
