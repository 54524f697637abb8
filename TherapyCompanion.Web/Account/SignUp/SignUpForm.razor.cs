using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.SignUp;

/// <summary>Opens a practice with its first person. Then the second factor follows; nobody is in before it.</summary>
public sealed partial class SignUpForm(
    AccountRegister register, CreatePractice createPractice, SignInDesk desk, GuessLimit limit,
    NavigationManager navigation, IStringLocalizer<AccountText> loc)
{
    private readonly Dictionary<string, string> _problems = [];
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    /// <summary>The address that a letter reached; null where it is still to be typed, because nobody is here yet.</summary>
    [Parameter]
    public string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "sign-up")]
    private SignUpInput? Input { get; set; }

    private IStringLocalizer<AccountText> Loc => loc;

    private IEnumerable<(Form Form, string Text)> Forms =>
    [
        (Form.Feminine, loc[nameof(AccountText.FormFeminine)]), (Form.Masculine, loc[nameof(AccountText.FormMasculine)]),
        (Form.Neutral, loc[nameof(AccountText.FormNeutral)]),
    ];

    protected override void OnInitialized() => Input ??= new() { PatientsName = loc[nameof(AccountText.PatientsNameDefault)] };

    private string? ProblemOf(string field) => _problems.GetValueOrDefault(field);

    private async Task SubmitAsync()
    {
        var ct = Http.RequestAborted;
        foreach (var (field, value, key) in new[]
        {
            (nameof(SignUpInput.Name), Input!.Name, nameof(AccountText.NameMissing)),
            (nameof(SignUpInput.PracticeName), Input.PracticeName, nameof(AccountText.PracticeNameMissing)),
            (nameof(SignUpInput.PatientsName), Input.PatientsName, nameof(AccountText.PatientsNameMissing)),
        })
            if (string.IsNullOrWhiteSpace(value)) _problems[field] = loc[key];
        if (!limit.Take(Http, GuessKind.SignUp)) _problem = loc[nameof(AccountText.TooManyTries)];
        if (_problems.Count > 0 || _problem is not null) return;

        var made = await register.CreateAsync(Email ?? Input.Email ?? "", Input.Password ?? "", [Input.Name, Input.PracticeName, Input.PatientsName], ct);
        if (made.Refusal is { } refusal)
        {
            _problems[AccountRefusals.AreOfPassword(refusal) ? nameof(SignUpInput.Password) : nameof(SignUpInput.Email)] = loc[refusal.Key];
            return;
        }

        var founded = false;
        try
        {
            var profile = new StaffProfile(Input.Name!.Trim(), Input.Title?.Trim() ?? "", Input.Licence?.Trim() ?? "", Input.Form, Input.FirstPerson);
            var founder = await createPractice.RunAsync(
                Guid.NewGuid(), made.Value.Id, Input.PracticeName!, Input.PatientsName!, profile, await desk.OriginAsync(), ct);
            founded = founder.IsDone;
        }
        finally
        {
            // An account that opened nothing must not keep its address from another try.
            if (!founded) await register.RemoveAsync(made.Value);
        }

        if (!founded)
        {
            _problem = loc[nameof(AccountText.SignUpRefused)];
            return;
        }

        await SignInDesk.LetHalfwayAsync(Http, made.Value);
        navigation.NavigateTo("/factor");
    }

    /// <summary>What was typed.</summary>
    public sealed class SignUpInput
    {
        public Form Form { get; set; } = Form.Neutral;
        public Form? FirstPerson { get; set; }
        public string? Name { get; set; }
        public string? Title { get; set; }
        public string? Licence { get; set; }
        public string? PracticeName { get; set; }
        public string? PatientsName { get; set; }
        public string? Email { get; set; }
        public string? Password { get; set; }
    }
}
