using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>Who else sees a file: a colleague for a time, a guardian for consents alone; and what the therapist takes back is taken at once.</summary>
[Trait("Needs", "Browser")]
public sealed class GuardianJourney(House house, Browser browser) : IClassFixture<House>, IClassFixture<Browser>
{
    [Theory]
    [InlineData("he")]
    [InlineData("en")]
    public async Task A_guardian_comes_in_sees_consents_and_is_out_when_it_ends(string language)
    {
        await using var scene = await HatsScene.OpenAsync(house, browser, language);
        var texts = scene.Texts;
        var dana = await scene.FounderAsync("דנה לוי", "הקליניקה", $"dana.{language}@example.org");
        var page = dana.Page;
        await dana.OpenFileAsync("מיה לביא", "Feminine", "");
        await page.GetByRole(AriaRole.Button, new() { Name = texts["ConsentsText", "RecordPaper"] }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = texts["ConsentsText", "PaperSigned"] }).ClickAsync();
        await page.GetByText(texts["CareText", "InviteGuardianOpen"], new() { Exact = true }).ClickAsync();
        await page.GetByLabel(texts["CareText", "GuardianName"], new() { Exact = true }).FillAsync("אמא של מיה");
        await page.GetByRole(AriaRole.Button, new() { Name = texts["CareText", "InviteGuardian"], Exact = true }).ClickAsync();
        var secrets = page.Locator(".secret");
        await Expect(secrets).ToHaveCountAsync(2);
        await scene.LookAsync(page, "file-guardian-invited");
        var (link, digits) = ((await secrets.Nth(0).InnerTextAsync()).Trim(), (await secrets.Nth(1).InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal).Trim());

