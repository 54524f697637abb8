using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using QRCoder;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>Ties a code app to the account, proves it with one code, and shows the recovery codes this one time.</summary>
public sealed partial class FactorPage(
    SignInDesk desk, SignInGuard guard, UserManager<SignInAccount> accounts, GuessLimit limit, NavigationManager navigation, IStringLocalizer<AccountText> loc)
{
    private const int RecoveryCodes = 10;

    private SignInAccount? _account;
    private string? _problem;
    private string _picture = "";
    private string _secret = "";
    private IReadOnlyList<string>? _recoveryCodes;
    private string _next = "/";

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "factor")]
    private string? Code { get; set; }

    /// <summary>Where the person wanted to go.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    protected override async Task OnInitializedAsync()
    {
        _account = await desk.WhoIsHalfwayAsync(Http);
        if (_account is null) navigation.NavigateTo("/sign-in");
        else if (_account.TwoFactorEnabled)
        {
            _account = null;
            navigation.NavigateTo("/sign-in/code");
        }
        else await ShowSecretAsync(_account);
    }

    private async Task ShowSecretAsync(SignInAccount account)
    {
        var secret = await accounts.GetAuthenticatorKeyAsync(account);
        if (string.IsNullOrEmpty(secret))
        {
            await accounts.ResetAuthenticatorKeyAsync(account);
            secret = await accounts.GetAuthenticatorKeyAsync(account) ?? "";
            // A new secret changes the account's stamp, and with it the ticket of whoever is halfway.
            await SignInDesk.LetHalfwayAsync(Http, account);
        }

        _secret = string.Join(' ', secret.Chunk(4).Select(c => new string(c)));
        var label = Uri.EscapeDataString(account.Email ?? "");
        var address = $"otpauth://totp/TherapyCompanion:{label}?secret={secret}&issuer=TherapyCompanion&digits=6&period=30";
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(code);
        var svg = picture.GetGraphic(4, "#1B2430", "#FFFFFF", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        _picture = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg));
    }

    private async Task SubmitAsync()
    {
        if (_account is null) return; // on the way to another page already
        var ct = Http.RequestAborted;
        if (!limit.Take(Http)) _problem = loc[nameof(AccountText.TooManyTries)];
        else if (!await desk.CheckCodeAsync(_account, Code ?? "", recovery: false, ct) || await desk.FirstHatAsync(_account, ct) is not { } hat)
            _problem = guard.Told ?? loc[nameof(AccountText.CodeWrong)];
        else
        {
            await desk.RecordAsync(_account, hat, AuditAction.FactorEnrolled, ct);
            await accounts.SetTwoFactorEnabledAsync(_account, true);
            _recoveryCodes = [.. await accounts.GenerateNewTwoFactorRecoveryCodesAsync(_account, RecoveryCodes) ?? []];
            _next = LocalPath.OrStart(To);
            await desk.LetInAsync(Http, _account, hat, AuditAction.SignedIn, ct);
        }
    }
}
