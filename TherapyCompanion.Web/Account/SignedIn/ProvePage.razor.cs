using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>Before what an open page alone must not do: the person shows again that it is them, and goes back to where they were.</summary>
public sealed partial class ProvePage(IdentityDesk desk, GuessLimit limit, NavigationManager navigation, IStringLocalizer<SignedInText> loc)
{
    private ProofWays _ways = ProofWays.None;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private ProofInput? Input { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    private string? Credential { get; set; }

    /// <summary>Where the person was.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    private IStringLocalizer<SignedInText> Loc => loc;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new();
        Input.Credential = Credential;
        _ways = await desk.WaysAsync(Http, Http.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        if (!limit.Take(Http)) _problem = loc[nameof(SignedInText.TooManyTries)];
        else if (await desk.ProveAsync(Http, Input!, Http.RequestAborted)) navigation.NavigateTo(LocalPath.OrStart(To));
        else _problem = loc[nameof(SignedInText.ProofWrong)];
    }
}
