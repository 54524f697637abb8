using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account;

/// <summary>
/// Whoever got the letter joins a practice's staff: with the account they are signed in with, after a clear question, or with a new
/// one for the very address the letter went to. The page offers both ways to everybody, so that it tells nothing about who has an account.
/// </summary>
public sealed partial class JoinPage(
    MemberDoor door, JoinPractice joinPractice, WhoAmI whoAmI, Visitor visitor, AccountRegister register,
    SignInDesk desk, GuessLimit limit, NavigationManager navigation, IStringLocalizer<JoinText> join, IStringLocalizer<AccountText> loc)
{
    private MemberDoorView? _view;
    private SignedInVisitor? _visitor;
    private string? _problem;
    private string? _nameProblem;
    private string? _passwordProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Parameter]
    public string Link { get; set; } = "";

    [SupplyParameterFromForm(FormName = "own")]
    private ProfileInput? Input { get; set; }

    [SupplyParameterFromForm(FormName = "new")]
    private ProfileInput? NewInput { get; set; }

    private IStringLocalizer<JoinText> Join => join;

    private IStringLocalizer<AccountText> Loc => loc;

    private string HatNames => string.Join(join[nameof(JoinText.HatsSeparator)], _view!.Hats.Select(h => loc["Hat" + h].Value));

    protected override async Task OnInitializedAsync()
    {
        Input ??= new();
        NewInput ??= new();
        var opened = await door.OpenAsync(Link, await desk.OriginAsync(), Http.RequestAborted);
        _view = opened.IsDone ? opened.Value : null;
        if (_view is not null) await KnowAsync();
    }

    // Whoever works elsewhere need not tell everything again.
    private async Task KnowAsync()
    {
        _visitor = await visitor.WhoAsync(Http);
        if (_visitor is null || _visitor.Actor.Hat is Hat.Patient or Hat.Guardian || !HttpMethods.IsGet(Http.Request.Method)) return;
        if (await whoAmI.RunAsync(_visitor.Actor, Http.RequestAborted) is { IsDone: true, Value: var me })
            Input = new() { Form = me.Form, Name = me.Name, Title = me.Title, Licence = me.Licence };
    }

    private async Task JoinWithOwnAsync()
    {
        if (_view is null || _visitor is null || !MayTry(Input!)) return;
        var ct = Http.RequestAborted;
        var joined = await joinPractice.RunAsync(Link, _visitor.Account.Id, Input!.Told(), await desk.OriginAsync(), ct);
        if (!joined.IsDone)
        {
            Refuse(joined.Refusal!);
            return;
        }

        // A hat of staff is put on with a second factor: proved in this sign-in as staff, or now. A patient's proof may be a password.
        if (_visitor.Session is { ProvedAt: { } proved, Hat: not (nameof(Hat.Patient) or nameof(Hat.Guardian)) })
        {
            await desk.LetInAsync(Http, _visitor.Account, joined.Value, AuditAction.HatChosen, proved, ct);
            navigation.NavigateTo("/");
            return;
        }

        await SignInDesk.LetHalfwayAsync(Http, _visitor.Account);
        navigation.NavigateTo(SignInDesk.CodePage);
    }

    private async Task JoinWithNewAsync()
    {
        if (_view is null || _visitor is not null || !MayTry(NewInput!)) return;
        var ct = Http.RequestAborted;
        var made = await register.CreateAsync(_view.Email, NewInput!.Password ?? "", [NewInput.Name, _view.PracticeName], ct);
        if (made.Refusal is { } refusal)
        {
            // Of the address only its owner, who holds the letter, is told anything; the password's faults stand under it.
            if (refusal == AccountRefusals.EmailUnusable || refusal == AccountRefusals.EmailWrong) _problem = loc[refusal.Key];
            else _passwordProblem = loc[refusal.Key];
            return;
        }

        var joined = false;
        try
        {
            var done = await joinPractice.RunAsync(Link, made.Value.Id, NewInput.Told(), await desk.OriginAsync(), ct);
            joined = done.IsDone;
            if (!joined) Refuse(done.Refusal!);
        }
        finally
        {
            // An account that nobody joined with must not keep its address from another try.
            if (!joined) await register.RemoveAsync(made.Value);
        }

        if (!joined) return;
        await SignInDesk.LetHalfwayAsync(Http, made.Value);
        navigation.NavigateTo("/factor");
    }

    private bool MayTry(ProfileInput input)
    {
        if (string.IsNullOrWhiteSpace(input.Name)) _nameProblem = loc[nameof(AccountText.NameMissing)];
        else if (!limit.Take(Http, GuessKind.Invitation)) _problem = loc[nameof(AccountText.TooManyTries)];
        return _nameProblem is null && _problem is null;
    }

    private void Refuse(Refusal refusal)
    {
        if (refusal == MemberRefusals.InvitationOver) _view = null;
        else _problem = join[refusal == MemberRefusals.MemberAlready ? nameof(JoinText.Already) : nameof(JoinText.Refused)];
    }

    /// <summary>What was typed.</summary>
    public sealed class ProfileInput
    {
        public Form Form { get; set; } = Form.Neutral;
        public string? Name { get; set; }
        public string? Title { get; set; }
        public string? Licence { get; set; }
        public string? Password { get; set; }

        /// <summary>The same as the practice keeps it.</summary>
        public StaffProfile Told() => new(Name?.Trim() ?? "", Title?.Trim() ?? "", Licence?.Trim() ?? "", Form);
    }
}
