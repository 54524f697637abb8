using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.SignUp;

/// <summary>Where the letter of a sign-up leads: the practice is opened for the very address that the letter reached.</summary>
public sealed partial class SignUpOpenPage(SignUpLinks links, IOptions<SignUpOptions> options, IStringLocalizer<AccountText> loc)
{
    private string? _email;

    [Parameter]
    public string Link { get; set; } = "";

    private IStringLocalizer<AccountText> Loc => loc;

    // A door that was closed meanwhile stays closed to whoever has a letter.
    protected override void OnInitialized() => _email = options.Value.Open ? links.EmailOf(Link) : null;
}
