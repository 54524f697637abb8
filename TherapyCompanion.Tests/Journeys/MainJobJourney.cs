using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Core;
using TherapyCompanion.Tests.Core;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>
/// The main job as people do it: a practice, a file, notes, a signed summary, an approved message, an answer from a phone, and an
/// audit trail that has it all and no clinical word. The real server, the real database, the notes as they come from practice.
/// </summary>
[Trait("Needs", "Browser")]
public sealed class MainJobJourney(House house, Browser browser) : IClassFixture<House>, IClassFixture<Browser>
{
    private const string Message = "שלום נועה, רציתי להזכיר בעדינות את מה שסיכמנו. נתראה ביום שלישי. דנה";
    private const string Answer = "תודה, ניסיתי פעמיים השבוע";

    public static TheoryData<string, string, string, string> Inputs => new()
    {
        { "he", "noa-s1.notes.he.txt", "נועה כהן", "Feminine" },
        { "en", "visit-1.dialogue.en.txt", "Logan Reed", "Masculine" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task From_an_empty_house_to_an_answer(string language, string sample, string patient, string form)
    {
        var notes = Samples.Text(sample);
        var texts = new Texts(language);
        var email = $"dana.{language}@example.org";
        // Open sign-up: both languages create a practice in this house.
        await using var server = await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true" });
        var page = await browser.OpenAsync(server.Address, language == "he" ? "he-IL" : "en-US");
        var dana = new TherapistAtWork(page, texts);

        await page.GotoAsync($"/?culture={language}");
        await dana.CreatePracticeAsync("דנה לוי", "הקליניקה", email, "Feminine");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", language == "he" ? "rtl" : "ltr");
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync($"/?culture={language}");
        await dana.SignInAsync(email);
        await OpenAllHoursAsync(page, texts);

        await dana.OpenFileAsync(patient, form, "patient@example.org");
        var file = page.Url;
        await dana.WriteNotesAsync(notes);
        var own = await dana.ReviewAndSignAsync(language == "he" ? "הגיעה עם מטרה ברורה ומדידה." : "Came with a clear and measurable aim.");

        await page.GotoAsync(file);
        await dana.DraftAndApproveAsync(Message);
        await page.GotoAsync(file);
        var (link, digits) = await dana.InviteAsync();

        var phone = await browser.OpenAsync(server.Address, language == "he" ? "he-IL" : "en-US", phone: true);
        await phone.GotoAsync($"/help?culture={language}");
        await Browser.ShouldBeAccessibleAsync(phone);
        await ComeInAsync(phone, texts, link, digits, $"patient.{language}@example.org");
        await Expect(phone.Locator(".bubble.theirs")).ToContainTextAsync(Message);
        await Browser.ShouldBeAccessibleAsync(phone);
        (await phone.TitleAsync()).Should().NotContain("TherapyCompanion").And.NotContain(patient);
        (await phone.ContentAsync()).Should().NotContain("TherapyCompanion").And.NotContain(own);
        await phone.Locator("textarea").FillAsync(Answer);
        await phone.Locator("footer button[type=submit]").ClickAsync();
        await Expect(phone.Locator(".bubble.mine")).ToContainTextAsync(Answer);

        await page.GotoAsync("/answers");
        await page.Locator("main a[href^='/answers/']").First.ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync(Answer);
        await Browser.ShouldBeAccessibleAsync(page);

        await AuditHasItAllAsync(page, texts, [patient, patient.Split(' ')[0], Answer, own, "patient@example.org", .. notes.Split('\n')]);
        string.Join('\n', server.Lines).Should().NotContain(patient).And.NotContain(Answer).And.NotContain(own).And.NotContain("@example.org");
    }

    private static async Task OpenAllHoursAsync(IPage page, Texts texts)
    {
        await SwitchToAsync(page, texts, Hat.Admin);
        await page.GotoAsync("/settings");
        var times = page.Locator("input[type=time]");
        await times.Nth(0).FillAsync("00:00");
        await times.Nth(1).FillAsync("23:59");
        await page.Locator("main form button[type=submit]").First.ClickAsync();
        await Expect(page.Locator("main [role=status]").First).Not.ToBeEmptyAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        await SwitchToAsync(page, texts, Hat.Therapist);
    }

    private static async Task SwitchToAsync(IPage page, Texts texts, Hat hat)
    {
        await page.GotoAsync("/hat");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(Regex.Escape(texts["AccountText", "Hat" + hat])) }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(hat is Hat.Admin ? "/audit" : "/today"));
    }

    private static async Task ComeInAsync(IPage phone, Texts texts, string link, string digits, string email)
    {
        await phone.GotoAsync(link);
        await Browser.ShouldBeAccessibleAsync(phone);
        await InvitedPerson.GiveDigitsAsync(phone, texts, digits == "000000" ? "000001" : "000000");
        await Expect(phone.GetByRole(AriaRole.Alert)).ToContainTextAsync("4");
        await InvitedPerson.GiveDigitsAsync(phone, texts, digits);
        await InvitedPerson.ChoosePasswordAsync(phone, texts, email);
    }

    private async Task AuditHasItAllAsync(IPage page, Texts texts, IEnumerable<string> clinical)
    {
        await SwitchToAsync(page, texts, Hat.Admin);
        await page.GotoAsync("/audit");
        var table = page.Locator("main");
        foreach (var action in new[] { "ReplyWritten", "MessagesRead", "InvitationAccepted", "MessageSent", "MessageApproved", "MessageDrafted", "SummarySigned" })
            await Expect(table).ToContainTextAsync(texts["AuditText", action]);
        await Browser.ShouldBeAccessibleAsync(page);
        var shown = await page.Locator("main").InnerTextAsync();
        foreach (var words in clinical.Where(w => w.Trim().Length > 3)) shown.Should().NotContain(words.Trim());

        await page.GetByRole(AriaRole.Button, new() { Name = texts["AuditText", "CheckNow"] }).ClickAsync();
        await Expect(page.Locator("main section [role=status]")).ToContainTextAsync(texts["AuditText", "Whole"].Split('{')[0]);
        foreach (var practice in await house.Get<Infrastructure.Persistence.TherapyDbFactory>().PracticeIdsAsync(TestContext.Current.CancellationToken))
            (await house.Get<AuditVerifier>().VerifyAsync(Actor.Job(practice), TestContext.Current.CancellationToken)).IsWhole.Should().BeTrue();
    }
}
