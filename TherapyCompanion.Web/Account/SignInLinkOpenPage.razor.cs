using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account;

/// <summary>Where a link that signs in leads: one press and the person is in, in the browser that asked or, knowingly, in another.</summary>
public sealed partial class SignInLinkOpenPage(
    SignInLinkDesk desk, GuessLimit limit, NavigationManager navigation, IStringLocalizer<EntryText> loc, IStringLocalizer<OwnText> own)
{
    private bool _works;
    private bool _here;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Parameter]
    public string Link { get; set; } = "";

    /// <summary>By what the browser that asked is known.</summary>
    [SupplyParameterFromQuery]
    private string? Here { get; set; }

    private IStringLocalizer<EntryText> Loc => loc;

    protected override async Task OnInitializedAsync()
    {
        _works = await desk.WorksAsync(Link, Http.RequestAborted);
        _here = SignInLinkDesk.IsHere(Http, Here);
    }

    private async Task EnterAsync()
    {
        if (!_works) return; // the page says that it is over
        if (!limit.Take(Http)) _problem = own[nameof(OwnText.TooManyTries)];
        else if (await desk.EnterAsync(Http, Link, Http.RequestAborted) is { } next) navigation.NavigateTo(next);
        else _works = false;
    }
}
