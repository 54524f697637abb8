using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>What a therapist does at their screen, step by step, by the words that stand there.</summary>
internal sealed class TherapistAtWork(IPage page, Texts texts)
{
    public const string Password = "orchard lantern 1948 tide";

    public IPage Page => page;

    /// <summary>The code app's secret, from the enrolment page.</summary>
    public byte[] Secret { get; private set; } = [];

    public async Task CreatePracticeAsync(string name, string practice, string email, string form)
    {
        await StartPracticeAsync(name, practice, email, form);
        await EnrolCodeAppAsync();
    }

    /// <summary>Opens the practice, up to the second factor.</summary>
    public async Task StartPracticeAsync(string name, string practice, string email, string form)
    {
        await page.GotoAsync("/sign-up");
        // Where somebody has a practice already, a letter comes first.
        var byLetter = await page.Locator("input[name=Email]").CountAsync() > 0;
        if (byLetter) await FollowLetterAsync(email);
        await page.Locator($"input[name='Input.Form'][value='{form}']").CheckAsync();
        await page.GetByLabel(texts["AccountText", "OwnName"]).FillAsync(name);
        await page.GetByLabel(texts["AccountText", "ProfessionalTitle"]).FillAsync("פסיכולוגית קלינית");
        await page.GetByLabel(texts["AccountText", "Licence"]).FillAsync("27-00000");
        await page.GetByLabel(texts["AccountText", "PracticeName"], new() { Exact = true }).FillAsync(practice);
        if (byLetter) await Expect(page.GetByLabel(texts["AccountText", "Email"])).ToHaveValueAsync(email);
        else await page.GetByLabel(texts["AccountText", "Email"]).FillAsync(email);
        await page.GetByLabel(texts["AccountText", "Password"]).FillAsync(Password);
        await Browser.ShouldBeAccessibleAsync(page);
        await ButtonAsync("AccountText", "SignUpSubmit");
        await Expect(page).ToHaveURLAsync(new Regex("/factor$"));
    }

    private async Task FollowLetterAsync(string email)
    {
        await page.GetByLabel(texts["AccountText", "Email"]).FillAsync(email);
        await Browser.ShouldBeAccessibleAsync(page);
        await ButtonAsync("AccountText", "SignUpAsk");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(texts["AccountText", "SignUpAsked"]);
        await page.GotoAsync("/" + await Letters.LinkAsync(new Uri(page.Url), email, "sign-up/"));
    }

    /// <summary>The second factor of somebody who has none yet, up to their first page.</summary>
    public async Task EnrolCodeAppAsync(string first = "/today")
    {
        await Expect(page).ToHaveURLAsync(new Regex("/factor$"));
        await page.GetByText(texts["FactorText", "ByAppSetUp"]).ClickAsync(); // a passkey is offered first
        Secret = Totp.ReadSecret(await page.Locator(".secret code").InnerTextAsync());
        await Browser.ShouldBeAccessibleAsync(page);
        await page.GetByLabel(texts["AccountText", "FactorCode"]).FillAsync(CodeNow());
        await ButtonAsync("AccountText", "FactorSubmit");
        await Expect(page.Locator("ol.codes li")).ToHaveCountAsync(10);
        await page.GetByRole(AriaRole.Link, new() { Name = texts["AccountText", "RecoveryContinue"] }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(first + "$"));
    }

