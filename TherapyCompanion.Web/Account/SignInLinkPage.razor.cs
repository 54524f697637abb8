using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account;

/// <summary>Asks for a link that signs in. The page says the same, after the same time, of every address.</summary>
public sealed partial class SignInLinkPage(
    SignInLinkDesk desk, GuessLimit limit, TimeProvider clock, IStringLocalizer<EntryText> loc, IStringLocalizer<OwnText> own)
{
    private bool _sent;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "link")]
    private string? Email { get; set; }

    private IStringLocalizer<EntryText> Loc => loc;

    private async Task SubmitAsync()
    {
        if (!limit.Take(Http, GuessKind.Reset))
        {
            _problem = own[nameof(OwnText.TooManyTries)];
            return;
        }

        var time = new EvenTime(clock);
        await desk.SendAsync(Http, Email ?? "", Http.RequestAborted);
        await time.WaitAsync(Http.RequestAborted);
        _sent = true;
    }
}
