using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>What stands beside the notes: where the last record left off, and the drawer of what a therapist keeps for themselves.</summary>
[Trait("Needs", "Browser")]
public sealed class NotesDeskJourney(House house, Browser browser) : IClassFixture<House>, IClassFixture<Browser>
{
    private const string Own = "לעצמי: קרפדון. להביא להדרכה";

    [Theory]
    [InlineData("he")]
    [InlineData("en")]
    public async Task The_last_time_stands_beside_and_the_drawer_keeps_what_is_personal(string language)
    {
        await using var scene = await HatsScene.OpenAsync(house, browser, language);
        var texts = scene.Texts;
        var dana = await scene.FounderAsync("דנה לוי", "הקליניקה", $"desk.{language}@example.org");
        var page = dana.Page;
        await dana.OpenFileAsync("מיה לביא", "Feminine", "");
        var file = page.Url;
        await dana.WriteNotesAsync("הגיעה בזמן ותיארה שבוע עמוס.\nסוכם שבפעם הבאה נמשיך עם המכתב.\nש\"ב: לכתוב מכתב אחד לאבא.");
        await dana.ReviewAndSignAsync("הגיעה בזמן ותיארה שבוע עמוס מאוד.");

        await page.GotoAsync(file);
        await dana.ButtonAsync("SessionsText", "AddSession");
        // A later hour than the session before: "last time" is by the clock, not by the order of typing.
        await page.GetByLabel(texts["SessionsText", "Time"], new() { Exact = true }).FillAsync("23:40");
        await dana.ButtonAsync("SessionsText", "AddAndWrite");
        await Expect(page).ToHaveURLAsync(new Regex("/notes$"));
        var last = page.Locator("section.last");
        await Expect(last).ToContainTextAsync("מכתב");
        await Expect(last.GetByRole(AriaRole.Heading)).ToHaveTextAsync(texts["SessionsText", "LastTime"]);
        await scene.LookAsync(page, "notes-desk");

        var drawer = page.GetByRole(AriaRole.Button, new() { Name = texts["SessionsText", "Personal"], Exact = true });
        await Expect(page.Locator("#personal")).ToHaveCountAsync(0);
        await drawer.ClickAsync();
        await Expect(page.GetByText(texts["SessionsText", "PersonalHint"])).ToBeVisibleAsync();
        var personal = page.Locator("#personal");
        await Expect(personal).ToBeEditableAsync();
        await personal.FillAsync(Own);
        await Expect(page.Locator("#personal-saved")).ToContainTextAsync(texts["SessionsText", "Saved"].Split("{0}")[0]);
        await scene.LookAsync(page, "notes-drawer");
        await page.SetViewportSizeAsync(390, 844);
        await scene.LookAsync(page, "notes-drawer-phone");
        await page.SetViewportSizeAsync(1280, 800);

        // Closed and opened again, and in another tab: it is there, and it is not in the notes.
        await drawer.ClickAsync();
        await Expect(personal).ToHaveCountAsync(0);
        await drawer.ClickAsync();
        await Expect(page.Locator("#personal")).ToHaveValueAsync(Own);
        await Expect(page.Locator("#notes")).ToHaveValueAsync("");
        await TwoTabsAsync(page, texts);

        await last.GetByRole(AriaRole.Button, new() { Name = texts["SessionsText", "Close"] }).ClickAsync();
        await Expect(last).ToHaveCountAsync(0);

        // What is drafted from the notes knows nothing of it.
        await page.Locator("#notes").FillAsync("דיברנו על החודש הקרוב.");
        await Expect(page.Locator("#notes-saved")).ToContainTextAsync(texts["SessionsText", "Saved"].Split("{0}")[0]);
        await dana.ButtonAsync("SessionsText", "DraftSummary");
        await Expect(page.Locator("[data-sentence]").First).ToBeVisibleAsync();
        (await page.ContentAsync()).Should().NotContain("קרפדון");
    }

    private static async Task TwoTabsAsync(IPage page, Texts texts)
    {
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await other.GetByRole(AriaRole.Button, new() { Name = texts["SessionsText", "Personal"], Exact = true }).ClickAsync();
        await Expect(other.Locator("#personal")).ToHaveValueAsync(Own);
        await Expect(other.Locator("#personal")).ToBeEditableAsync();
        await other.Locator("#personal").FillAsync(Own + " מכאן");
        await Expect(other.Locator("#personal-saved")).ToContainTextAsync(texts["SessionsText", "Saved"].Split("{0}")[0]);
        await Expect(other.Locator("#personal-saved")).Not.ToContainTextAsync(texts["SessionsText", "Saving"]);

        await page.Locator("#personal").FillAsync(Own + " ומשם");
        await Expect(page.Locator("#personal-both")).ToHaveTextAsync(texts["SessionsText", "BothKept"]);
        await Expect(page.Locator(".theirs")).ToHaveTextAsync(Own + " מכאן");
        await page.GetByRole(AriaRole.Button, new() { Name = texts["SessionsText", "AppendOther"] }).ClickAsync();
        await Expect(page.Locator("#personal")).ToHaveValueAsync($"{Own} ומשם\n\n{Own} מכאן");
        await Expect(page.Locator("#personal-saved")).ToContainTextAsync(texts["SessionsText", "Saved"].Split("{0}")[0]);
        await other.CloseAsync();
    }
}
