using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>Asks for a link that sets a new password. The page says the same, after the same time, whoever has an account here.</summary>
public sealed partial class ForgotPage(
    UserManager<SignInAccount> accounts, AccountLinks links, AccountLetters letters, SignInTries tries, SignInDesk desk, GuessLimit limit,
    TimeProvider clock, IStringLocalizer<PasswordText> loc, IStringLocalizer<AccountText> accountTexts)
{
    public static readonly TimeSpan LinkLasts = TimeSpan.FromMinutes(30);

    private bool _sent;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "forgot")]
    private string? Email { get; set; }

    private IStringLocalizer<PasswordText> Loc => loc;

    private IStringLocalizer<AccountText> Accounts => accountTexts;

    private async Task SubmitAsync()
    {
        if (!limit.Take(Http, GuessKind.Reset))
        {
            _problem = accountTexts[nameof(AccountText.TooManyTries)];
            return;
        }

        var time = new EvenTime(clock);
        await SendAsync((Email ?? "").Trim(), Http.RequestAborted);
        await time.WaitAsync(Http.RequestAborted);
        _sent = true;
    }

    private async Task SendAsync(string email, CancellationToken ct)
    {
        // A few letters an hour, so that nobody's mail is filled from here. The answer is the same.
        if (!(await tries.TakeAsync(TryCounter.OfLetters(accounts.NormalizeEmail(email) ?? ""), ct)).IsTaken) return;
        if (await accounts.FindByEmailAsync(email) is not { } account || await desk.FirstHatAsync(account, ct) is not { } hat) return;
        await desk.RecordAsync(account, hat, AuditAction.PasswordResetAsked, ct);
        var link = await links.MakeAsync(account.Id, LinkKind.PasswordReset, LinkLasts, ct);
        await letters.PutAsync(account, MailKind.PasswordReset, $"/reset/{link}", ct);
    }
}
