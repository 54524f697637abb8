using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>The pages and layers of being signed in, in both languages and on a phone: accessible, and nothing runs over the edge.</summary>
[Trait("Needs", "Server")]
public sealed class SignedInPagesTests(SignedInScene scene) : IClassFixture<SignedInScene>
{
    [Theory]
    [InlineData("he", false, "light")]
    [InlineData("he", true, "dark")]
    [InlineData("en", false, "dark")]
    [InlineData("en", true, "light")]
    public async Task They_are_accessible_and_fit(string language, bool phone, string theme)
    {
        var dana = await scene.NewTherapistAsync();
        foreach (var (address, agent) in new[] { ("198.51.100.4", "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1"), ("2001:db8:85a3::8a2e:370:7334", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Edg/140.0") })
            await scene.SignIns.BeginAsync(dana.Actor.AccountId, new(Hat.Admin, dana.Actor.PracticeId, dana.Actor.PersonId), new(address, agent), null, CancellationToken.None);
        var over = await scene.SignIns.BeginAsync(dana.Actor.AccountId, new(Hat.Therapist, dana.Actor.PracticeId, dana.Actor.PersonId), new("192.0.2.4", "curl/8.1"), null, CancellationToken.None);
        await scene.SignIns.EndAsync(over.Id, dana.Actor.AccountId, SessionEnd.SecretsChanged, CancellationToken.None);
        var page = await dana.OpenAsync(phone: phone);
        await page.GotoAsync($"/hat?culture={language}");
        await page.GotoAsync($"/hat?theme={theme}");
        await ShouldFitAsync("/account/sessions");
        await page.Locator("details > summary").ClickAsync();
        await LookAsync("account-sessions-open");
        await ShouldFitAsync("/prove?to=/today");
        await page.GotoAsync("/patients");
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+Shift+KeyL");
        await Expect(page.Locator("#lock-code")).ToBeVisibleAsync();
        await LookAsync("lock");
        await ShouldFitAsync("/unlock?to=/today");
        await scene.House.ForceAsync("update signin.sessions set expires_at = now() - interval '1 minute' where account_id = $1", dana.Actor.AccountId);
        await ShouldFitAsync("/unlock");
        await page.GotoAsync("/sign-in?ended=unsaved");
        await LookAsync("ended");

        async Task ShouldFitAsync(string path)
        {
            (await page.GotoAsync(path))!.Ok.Should().BeTrue(path);
            await LookAsync(path.Trim('/').Split('?')[0].Replace('/', '-'));
        }

        async Task LookAsync(string name)
        {
            (await page.EvaluateAsync<string>("() => document.documentElement.lang")).Should().Be(language);
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).Should().BeLessThanOrEqualTo(0, name);
            if (Environment.GetEnvironmentVariable("TC_SHOTS") is { } folder) await page.ScreenshotAsync(new() { Path = $"{folder}/{name}-{language}-{(phone ? "phone" : "wide")}-{theme}-{Guid.NewGuid():N}.png"[..^33] + ".png", FullPage = true });
            await Browser.ShouldBeAccessibleAsync(page);
        }
    }
}
