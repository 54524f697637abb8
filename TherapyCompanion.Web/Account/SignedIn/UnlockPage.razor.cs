using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>Where a locked sign-in's pages lead when no lock lies over them: reloaded, opened anew, or without scripts.</summary>
public sealed partial class UnlockPage(IdentityDesk desk, GuessLimit limit, NavigationManager navigation, IStringLocalizer<SignedInText> loc)
{
    private ProofWays _ways = ProofWays.None;
    private bool _all;
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
        var state = desk.StateOf(Http);
        if (state is SessionState.Live) navigation.NavigateTo(LocalPath.OrStart(To));
        _all = state is SessionState.Expired;
        _ways = await desk.WaysAsync(Http, Http.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        if (!limit.Take(Http)) _problem = loc[nameof(SignedInText.TooManyTries)];
        else if (await desk.UnlockAsync(Http, Input!, Http.RequestAborted)) navigation.NavigateTo(LocalPath.OrStart(To));
        else _problem = loc[nameof(SignedInText.ProofWrong)];
    }
}
