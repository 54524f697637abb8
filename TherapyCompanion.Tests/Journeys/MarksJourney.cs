using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>
/// A model that says more than the notes do: each of its inventions is marked, blocks the signature, and is settled in another way.
/// The model is a real server speaking the protocol, on this machine.
/// </summary>
[Trait("Needs", "Browser")]
public sealed class MarksJourney(House house, Browser browser) : IClassFixture<House>, IClassFixture<Browser>
{
    private const string Notes = "הגיעה בזמן ודיברה על השבוע בעבודה.\nאמרה \"אני עייפה מאוד\".\nעבדנו על נשימה איטית.";

    private const string Draft = """
        {"sections":[
          {"key":"topics","sentences":[
            {"text":"דיברה על השבוע בעבודה.","restsOn":[1]},
            {"text":"אמרה \"אני מאוד עייפה\".","restsOn":[2]}]},
          {"key":"interventions","sentences":[{"text":"תורגלה הרפיית שרירים הדרגתית במשך עשר דקות.","restsOn":[3]}]},
          {"key":"risk","sentences":[{"text":"שוללת מחשבות אובדניות.","restsOn":[1]}]}]}
        """;

    [Fact]
    public async Task What_a_model_invents_is_marked_and_settled_by_a_person()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.Says(Draft);
        await using var server = await ServerProcess.StartAsync(house, new()
        {
            ["Engines:Provider"] = "OpenAI",
            ["Engines:Endpoint"] = new Uri(engine.Address, "v1").ToString(),
            ["Engines:Model"] = "fake-1",
        });
        var page = await browser.OpenAsync(server.Address);
        var texts = new Texts("he");
        var dana = new TherapistAtWork(page, texts);
        await dana.CreatePracticeAsync("דנה לוי", "הקליניקה", "dana@example.org", "Feminine");
        await dana.OpenFileAsync("מיה לביא", "Feminine", "");
        await dana.WriteNotesAsync(Notes);

        var open = page.Locator("[data-mark]");
        await Expect(open).ToHaveCountAsync(3);
        await Expect(page.GetByText(texts["SummariesText", "TagInexactQuotation"])).ToBeVisibleAsync();
        await Expect(page.GetByText(texts["SummariesText", "TagNoSource"], new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText(texts["SummariesText", "TagUnaskedNegative"])).ToBeVisibleAsync();
        await Expect(page.Locator(".bar").GetByRole(AriaRole.Button, new() { Name = texts["SummariesText", "Sign"] })).ToBeDisabledAsync();
        await Browser.ShouldBeAccessibleAsync(page);

        await RemoveAsync(page, texts, open);
        await TakeOnAsync(page, open);
        await LinkAsync(page, texts, open);

        var sign = page.Locator(".bar").GetByRole(AriaRole.Button, new() { Name = texts["SummariesText", "Sign"] });
        await sign.ClickAsync();
        await Expect(page.Locator(".bar")).ToContainTextAsync(texts["SummariesText", "SigningLocks"]);
        await sign.ClickAsync();
        var record = page.Locator(".sheet");
        await Expect(record).ToContainTextAsync("תורגלה הרפיית שרירים");
        await Expect(record).ToContainTextAsync("שוללת מחשבות אובדניות");
        await Expect(record).Not.ToContainTextAsync("אני מאוד עייפה");
        engine.Seen.Should().ContainSingle("the summary was drafted once and nothing else was asked");
    }

    // Words in quotation marks that nobody said: removed, brought back, removed.
    private static async Task RemoveAsync(IPage page, Texts texts, ILocator open)
    {
        await open.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await Expect(open).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = texts["SummariesText", "Undo"] }).ClickAsync();
        await Expect(open).ToHaveCountAsync(3);
        await open.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await Expect(open).ToHaveCountAsync(2);
    }

    // «זו התצפית שלי», by its key, as on any layout.
    private static async Task TakeOnAsync(IPage page, ILocator open)
    {
        await open.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(open).ToHaveCountAsync(1);
    }

    // The therapist points at the words it rests on.
    private static async Task LinkAsync(IPage page, Texts texts, ILocator open)
    {
        await open.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("l");
        var words = page.Locator("[data-source=linking] [data-unit]").Filter(new() { HasTextRegex = new Regex("נשימה") });
        await Expect(page.GetByText(texts["SummariesText", "LinkHint"])).ToBeVisibleAsync();
        await words.ClickAsync();
        await Expect(open).ToHaveCountAsync(0);
    }
}
