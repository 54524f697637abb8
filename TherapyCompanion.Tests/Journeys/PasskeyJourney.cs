using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>Passkeys as people use them, in Chromium with its virtual authenticator: the first factor, several keys, names, removal.</summary>
[Trait("Needs", "Browser")]
public sealed class PasskeyJourney(DoorHouse house, Browser browser) : IClassFixture<DoorHouse>, IClassFixture<Browser>
{
    private const string Password = DoorClient.Password;
    private static readonly Texts He = new("he");

    private Task<ServerProcess> ServerAsync() => ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true" });

    private static Task ButtonAsync(IPage page, string file, string key) =>
        page.GetByRole(AriaRole.Button, new() { Name = He[file, key], Exact = true }).ClickAsync();

    private static async Task<string> SignUpAsync(IPage page)
    {
        var email = $"p{Guid.NewGuid():N}@example.org";
        await new TherapistAtWork(page, He).StartPracticeAsync("דנה לוי", "הקליניקה", email, "Feminine");
        return email;
    }

    private static async Task GivePasswordAsync(IPage page, string email)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel(He["AccountText", "Email"]).FillAsync(email);
        await page.GetByLabel(He["AccountText", "Password"]).FillAsync(Password);
        await ButtonAsync(page, "AccountText", "SignInSubmit");
    }

    private static async Task LeaveAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = He["AppText", "SignOut"] }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"/sign-in(\?|$)")); // the page may hear of the end before the form's answer
    }

    [Fact]
    public async Task A_touch_is_the_second_factor_and_the_whole_sign_in()
    {
        await using var server = await ServerAsync();
        var page = await browser.OpenAsync(server.Address);
        var device = await Authenticator.PlugInAsync(page);
        var email = await SignUpAsync(page);
        await Browser.ShouldBeAccessibleAsync(page);
        await ButtonAsync(page, "FactorText", "PasskeyMake");
        await Expect(page.Locator("ol.codes li")).ToHaveCountAsync(10);
        await Browser.ShouldBeAccessibleAsync(page);
        (await device.KeysAsync()).Should().ContainSingle();
        await page.GetByRole(AriaRole.Link, new() { Name = He["AccountText", "RecoveryContinue"] }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/today$"));

        // Nobody touches anything by itself while the page only suggests.
        await device.TouchAsync(false);
        await LeaveAsync(page);
        await Browser.ShouldBeAccessibleAsync(page);
        await device.TouchAsync(true);
        await ButtonAsync(page, "FactorText", "PasskeySignIn");
        await Expect(page).ToHaveURLAsync(new Regex("/today$"));

        await device.TouchAsync(false);
        await LeaveAsync(page);
        await GivePasswordAsync(page, email);
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in/code$"));
        await Browser.ShouldBeAccessibleAsync(page);
        await device.TouchAsync(true);
        await ButtonAsync(page, "FactorText", "PasskeyProve");
        await Expect(page).ToHaveURLAsync(new Regex("/today$"));
    }

    [Fact]
    public async Task The_wrong_finger_and_no_finger_open_nothing_and_the_other_ways_stay()
    {
        await using var server = await ServerAsync();
        var page = await browser.OpenAsync(server.Address);
        var device = await Authenticator.PlugInAsync(page);
        var email = await SignUpAsync(page);
        await device.VerifyAsync(false);
        await ButtonAsync(page, "FactorText", "PasskeyMake");
        await Expect(page.Locator("[data-declined]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-declined]")).ToHaveTextAsync(He["FactorText", "PasskeyDeclined"]);
        (await device.KeysAsync()).Should().BeEmpty();
        await device.VerifyAsync(true);
        await ButtonAsync(page, "FactorText", "PasskeyMake");
        await Expect(page.Locator("ol.codes li")).ToHaveCountAsync(10);

        await page.Context.ClearCookiesAsync();
        await device.VerifyAsync(false);
        await page.GotoAsync("/sign-in");
        await ButtonAsync(page, "FactorText", "PasskeySignIn");
        await Expect(page.Locator("[data-declined]")).ToBeVisibleAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        await GivePasswordAsync(page, email);
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in/code$"));
        await ButtonAsync(page, "FactorText", "PasskeyProve");
        await Expect(page.Locator("[data-declined]")).ToBeVisibleAsync();
        await device.VerifyAsync(true);
        await ButtonAsync(page, "FactorText", "PasskeyProve");
        await Expect(page).ToHaveURLAsync(new Regex("/today$"));
    }

    [Fact]
    public async Task The_address_field_suggests_the_passkey_by_itself()
    {
        await using var server = await ServerAsync();
        var page = await browser.OpenAsync(server.Address);
        var device = await Authenticator.PlugInAsync(page);
        await SignUpAsync(page);
        await ButtonAsync(page, "FactorText", "PasskeyMake");
        await Expect(page.Locator("ol.codes li")).ToHaveCountAsync(10);
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/sign-in");
        // Here a person would pick it from the list; the virtual device picks it for them.
        await Expect(page).ToHaveURLAsync(new Regex("/today$"));
        (await device.KeysAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task What_another_origin_had_signed_is_refused_and_another_name_gets_nothing_signed()
    {
        await using var server = await ServerAsync();
        // The same program at another port, as a page that looks like ours and passes our challenge on.
        await using var evil = await ServerAsync();
        var page = await browser.OpenAsync(server.Address);
        var device = await Authenticator.PlugInAsync(page);
        await SignUpAsync(page);
        await ButtonAsync(page, "FactorText", "PasskeyMake");
        await Expect(page.Locator("ol.codes li")).ToHaveCountAsync(10);
        await page.Context.ClearCookiesAsync();
        await device.TouchAsync(false);
        await page.GotoAsync("/sign-in");
        var options = await page.EvaluateAsync<string>("import('/passkeys.js').then(m => m.request(document.querySelector('form[data-passkey]'))).then(JSON.stringify)");

        await page.GotoAsync(new Uri(evil.Address, "help").ToString());
        await device.TouchAsync(true); // only now: on our own page the finger would sign in by the suggestion
        var signed = await page.EvaluateAsync<string>("options => import('/passkeys.js').then(m => m.assert(options))", options);
        signed.Should().Contain("authenticatorData", "the browser signs for any port of a host");
        var otherName = new UriBuilder(evil.Address) { Host = "127.0.0.1", Path = "help" }.Uri;
        await page.GotoAsync(otherName.ToString());
        (await page.EvaluateAsync<string>("options => { const { challenge, rpId } = JSON.parse(options); return navigator.credentials.get({ publicKey: { challenge: new TextEncoder().encode(challenge), rpId } }).then(() => 'signed', e => e.name) }", options))
            .Should().Be("SecurityError", "and for no other name");

        await device.TouchAsync(false);
        await page.GotoAsync("/help");
        // The cookie of the challenge is still there: it was never answered.
        var answer = await page.EvaluateAsync<string>(
            """
            async signed => {
              const fields = { _handler: 'passkey', Credential: signed };
              const page = await (await fetch('/sign-in')).text();
              fields.__RequestVerificationToken = page.match(/name="__RequestVerificationToken"[^>]*value="([^"]+)"/)[1];
              const answer = await fetch('/sign-in', { method: 'POST', body: new URLSearchParams(fields) });
              return new URL(answer.url).pathname + ' ' + await answer.text();
            }
            """, signed);
        System.Net.WebUtility.HtmlDecode(answer).Should().StartWith("/sign-in ").And.Contain(He["FactorText", "PasskeyRefused"]);
    }

    [Fact]
    public async Task Without_script_the_other_ways_are_there()
    {
        await using var server = await ServerAsync();
        var page = await browser.OpenAsync(server.Address);
        await page.RouteAsync("**/*.js", route => route.AbortAsync());
        await SignUpAsync(page);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = He["FactorText", "PasskeyMake"] })).ToBeHiddenAsync();
        await page.GetByText(He["FactorText", "ByAppSetUp"]).ClickAsync();
        await Expect(page.GetByLabel(He["AccountText", "FactorCode"])).ToBeVisibleAsync();
        await page.GotoAsync("/sign-in");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = He["FactorText", "PasskeySignIn"] })).ToBeHiddenAsync();
        await Expect(page.GetByText(He["FactorText", "OrPassword"])).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = He["AccountText", "SignInSubmit"], Exact = true })).ToBeVisibleAsync();
    }
}
