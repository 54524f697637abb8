using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.Own;

/// <summary>The frame of the pages under <c>/account</c>, by the hat that is worn.</summary>
public sealed partial class AccountLayout(IStringLocalizer<OwnText> loc)
{
    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private IStringLocalizer<OwnText> Loc => loc;

    private bool IsPatients => Claims.ActorFrom(Http.User)?.Hat is Hat.Patient or Hat.Guardian;

    private string Back => Http.Request.Path == "/account" ? "/" : "/account";
}
