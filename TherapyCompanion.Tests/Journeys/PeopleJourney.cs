using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>Who a file is about, how the treatment stands, two tabs at once, and a list of two thousand.</summary>
[Trait("Needs", "Browser")]
public sealed class PeopleJourney(House house, Browser browser) : IClassFixture<House>, IClassFixture<Browser>
{
    [Theory]
    [InlineData("he")]
    [InlineData("en")]
    public async Task Details_are_written_explained_and_kept_in_two_tabs(string language)
    {
        await using var scene = await HatsScene.OpenAsync(house, browser, language);
        var texts = scene.Texts;
        var dana = await scene.FounderAsync("דנה לוי", "הקליניקה", $"dana.{language}@example.org");
        var page = dana.Page;
        await dana.OpenFileAsync("מיה לביא", "Feminine", "");
        await scene.LookAsync(page, "file-bare");
        await page.GetByRole(AriaRole.Link, new() { Name = texts["DetailsText", "ToDetails"] }).ClickAsync();
        await Expect(page.Locator("#first")).ToHaveValueAsync("מיה");
        await Expect(page.Locator("#last")).ToHaveValueAsync("לביא");
        await scene.LookAsync(page, "details-empty");
        (await page.TitleAsync()).Should().NotContain("מיה");

        // What can't be kept stays, and says why under its field.
        await page.Locator("#phone").FillAsync("מחר");
        await page.Locator("#identity").FillAsync("123456789");
        await page.Locator("#birth").FillAsync("2012-03-05");
        await Expect(page.Locator("#phone-error")).ToHaveTextAsync(texts["RefusalText", "PhoneWrong"]);
        await Expect(page.Locator("#identity-hint")).ToHaveTextAsync(texts["DetailsText", "IdentityDoubt"]);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(Regex.Escape(texts["DetailsText", "Save"])) }).ClickAsync();
        await Expect(page.Locator("#phone")).ToHaveValueAsync("מחר");
        await Expect(page.Locator("#saved-state")).ToHaveTextAsync(texts["DetailsText", "Unsaved"]);
        await scene.LookAsync(page, "details-wrong");

        await page.Locator("#phone").FillAsync("050-1234567");
        await page.Locator("#called").FillAsync("מיקה");
        await page.Locator("#address").FillAsync("הרצל 1\nתל אביב");
        await page.Locator("#contact-name").FillAsync("אבי לביא");
        await page.Locator("#contact-relation").FillAsync("אבא");
        await page.Locator("#contact-phone").FillAsync("03-5550100");
        await page.GetByText(texts["AppText", "Day6"], new() { Exact = true }).ClickAsync();
        await page.Locator("#quiet-from").FillAsync("21:00");
        await page.Locator("#quiet-until").FillAsync("09:30");
        await page.Locator("#tags").FillAsync("שבועי, EMDR");
        // The keys are pressed in the very field that is being typed in.
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("#saved-state")).ToContainTextAsync(texts["DetailsText", "Saved"].Split("{0}")[0]);
        await page.ReloadAsync();
        await Expect(page.Locator("#tags")).ToHaveValueAsync("שבועי, EMDR");
        await Expect(page.Locator("#address")).ToHaveValueAsync("הרצל 1\nתל אביב");
        await Expect(page.Locator("#quiet-from")).ToHaveValueAsync(new Regex("^21:00"));
        await scene.LookAsync(page, "details-full");

        await TwoTabsAsync(scene, page);
        await LeavingAsync(scene, page);
        await TreatmentAsync(scene, page);
    }

    // Another tab saves first: nothing typed is lost, and what differs is shown.
    private static async Task TwoTabsAsync(HatsScene scene, IPage page)
    {
        var texts = scene.Texts;
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await other.Locator("#phone").FillAsync("052-7654321");
        await other.Locator("#phone").PressAsync("Control+Enter");
        await Expect(other.Locator("#saved-state")).ToContainTextAsync(texts["DetailsText", "Saved"].Split("{0}")[0]);
        await page.Locator("#gender").FillAsync("אישה");
        await page.Locator("#gender").PressAsync("Control+Enter");
        await Expect(page.Locator(".differs")).ToContainTextAsync("052-7654321");
        await Expect(page.Locator("#gender")).ToHaveValueAsync("אישה");
        await Expect(page.Locator("#phone")).ToHaveValueAsync("050-1234567");
        await scene.LookAsync(page, "details-conflict");
        await page.GetByRole(AriaRole.Button, new() { Name = texts["DetailsText", "KeepMine"] }).ClickAsync();
        await Expect(page.Locator(".differs")).ToHaveCountAsync(0);
        await Expect(page.Locator("#saved-state")).ToContainTextAsync(texts["DetailsText", "Saved"].Split("{0}")[0]);
        await other.ReloadAsync();
        await Expect(other.Locator("#phone")).ToHaveValueAsync("050-1234567");
        await other.CloseAsync();
    }

    private static async Task LeavingAsync(HatsScene scene, IPage page)
    {
        var texts = scene.Texts;
        await page.Locator("#gender").FillAsync("");
        await page.GetByRole(AriaRole.Link, new() { Name = texts["DetailsText", "BackToFile"] }).ClickAsync();
        await Expect(page.Locator(".bar")).ToContainTextAsync(texts["DetailsText", "LeaveAsk"]);
        await page.GetByRole(AriaRole.Button, new() { Name = texts["DetailsText", "Stay"], Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/details$"));
        await page.GetByRole(AriaRole.Link, new() { Name = texts["DetailsText", "BackToFile"] }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = texts["DetailsText", "LeaveDrop"] }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/patients/[0-9a-f-]{36}$"));
        await Expect(page.Locator(".lines")).ToContainTextAsync("03-5550100");
    }

    private static async Task TreatmentAsync(HatsScene scene, IPage page)
    {
        var texts = scene.Texts;
        await page.GetByRole(AriaRole.Button, new() { Name = texts["DetailsText", "Step_Pause"], Exact = true }).ClickAsync();
        await Expect(page.Locator("section[aria-labelledby=person-title]")).ToContainTextAsync(texts["DetailsText", "Status_Paused"]);
        await page.GetByRole(AriaRole.Button, new() { Name = texts["DetailsText", "Step_End"], Exact = true }).ClickAsync();
        await scene.LookAsync(page, "file-ending");
        await page.Locator("section[aria-labelledby=person-title] .notice").GetByRole(AriaRole.Button, new() { Name = texts["DetailsText", "Step_End"], Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = texts["DetailsText", "Step_Reopen"] })).ToBeVisibleAsync();
        await scene.LookAsync(page, "file-full");
        await page.SetViewportSizeAsync(390, 844);
        await scene.LookAsync(page, "file-phone");
        await page.GotoAsync(page.Url + "/details");
        await Expect(page.Locator("#first")).ToBeVisibleAsync();
        await scene.LookAsync(page, "details-phone");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await scene.LookAsync(page, "details-phone-dark");
    }

    [Fact]
    public async Task Two_thousand_files_scroll_filter_and_are_found()
    {
        await using var scene = await HatsScene.OpenAsync(house, browser);
        var texts = scene.Texts;
        var dana = await scene.FounderAsync("דנה לוי", "הקליניקה", "dana.list@example.org");
        var page = dana.Page;
        await page.GotoAsync("/patients");
        await Expect(page.Locator(".empty")).ToContainTextAsync(texts["PatientsText", "NoFiles"]);
        await scene.LookAsync(page, "patients-none");

        var me = (await house.SeeAllAsync("select practice_id, account_id, id from tc.members order by practice_id")).Select(r => Actor.Therapist((Guid)r[0]!, (Guid)r[1]!, (Guid)r[2]!, House.TestOrigin));
        var actor = await OwnerOfAsync(page, me);
        string[] first = ["מיה", "נועה", "דויד", "תמר", "יוסף", "Daniel", "רות", "איתי"], last = ["לוי", "כהן", "מזרחי", "בן־דוד", "פרץ", "Levy"];
        await Parallel.ForAsync(0, 1_999, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (i, ct) =>
            (await house.Get<OpenPatientFile>().RunAsync(actor, $"{first[i % 8]} {last[i % 6]}", "", Form.Neutral, ct)).IsDone.Should().BeTrue());
        var rare = (await house.Get<OpenPatientFile>().RunAsync(actor, "צפניה אורנשטיין", "", Form.Neutral, TestContext.Current.CancellationToken)).Value;
        (await house.Get<TherapyCompanion.Core.Patients.Details.ChangeTreatment>().RunAsync(actor, rare, TherapyCompanion.Core.Patients.Details.TreatmentStep.Pause, TestContext.Current.CancellationToken)).IsDone.Should().BeTrue();

        await page.ReloadAsync();
        var rows = page.Locator("a.file");
        await Expect(page.GetByText(texts["PatientsText", "Files_n"].Replace("{0}", "2000", StringComparison.Ordinal))).ToBeVisibleAsync();
        await Expect(rows.First).ToBeVisibleAsync();
        (await rows.CountAsync()).Should().BeLessThan(200, "of two thousand only what is seen and a little more is drawn");
        (await page.Locator("main").InnerTextAsync()).Should().NotContain("מיה").And.NotContain("Daniel", "initials by default");
        await Browser.ShouldBeAccessibleAsync(page);
        await page.EvaluateAsync("window.scrollTo(0, document.body.scrollHeight)");
        await Expect(rows.Last).ToContainTextAsync("D. L."); // Latin names come last

        // By any part of the name, in another spelling, and with the keyboard on the other language.
        foreach (var typed in new[] { "אורנש", "צפנייה", "mpbhv", "צ א" })
        {
            var clock = Stopwatch.StartNew();
            await page.Locator("#find").FillAsync(typed);
            await Expect(rows).ToHaveCountAsync(1);
            await Expect(rows.First).ToContainTextAsync("צ׳ א׳");
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5), "at once, on two busy cores");
        }

        await scene.LookAsync(page, "patients-found");
        await page.Locator("#find").FillAsync("זזז");
        await Expect(page.Locator(".empty")).ToContainTextAsync(texts["PatientsText", "NoneFound"]);
        await scene.LookAsync(page, "patients-none-found");
        await page.GetByRole(AriaRole.Button, new() { Name = texts["PatientsText", "ClearFilter"] }).ClickAsync();
        await page.Locator("#status").SelectOptionAsync("Paused");
        await Expect(rows).ToHaveCountAsync(1);
        await page.Locator("#status").SelectOptionAsync("");

        // Arrows walk the list; a name is shown to whoever asks, and the private screen hides it.
        await rows.First.FocusAsync();
        for (var i = 0; i < 40; i++) await page.Keyboard.PressAsync("ArrowDown");
        (await page.EvaluateAsync<bool>("document.activeElement.matches('a.file') && document.activeElement.getBoundingClientRect().bottom <= innerHeight + 60")).Should().BeTrue();
        await page.GetByRole(AriaRole.Button, new() { Name = texts["PatientsText", "ShowNames"] }).ClickAsync();
        await page.EvaluateAsync("window.scrollTo(0, 0)");
        await Expect(page.Locator("a.file .title.private").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+.");
        (await page.Locator("a.file .title").First.EvaluateAsync<string>("e => getComputedStyle(e).color")).Should().Be("rgba(0, 0, 0, 0)");
        await page.Keyboard.PressAsync("Control+.");
        await page.SetViewportSizeAsync(390, 844);
        await page.Locator("#find").FillAsync("בן דוד");
        await Expect(rows.First).ToBeVisibleAsync();
        await scene.LookAsync(page, "patients-phone");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await scene.LookAsync(page, "patients-phone-dark");
    }

    // The practice of whoever is signed in here: of those in the house, the one without a file.
    private async Task<Actor> OwnerOfAsync(IPage page, IEnumerable<Actor> members)
    {
        await Expect(page.Locator(".nav-name")).ToContainTextAsync("דנה לוי");
        foreach (var actor in members)
            if (await house.SeeAsync<long>("select count(*) from tc.patients where practice_id = $1", actor.PracticeId) == 0) return actor;
        throw new InvalidOperationException("Everybody has files.");
    }
}