        var phone = await scene.NewPageAsync(phone: true);
        await phone.GotoAsync(link);
        await Expect(phone.Locator("main")).ToContainTextAsync(texts["GuardianText", "InvitationLead"]);
        await InvitedPerson.GiveDigitsAsync(phone, texts, digits);
        await scene.LookAsync(phone, "guardian-account");
        await InvitedPerson.ChoosePasswordAsync(phone, texts, $"parent.{language}@example.org", "/guardian");
        await Expect(phone.Locator(".consent")).ToContainTextAsync(texts["GuardianText", "GrantedOnPaper"].Split("{0}")[0]);
        await Expect(phone.GetByRole(AriaRole.Link, new() { Name = texts["ChatText", "HelpNow"] })).ToBeVisibleAsync();
        await scene.LookAsync(phone, "guardian");
        (await phone.ContentAsync()).Should().NotContain("TherapyCompanion").And.NotContain("מיה").And.NotContain("הקליניקה");
        (await phone.TitleAsync()).Should().NotContain("TherapyCompanion");
        await HatsScene.AreClosedAsync(phone, "/guardian", "/messages", "/my-materials", "/my-consents", "/today", "/patients", "/members", "/copies");
        await page.ReloadAsync();
        await PatientReadsAsync(scene, page, language);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(Regex.Escape(texts["CareText", "EndGuardian"])) }).First.ClickAsync();
        await scene.LookAsync(page, "file-guardian-ending");
        await page.Locator(".guardian .notice").GetByRole(AriaRole.Button, new() { Name = texts["CareText", "EndGuardian"], Exact = true }).ClickAsync();
        await Expect(page.Locator(".guardian")).ToHaveCountAsync(0);
        await phone.ReloadAsync();
        await Expect(phone).ToHaveURLAsync(new Regex("/sign-in"));
    }

    // Nothing opens to a guardian silently: the patient's own page says who has access.
    private static async Task PatientReadsAsync(HatsScene scene, IPage file, string language)
    {
        var texts = scene.Texts;
        await file.GetByRole(AriaRole.Button, new() { Name = texts["PatientsText", "MakeInvitation"] }).ClickAsync();
        var secrets = file.Locator(".secret");
        await Expect(secrets).ToHaveCountAsync(2);
        var (link, digits) = ((await secrets.Nth(0).InnerTextAsync()).Trim(), (await secrets.Nth(1).InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal).Trim());
        var maya = await scene.NewPageAsync(phone: true);
        await maya.GotoAsync(link);
        await InvitedPerson.GiveDigitsAsync(maya, texts, digits);
        await InvitedPerson.ChoosePasswordAsync(maya, texts, $"maya.{language}@example.org");
        await maya.GotoAsync("/my-consents");
        await Expect(maya.Locator("main")).ToContainTextAsync(texts["GuardianText", "MyGuardiansTitle"]);
        await Expect(maya.Locator("main")).ToContainTextAsync("אמא של מיה");
        await scene.LookAsync(maya, "my-consents-guardian");
    }

    [Fact]
    public async Task A_colleague_stands_in_until_a_day_and_says_so_on_the_file()
    {
        await using var scene = await HatsScene.OpenAsync(house, browser);
        var texts = scene.Texts;
        var dana = await scene.FounderAsync("דנה לוי", "קליניקה עם עמיתה", "dana4@example.org");
        var page = dana.Page;
        await dana.OpenFileAsync("מיה לביא", "Feminine", "");
        var file = page.Url;
        await dana.OpenFileAsync("רות בר", "Feminine", "");
        await page.GotoAsync("/care");
        await Expect(page.Locator("main")).ToContainTextAsync(texts["CareText", "NoColleagues"]);
        await scene.LookAsync(page, "care-alone");
        await scene.SwitchToAsync(page, Hat.Admin, "קליניקה עם עמיתה");
        var noa = await scene.ColleagueAsync(page, "noa4@example.org", "נועה כהן", "/today", Hat.Therapist);
        await scene.SwitchToAsync(page, Hat.Therapist, "קליניקה עם עמיתה");

        await page.GotoAsync("/care");
        await page.GetByLabel(texts["CareText", "SomeFiles"]).CheckAsync();
        await page.Locator(".files input").First.CheckAsync();
        await page.GetByLabel(texts["CareText", "Colleague"], new() { Exact = true }).SelectOptionAsync("נועה כהן");
        await scene.LookAsync(page, "care-choosing");
        await page.GetByRole(AriaRole.Button, new() { Name = texts["CareText", "Appoint"], Exact = true }).ClickAsync();
        await Expect(page.Locator(".current")).ToContainTextAsync("נועה כהן");
        await Expect(page.Locator(".current")).ToContainTextAsync(texts["CareText", "Files_1"]);
        await page.SetViewportSizeAsync(390, 844);
        await scene.LookAsync(page, "care-narrow");
        await page.SetViewportSizeAsync(1440, 900);

        await noa.GotoAsync("/patients");
        await Expect(noa.Locator(".file")).ToHaveCountAsync(1);
        await Expect(noa.Locator(".file")).ToContainTextAsync(texts["CareText", "InList"].Split("{0}")[0].Trim());
        await scene.LookAsync(noa, "patients-stand-in");
        await noa.Locator(".file").ClickAsync();
        await Expect(noa.Locator("header .notice")).ToContainTextAsync(texts["CareText", "StandInNote"].Split("{0}")[0]);
        await Expect(noa.GetByRole(AriaRole.Button, new() { Name = texts["PatientsText", "MakeInvitation"] })).ToHaveCountAsync(0);
        await Expect(noa.Locator(".reader")).ToHaveCountAsync(2);
        await scene.LookAsync(noa, "file-stand-in");
        var lent = noa.Url;

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(Regex.Escape(texts["CareText", "EndStandIn"])) }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync(texts["CareText", "CurrentNone"]);
        await noa.ReloadAsync();
        await Expect(noa.Locator("body")).ToContainTextAsync(texts["AppText", "NotFound"]);
        lent.Should().NotBeEmpty();

        await page.GotoAsync(file);
        await page.GetByText(texts["CareText", "StandInOpen"], new() { Exact = true }).ClickAsync();
        await scene.LookAsync(page, "file-care");
    }
}
