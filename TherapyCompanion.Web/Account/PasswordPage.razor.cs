using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;
using SignInAccount = TherapyCompanion.Infrastructure.Identity.Account;

namespace TherapyCompanion.Web.Account;

/// <summary>Changes one's own password, by the one before. It ends every other sign-in; this browser is let in anew.</summary>
public sealed partial class PasswordPage(
    UserManager<SignInAccount> accounts, SetPassword setPassword, SignInDesk desk, SignIns sessions, SignInGuard guard, AccountLetters letters, WhoAmI whoAmI,
    HatPlaces places, GuessLimit limit, IStringLocalizer<PasswordText> loc, IStringLocalizer<AccountText> accountTexts)
{
    private bool _done;
    private string? _problem;
    private string? _oldProblem;
    private string? _newProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "password")]
    private PasswordInput? Input { get; set; }

    private IStringLocalizer<PasswordText> Loc => loc;

    private IStringLocalizer<AccountText> Accounts => accountTexts;

    protected override void OnInitialized() => Input ??= new();

    private async Task SubmitAsync()
    {
        var ct = Http.RequestAborted;
        if (!limit.Take(Http, GuessKind.Password))
        {
            _problem = accountTexts[nameof(AccountText.TooManyTries)];
            return;
        }

        if (Claims.ActorFrom(Http.User) is not { } actor || await accounts.FindByIdAsync(actor.AccountId.ToString()) is not { } account) return;
        var hat = new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId);
        if (!await desk.CheckOwnPasswordAsync(account, Input!.Old ?? "", ct))
        {
            if (guard.Told is null) _oldProblem = loc[nameof(PasswordText.PasswordOldWrong)];
            else _problem = guard.Told;
            return;
        }

        // Setting it ends this sign-in too; the one that follows stands on the same proof.
        var provedAt = actor.SessionId is { } id ? (await sessions.FindAsync(id, ct))?.ProvedAt : null;
        var refusal = await setPassword.RunAsync(account, Input.New ?? "", await NearWordsAsync(actor, hat, ct), ct);
        if (refusal is not null)
        {
            if (AccountRefusals.AreOfPassword(refusal)) _newProblem = accountTexts[refusal.Key];
            else _problem = loc[nameof(PasswordText.Raced)];
            return;
        }

        await desk.LetInAsync(Http, account, hat, AuditAction.PasswordChanged, provedAt, ct);
        await letters.PutAsync(account, MailKind.PasswordChanged, null, ct);
        _done = true;
    }

    // What the practice's records say of the person, as far as this hat may read them.
    private async Task<IReadOnlyList<string?>> NearWordsAsync(Actor actor, WearableHat hat, CancellationToken ct) =>
        hat.Hat is not Hat.Patient && await whoAmI.RunAsync(actor, ct) is { IsDone: true } me
            ? [me.Value.Name, me.Value.PracticeName]
            : [await places.ReadAsync(actor, hat, ct)];

    /// <summary>What was typed.</summary>
    public sealed class PasswordInput
    {
        public string? Old { get; set; }
        public string? New { get; set; }
    }
}
