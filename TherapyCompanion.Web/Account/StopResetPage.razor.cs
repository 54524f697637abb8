using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account;

/// <summary>Where the link of a reset's letter leads. Looking changes nothing, since mail servers open what they deliver; the button stops.</summary>
public sealed partial class StopResetPage(
    FactorResets resets, SignInDesk desk, GuessLimit limit, IStringLocalizer<FactorText> words, IStringLocalizer<AccountText> loc)
{
    private bool _open;
    private bool _stopped;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Parameter]
    public string Link { get; set; } = "";

    private IStringLocalizer<FactorText> Words => words;

    // A post finds its form also when the request is over by then; what it comes to, the answer says.
    protected override async Task OnInitializedAsync() =>
        _open = !HttpMethods.IsGet(Http.Request.Method) || await resets.PeekAsync(Link, Http.RequestAborted) is not null;

    private async Task StopAsync()
    {
        if (!limit.Take(Http))
        {
            _problem = loc[nameof(AccountText.TooManyTries)];
            return;
        }

        _stopped = await resets.StopByLinkAsync(Link, await desk.OriginAsync(), Http.RequestAborted) is null;
        _open = false;
    }
}
