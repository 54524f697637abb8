using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MimeKit;
using TherapyCompanion.Core;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>A server with a house behind it, and what several journeys about people and their hats do alike.</summary>
internal sealed class HatsScene(House house, Browser browser, ServerProcess server, string language) : IAsyncDisposable
{
    public Texts Texts { get; } = new(language);

    public static async Task<HatsScene> OpenAsync(House house, Browser browser, string language = "he") => new(
        house, browser, await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true", ["Messages:SweepSeconds"] = "1" }), language);

    /// <summary>A browser of somebody's own.</summary>
    public async Task<IPage> NewPageAsync(bool phone = false)
    {
        var page = await browser.OpenAsync(server.Address, language == "he" ? "he-IL" : "en-US", phone);
        await page.GotoAsync($"/help?culture={language}");
        return page;
    }

    /// <summary>Somebody who opened a practice and is in it.</summary>
    public async Task<TherapistAtWork> FounderAsync(string name, string practice, string email)
    {
        var founder = new TherapistAtWork(await NewPageAsync(), Texts);
        await founder.CreatePracticeAsync(name, practice, email, "Feminine");
        return founder;
    }

    public async Task SwitchToAsync(IPage page, Hat hat, string practice)
    {
        await page.GotoAsync("/hat");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"{Regex.Escape(Texts["AccountText", "Hat" + hat])}.*{Regex.Escape(practice)}") }).First.ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("/hat"));
    }

    /// <summary>On the open staff page: invites, and waits for the letter.</summary>
    /// <returns>The link in it.</returns>
    public async Task<string> InviteAsync(IPage page, string email, params Hat[] hats)
    {
        await page.GotoAsync("/members");
        await page.Locator("#invite-email").FillAsync(email);
        var form = page.Locator("form.fields");
        foreach (var hat in new[] { Hat.Therapist, Hat.Admin, Hat.Supervisor })
            await form.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("^" + Regex.Escape(Texts["MembersText", "Hat" + hat])) }).SetCheckedAsync(hats.Contains(hat));
        await page.GetByRole(AriaRole.Button, new() { Name = Texts["MembersText", "Invite"], Exact = true }).ClickAsync();
        await Expect(page.Locator("form [role=status]")).ToContainTextAsync(Texts["MembersText", "Invited"].Split("{0}")[0]);
        return await LinkInLetterToAsync(email);
    }

    /// <summary>The link of the newest letter to an address, once it lies in the folder.</summary>
    public async Task<string> LinkInLetterToAsync(string email)
    {
        var letter = await Letters.WaitAsync(email, Path.Combine(house.Folder, "mail"), _ => true);
        return Regex.Match(letter.TextBody ?? "", @"http://\S+/join/\S+").Value;
    }

    /// <summary>By the link, with a new account: up to where the second factor is set up.</summary>
    public async Task JoinAsync(IPage page, string link, string name)
    {
        await page.GotoAsync(link);
        await page.Locator("input[name='NewInput.Form'][value='Feminine']").CheckAsync();
        await page.GetByLabel(Texts["AccountText", "OwnName"]).FillAsync(name);
        await page.GetByLabel(Texts["AccountText", "Password"]).FillAsync(TherapistAtWork.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = Texts["JoinText", "NewSubmit"] }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/factor$"));
    }

    /// <summary>Somebody invited to these hats, at their first page.</summary>
    public async Task<IPage> ColleagueAsync(IPage admin, string email, string name, string first, params Hat[] hats)
    {
        var link = await InviteAsync(admin, email, hats);
        var page = await NewPageAsync();
        await JoinAsync(page, link, name);
        await new TherapistAtWork(page, Texts).EnrolCodeAppAsync(first);
        return page;
    }

    /// <summary>None of these pages opens: whoever asks is back at their own first page.</summary>
    public static async Task AreClosedAsync(IPage page, string home, params string[] closed)
    {
        foreach (var path in closed)
        {
            await page.GotoAsync(path);
            await Expect(page).ToHaveURLAsync(new Regex(home + "$"));
        }
    }

    /// <summary>A picture for whoever wants to look, where TC_SHOTS names a folder.</summary>
    public async Task LookAsync(IPage page, string name)
    {
        await Browser.ShouldBeAccessibleAsync(page);
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).Should().BeTrue($"{name} scrolls one way");
        if (Environment.GetEnvironmentVariable("TC_SHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{language}.png"), FullPage = true });
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
