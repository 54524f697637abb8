using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.Own;

/// <summary>A member of the staff says who they are: for signatures, for patients, and for the words of drafts.</summary>
public sealed partial class ProfilePage(
    OwnProfile ownProfile, ChangeProfile changeProfile, NavigationManager navigation, IStringLocalizer<OwnText> loc, IStringLocalizer<RefusalText> refusals)
{
    private static readonly IReadOnlyList<Form> Forms = [Form.Feminine, Form.Masculine, Form.Neutral];

    private bool _saved;
    private string? _problem;
    private string? _nameProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "profile")]
    private ProfileInput? Input { get; set; }

    /// <summary>Whether it was just saved.</summary>
    [SupplyParameterFromQuery]
    private bool Done { get; set; }

    private IStringLocalizer<OwnText> Loc => loc;

    private Actor Me => Claims.ActorFrom(Http.User) ?? throw new InvalidOperationException("An account page was reached without anybody.");

    protected override async Task OnInitializedAsync()
    {
        if (Input is not null) return;
        Input = new();
        var read = await ownProfile.ReadAsync(Me, Http.RequestAborted);
        if (!read.IsDone)
        {
            navigation.NavigateTo("/not-found");
            return;
        }

        var (profile, version) = read.Value;
        Input = new()
        {
            Name = profile.Name,
            Title = profile.Title,
            Licence = profile.Licence,
            Form = profile.Form,
            FirstPerson = profile.FirstPerson,
            Seen = version,
        };
        _saved = Done;
    }

    private async Task SaveAsync()
    {
        if (!Forms.Contains(Input!.Form) || (Input.FirstPerson is { } first && !Forms.Contains(first))) return; // no choice of this page
        var profile = new StaffProfile(Input.Name ?? "", Input.Title ?? "", Input.Licence ?? "", Input.Form, Input.FirstPerson);
        var refusal = await changeProfile.RunAsync(Me, profile, Input.Seen, Http.RequestAborted);
        if (refusal is null) navigation.NavigateTo("/account/profile?done=true");
        else if (refusal == PracticeRefusals.NameMissing) _nameProblem = refusals[refusal.Key];
        else _problem = refusals[refusal.Key];
    }

    /// <summary>What was typed, over the version that was on the screen.</summary>
    public sealed class ProfileInput
    {
        public string? Name { get; set; }
        public string? Title { get; set; }
        public string? Licence { get; set; }
        public Form Form { get; set; } = Form.Neutral;
        public Form? FirstPerson { get; set; }
        public uint Seen { get; set; }
    }
}
