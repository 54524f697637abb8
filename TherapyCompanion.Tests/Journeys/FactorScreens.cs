using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>Each screen of the second factor, in both languages, on a desk and on a phone: without a barrier and within its width.</summary>
[Trait("Needs", "Browser")]
public sealed class FactorScreens(FactorScene scene, Browser browser) : IClassFixture<FactorScene>, IClassFixture<Browser>
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string, bool> Views => new() { { "he", false }, { "he", true }, { "en", false }, { "en", true } };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Every_screen_is_within_reach_of_everybody(string language, bool phone)
    {
        var texts = new Texts(language);
        var page = await browser.OpenAsync(scene.Server.Address, phone: phone);
        var device = await Authenticator.PlugInAsync(page);
        async Task LookAsync(string name)
        {
            // For whoever wants to see them with their own eyes.
            if (Environment.GetEnvironmentVariable("TC_SHOTS") is { } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{language}{(phone ? "-phone" : "")}.png"), FullPage = true });
            await Browser.ShouldBeAccessibleAsync(page);
            (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).Should().BeTrue($"{name} stays within {(phone ? 390 : 1440)} px");
        }

        Task PressAsync(string file, string key) => page.GetByRole(AriaRole.Button, new() { Name = texts[file, key], Exact = true }).ClickAsync();
        Task OpenAsync(string key) => page.Locator("summary").Filter(new() { HasText = texts["FactorText", key] }).First.ClickAsync();

        // The set-up, both ways, and the sheet.
        var person = scene.New();
        await person.StartSignUpAsync();
        await page.Context.AddCookiesAsync(person.Cookies.Where(c => c.Key.StartsWith("__Host-tc-half", StringComparison.Ordinal))
            .Select(c => new Cookie { Name = c.Key, Value = c.Value, Url = "https://localhost/", Secure = true, HttpOnly = true }));
        await page.GotoAsync($"/factor?culture={language}");
        await page.GotoAsync("/factor");
        await LookAsync("factor");
        await OpenAsync("ByAppSetUp");
        await LookAsync("factor-app");
        await PressAsync("FactorText", "PasskeyMake");
        await Expect(page.Locator("ol.codes li")).ToHaveCountAsync(10);
        await LookAsync("codes");
        await device.TouchAsync(false);
        await page.GetByRole(AriaRole.Link, new() { Name = texts["AccountText", "RecoveryContinue"] }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/today$"));

        // One's own factors, opened up.
        await page.GotoAsync("/account/factors");
        await LookAsync("factors");
        foreach (var summary in await page.Locator("main summary").AllAsync()) await summary.ClickAsync();
        await LookAsync("factors-open");
        await device.TouchAsync(true);
        await page.GetByLabel(texts["FactorText", "PasskeyNewName"]).FillAsync("The laptop at the clinic with a rather long name");
        await device.UnplugAsync(); // the first device refuses a second key of the same account
        device = await Authenticator.PlugInAsync(page);
        await PressAsync("FactorText", "PasskeyAdd");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(texts["FactorText", "DoneAdded"]);
        await LookAsync("factors-two");
        await device.TouchAsync(false);

        // The door.
        await page.Context.ClearCookiesAsync(new() { NameRegex = new("^__Host-tc(-half|-key)?$") });
        await page.GotoAsync("/sign-in");
        await LookAsync("sign-in");
        await page.GetByLabel(texts["AccountText", "Email"]).FillAsync(person.Email);
        await page.GetByLabel(texts["AccountText", "Password"]).FillAsync(DoorClient.Password);
        await PressAsync("AccountText", "SignInSubmit");
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in/code$"));
        await LookAsync("code");
        await OpenAsync("NoFactor");
        await LookAsync("code-recovery");

        // Lost.
        await page.GetByRole(AriaRole.Link, new() { Name = texts["FactorText", "LostLink"] }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/factor/lost$"));
        await LookAsync("lost");
        await PressAsync("FactorText", "LostAsk");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync(texts["FactorText", "LostAsked"]);
        await LookAsync("lost-asked");

        // The other admin.
        var admin = await OtherAdminAsync(person);
        await page.Context.AddCookiesAsync([new() { Name = SignInRegistration.Cookie, Value = admin, Url = "https://localhost/", Secure = true, HttpOnly = true }]);
        await page.GotoAsync("/members/resets");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveCountAsync(1);
        await LookAsync("resets");
        await PressAsync("FactorText", "ResetApprove");
        await Expect(page.GetByText(texts["FactorText", "ResetWhyMissing"])).ToBeVisibleAsync();
        await page.GetByLabel(texts["FactorText", "DeviceLost"]).CheckAsync();
        await PressAsync("FactorText", "ResetApprove");
        await Expect(page.GetByText(texts["RefusalText", "ResetNotSeen"])).ToBeVisibleAsync();
        await page.GetByLabel(texts["FactorText", "ResetSeen"]).CheckAsync();
        await PressAsync("FactorText", "ResetApprove");
        await Expect(page.GetByText(texts["FactorText", "ResetIsApproved"])).ToBeVisibleAsync();
        await LookAsync("resets-approved");
        await page.Context.ClearCookiesAsync(new() { Name = SignInRegistration.Cookie });
        await page.GotoAsync("/factor/lost");
        await LookAsync("lost-approved");

        // The letter's link.
        var letters = await scene.LettersAsync(person, 3);
        var link = letters.Select(l => Regex.Match(l.TextBody ?? "", @"/factor/stop/\S+")).First(m => m.Success).Value;
        await page.GotoAsync(link);
        await LookAsync("stop");
        await PressAsync("FactorText", "StopSubmit");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(texts["FactorText", "StopDone"]);
        await LookAsync("stopped");
        await page.GotoAsync(link);
        await LookAsync("stop-over");
        person.Dispose();
    }

    [Theory]
    [InlineData("he")]
    [InlineData("en")]
    public async Task The_recovery_codes_print_on_one_page_that_names_nobody(string language)
    {
        var page = await browser.OpenAsync(scene.Server.Address);
        await page.GotoAsync($"/sign-in?culture={language}");
        using var person = scene.New();
        await person.StartSignUpAsync();
        await page.Context.AddCookiesAsync(person.Cookies.Where(c => c.Key.StartsWith("__Host-tc-half", StringComparison.Ordinal))
            .Select(c => new Cookie { Name = c.Key, Value = c.Value, Url = "https://localhost/", Secure = true, HttpOnly = true }));
        await Authenticator.PlugInAsync(page);
        await page.GotoAsync("/factor");
        await page.GetByRole(AriaRole.Button, new() { Name = new Texts(language)["FactorText", "PasskeyMake"] }).ClickAsync();
        await Expect(page.Locator("ol.codes li")).ToHaveCountAsync(10);
        var printed = await page.PdfAsync(new() { Format = "A4" });
        if (Environment.GetEnvironmentVariable("TC_SHOTS") is { } folder) await File.WriteAllBytesAsync(Path.Combine(folder, $"codes-{language}.pdf"), printed, None);
        Regex.Count(Encoding.Latin1.GetString(printed), @"/Type\s*/Page(?![a-z])").Should().Be(1);

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        if (Environment.GetEnvironmentVariable("TC_SHOTS") is { } shots) await page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"print-{language}.png"), FullPage = true });
        (await page.Locator(".on-paper").First.IsVisibleAsync()).Should().BeTrue();
        (await page.GetByRole(AriaRole.Link, new() { Name = new Texts(language)["AccountText", "RecoveryContinue"] }).IsVisibleAsync()).Should().BeFalse();
        (await page.InnerTextAsync("body")).Should().NotContain(person.Email).And.NotContain("דנה").And.NotContain("הקליניקה");
    }

    // A cookie of somebody who came in as another admin of the same practice just now.
    private async Task<string> OtherAdminAsync(DoorClient person)
    {
        var founder = await scene.AccountOfAsync(person);
        var practice = await scene.House.SeeAsync<Guid>("select practice_id from tc.members where account_id = $1", founder);
        var first = await scene.House.SeeAsync<Guid>("select id from tc.members where account_id = $1", founder);
        using var noga = scene.New();
        await noga.SignUpAsync("נגה ברק");
        var account = await scene.AccountOfAsync(noga);
        var member = new Member(practice, account, [Hat.Admin], new("נגה ברק", "", "", Form.Feminine));
        await using (var db = await scene.House.Databases.OpenAsync(Actor.Admin(practice, founder, first, House.TestOrigin), None))
        {
            db.Members.Add(member);
            (await db.SaveAsync(new(AuditAction.MemberJoined, member.Id, null, AuditReason.Administration), None)).Should().BeNull();
        }

        var page = await (await noga.GetAsync("hat")).Content.ReadAsStringAsync(None);
        var chosen = Regex.Match(page, $"name=\"Chosen\" value=\"(Admin {practice} [^\"]+)\"").Groups[1].Value;
        scene.Where(await noga.SubmitOnAsync(page, "hat", "hat", ("Chosen", chosen))).Should().Be("/");
        return noga.Cookies[SignInRegistration.Cookie];
    }
}
