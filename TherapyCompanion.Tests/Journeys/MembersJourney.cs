using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>Staff as people live it: invited by a letter, in at once, shut out at once with a count, and one person in two practices.</summary>
[Trait("Needs", "Browser")]
public sealed class MembersJourney(House house, Browser browser) : IClassFixture<House>, IClassFixture<Browser>
{
    [Theory]
    [InlineData("he")]
    [InlineData("en")]
    public async Task Invited_joined_blocked_and_back(string language)
    {
        await using var scene = await HatsScene.OpenAsync(house, browser, language);
        var texts = scene.Texts;
        var page = (await scene.FounderAsync("דנה לוי", "הקליניקה", $"dana.{language}@example.org")).Page;
        await scene.SwitchToAsync(page, Hat.Admin, "הקליניקה");
        await page.GetByRole(AriaRole.Link, new() { Name = texts["MembersText", "Title"], Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(texts["MembersText", "Title"]);
        await scene.LookAsync(page, "members-alone");

        var address = $"noa.{language}@example.org";
        var link = await scene.InviteAsync(page, address, Hat.Therapist);
        await scene.LookAsync(page, "members-invited");
        var noa = await scene.NewPageAsync(phone: true);
        await noa.GotoAsync(link);
        await Expect(noa.Locator("input[type=email]")).ToHaveValueAsync(address);
        await Expect(noa.GetByRole(AriaRole.Link, new() { Name = texts["JoinText", "HaveSubmit"] })).ToBeVisibleAsync();
        await scene.LookAsync(noa, "join-phone");
        await scene.JoinAsync(noa, link, "נועה כהן");
        await new TherapistAtWork(noa, texts).EnrolCodeAppAsync();
        await Expect(noa.Locator(".nav-name")).ToHaveTextAsync("נועה כהן");
        (await noa.GotoAsync(link))!.Status.Should().Be(200);
        await Expect(noa.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(texts["JoinText", "OverTitle"]);
        await HatsScene.AreClosedAsync(noa, "/today", "/members", "/copies", "/guardian");
        await Expect(noa.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

        await page.GotoAsync("/members");
        var row = page.Locator("li", new() { HasText = "נועה כהן" });
        await Expect(row).ToContainTextAsync(texts["MembersText", "HatTherapist"]);
        await row.GetByRole(AriaRole.Button, new() { Name = texts["MembersText", "Change"] }).ClickAsync();
        await scene.LookAsync(page, "members-open");
        await row.GetByRole(AriaRole.Button, new() { Name = texts["MembersText", "Block"], Exact = true }).ClickAsync();
        // «חיבור אחד נסגר ב־14:02»: the count, and when.
        await Expect(row.GetByRole(AriaRole.Status)).ToContainTextAsync(texts["MembersText", "SessionsClosed_1"].Split("{1}")[0]);
        await scene.LookAsync(page, "members-blocked");
        // On a page for everybody the cookie of an ended sign-in is nobody.
        var another = await scene.InviteAsync(page, $"third.{language}@example.org", Hat.Supervisor);
        await noa.GotoAsync(another);
        await Expect(noa.GetByRole(AriaRole.Link, new() { Name = texts["JoinText", "HaveSubmit"] })).ToBeVisibleAsync();
        await noa.GotoAsync("/today");
        await Expect(noa).ToHaveURLAsync(new Regex("/sign-in"));
        await noa.GetByLabel(texts["AccountText", "Email"]).FillAsync(address);
        await noa.GetByLabel(texts["AccountText", "Password"]).FillAsync(TherapistAtWork.Password);
        await noa.GetByRole(AriaRole.Button, new() { Name = texts["AccountText", "SignInSubmit"], Exact = true }).ClickAsync();
        await Expect(noa.GetByRole(AriaRole.Alert)).ToContainTextAsync(texts["AccountText", "SignInFailed"]);

        await row.GetByRole(AriaRole.Button, new() { Name = texts["MembersText", "Change"] }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = texts["MembersText", "Unblock"] }).First.ClickAsync();
        await Expect(row.GetByRole(AriaRole.Status)).ToContainTextAsync(texts["MembersText", "Unblocked"]);
        await noa.GetByLabel(texts["AccountText", "Password"]).FillAsync(TherapistAtWork.Password);
        await noa.GetByRole(AriaRole.Button, new() { Name = texts["AccountText", "SignInSubmit"], Exact = true }).ClickAsync();
        await Expect(noa).ToHaveURLAsync(new Regex("/sign-in/code"));
    }

    [Fact]
    public async Task One_person_in_two_practices_joins_after_a_question_and_switches_openly()
    {
        await using var scene = await HatsScene.OpenAsync(house, browser);
        var texts = scene.Texts;
        var dana = (await scene.FounderAsync("דנה לוי", "הקליניקה הראשונה", "dana2@example.org")).Page;
        var ruth = (await scene.FounderAsync("רות אור", "הקליניקה השנייה", "ruth@example.org")).Page;
        await scene.SwitchToAsync(ruth, Hat.Admin, "הקליניקה השנייה");
        var link = await scene.InviteAsync(ruth, "dana.work@example.org", Hat.Therapist, Hat.Supervisor);

        await dana.GotoAsync(link);
        await Expect(dana.GetByText(texts["JoinText", "Question"])).ToBeVisibleAsync();
        await Expect(dana.Locator("main")).ToContainTextAsync("dana2@example.org");
        await Expect(dana.GetByLabel(texts["AccountText", "OwnName"])).ToHaveValueAsync("דנה לוי");
        await scene.LookAsync(dana, "join-question");
        await dana.GetByRole(AriaRole.Button, new() { Name = texts["JoinText", "Join"], Exact = true }).ClickAsync();
        await Expect(dana).ToHaveURLAsync(new Regex("/today$"));
        await dana.GetByRole(AriaRole.Link, new() { Name = texts["MembersText", "SwitchHat"] }).ClickAsync();
        await Expect(dana.Locator(".hats > li")).ToHaveCountAsync(4);
        await Expect(dana.Locator(".hats")).ToContainTextAsync("הקליניקה הראשונה");
        await Expect(dana.Locator("[aria-current]")).ToContainTextAsync("הקליניקה השנייה");
        await scene.LookAsync(dana, "hats");
        var before = (await dana.Context.CookiesAsync()).Single(c => c.Name == "__Host-tc").Value;
        await scene.SwitchToAsync(dana, Hat.Supervisor, "הקליניקה השנייה");
        await Expect(dana).ToHaveURLAsync(new Regex("/copies$"));
        (await dana.Context.CookiesAsync()).Single(c => c.Name == "__Host-tc").Value.Should().NotBe(before);
        (await house.SeeAsync<long>("select count(*) from tc_audit.entries where action = 'HatChosen' and outcome = 'Done'")).Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_supervisor_has_one_page_and_no_other()
    {
        await using var scene = await HatsScene.OpenAsync(house, browser);
        var texts = scene.Texts;
        var admin = (await scene.FounderAsync("דנה לוי", "קליניקה להדרכה", "dana3@example.org")).Page;
        await scene.SwitchToAsync(admin, Hat.Admin, "קליניקה להדרכה");
        var page = await scene.ColleagueAsync(admin, "gil@example.org", "גיל אלון", "/copies", Hat.Supervisor);
        await Expect(page.Locator("main")).ToContainTextAsync(texts["MembersText", "CopiesNone"]);
        await Expect(page.Locator(".nav-main a")).ToHaveCountAsync(1);
        await Expect(page.Locator(".nav-foot a")).ToHaveCountAsync(1);
        await Expect(page.Locator(".nav-foot a")).ToHaveAttributeAsync("href", "/account");
        await scene.LookAsync(page, "copies");
        await page.SetViewportSizeAsync(390, 844);
        await scene.LookAsync(page, "copies-narrow");
        await page.SetViewportSizeAsync(1440, 900);
        await HatsScene.AreClosedAsync(
            page, "/copies", "/today", "/patients", "/care", "/approvals", "/answers", "/audit", "/members", "/settings", "/messages", "/guardian");

        await admin.SetViewportSizeAsync(390, 844);
        await admin.GotoAsync("/members");
        await admin.Locator("li", new() { HasText = "גיל אלון" }).GetByRole(AriaRole.Button, new() { Name = texts["MembersText", "Change"] }).ClickAsync();
        await scene.LookAsync(admin, "members-narrow");
    }
}
