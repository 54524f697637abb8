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
        await page.GotoAsync("/sign-up");
        await page.GetByLabel(He["AccountText", "OwnName"]).FillAsync("דנה לוי");
        await page.GetByLabel(He["AccountText", "PracticeName"], new() { Exact = true }).FillAsync("הקליניקה");
        await page.GetByLabel(He["AccountText", "Email"]).FillAsync(email);
        await page.GetByLabel(He["AccountText", "Password"]).FillAsync(Password);
        await ButtonAsync(page, "AccountText", "SignUpSubmit");
        await Expect(page).ToHaveURLAsync(new Regex("/factor$"));
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
}