    public async Task SignInAsync(string email)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel(texts["AccountText", "Email"]).FillAsync(email);
        await page.GetByLabel(texts["AccountText", "Password"]).FillAsync(Password);
        await SignInButtonAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in/code"));
        // The code of the enrolment was used up; the next step's is accepted already (one step either way).
        await page.GetByLabel(texts["AccountText", "CodeLabel"]).FillAsync(CodeNow(+1));
        await SignInButtonAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/today$"));
    }

    public async Task OpenFileAsync(string name, string form, string email)
    {
        await page.GotoAsync("/patients/new");
        await page.GetByLabel(texts["PatientsText", "Name"], new() { Exact = true }).FillAsync(name);
        await page.GetByLabel(texts["PatientsText", "Form" + form]).CheckAsync();
        await page.GetByLabel(texts["PatientsText", "Email"]).FillAsync(email);
        await Browser.ShouldBeAccessibleAsync(page);
        await ButtonAsync("PatientsText", "OpenFileButton");
        await Expect(page).ToHaveURLAsync(new Regex("/patients/[0-9a-f-]{36}$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(name);
    }

    public async Task WriteNotesAsync(string notes)
    {
        await ButtonAsync("SessionsText", "AddSession");
        await ButtonAsync("SessionsText", "AddAndWrite");
        await Expect(page).ToHaveURLAsync(new Regex("/notes$"));
        // Looked at and left before a word is typed: what is typed later is stored all the same.
        await Expect(page.Locator("#notes")).ToBeEditableAsync();
        await page.Locator("#notes").FocusAsync();
        await page.Locator("#notes").BlurAsync();
        await page.Locator("#notes").FillAsync(notes);
        // «נשמר ב־21:06»: the part before the time.
        await Expect(page.Locator("#notes-saved")).ToContainTextAsync(texts["SessionsText", "Saved"].Split("{0}")[0]);
        await Browser.ShouldBeAccessibleAsync(page);
        await ButtonAsync("SessionsText", "DraftSummary");
        await Expect(page).ToHaveURLAsync(new Regex("/summary$"));
    }

    /// <summary>Reads every mark, changes one sentence, signs.</summary>
    /// <returns>The sentence as the therapist typed it.</returns>
    public async Task<string> ReviewAndSignAsync(string ownWords)
    {
        await Expect(page.Locator("[data-sentence]").First).ToBeVisibleAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        var read = page.GetByRole(AriaRole.Button, new() { Name = texts["SummariesText", "IReadIt"] });
        while (await read.CountAsync() is var left and > 0)
        {
            await read.First.ClickAsync();
            await Expect(read).ToHaveCountAsync(left - 1);
        }

        var sentence = page.Locator("[data-sentence]").First;
        await sentence.FocusAsync();
        await Expect(page.Locator(".source .marked").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("e");
        var box = page.Locator(".owner textarea");
        await box.FillAsync(ownWords);
        await box.PressAsync("Enter");
        await Expect(page.Locator("[data-sentence]").First).ToContainTextAsync(ownWords);

        var sign = page.Locator(".bar").GetByRole(AriaRole.Button, new() { Name = texts["SummariesText", "Sign"] });
        await sign.ClickAsync();
        await Expect(page.Locator(".bar")).ToContainTextAsync(texts["SummariesText", "SigningLocks"]);
        await sign.ClickAsync();
        await Expect(page.GetByText("27-00000")).ToBeVisibleAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        return ownWords;
    }

    /// <summary>From the open file: has a message drafted, puts other words in its place, approves them.</summary>
    public async Task DraftAndApproveAsync(string words)
    {
        await ButtonAsync("MessagesText", "DraftMessage");
        await Expect(page).ToHaveURLAsync(new Regex("/approvals/[0-9a-f-]{36}$"));
        await Expect(page.Locator(".bubble")).ToBeVisibleAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        await ButtonAsync("MessagesText", "EditIt");
        await page.Locator("#message-words").FillAsync(words);
        await ButtonAsync("MessagesText", "SaveEdit");
        await Expect(page.Locator(".bubble")).ToHaveTextAsync(words);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Ctrl Enter") }).ClickAsync();
        await Expect(page.Locator(".notice.ok, .bar").GetByRole(AriaRole.Button, new() { Name = texts["MessagesText", "Recall"] }).First).ToBeVisibleAsync();
    }

    /// <summary>The two halves of an invitation.</summary>
    public async Task<(string Link, string Digits)> InviteAsync()
    {
        await ButtonAsync("PatientsText", "MakeInvitation");
        var secrets = page.Locator(".secret");
        await Expect(secrets).ToHaveCountAsync(2);
        await Browser.ShouldBeAccessibleAsync(page);
        return ((await secrets.Nth(0).InnerTextAsync()).Trim(), (await secrets.Nth(1).InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal).Trim());
    }

    // Exactly this one: the passkey's button begins with the same word.
    private Task SignInButtonAsync() => page.GetByRole(AriaRole.Button, new() { Name = texts["AccountText", "SignInSubmit"], Exact = true }).ClickAsync();

    public Task ButtonAsync(string file, string key) => page.GetByRole(AriaRole.Button, new() { Name = texts[file, key] }).First.ClickAsync();

    private string CodeNow(int steps = 0) => Totp.CodeAt(Secret, Totp.StepAt(TimeProvider.System.GetUtcNow()) + steps);
}
