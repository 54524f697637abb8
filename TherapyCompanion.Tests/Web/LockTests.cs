using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// The lock over a page: it hides every word, loses none, opens where it was, in every tab, with or without a connection; and while it
/// lies there a socket that goes on clicking does nothing.
/// </summary>
[Trait("Needs", "Server")]
public sealed class LockTests(SignedInScene scene) : IClassFixture<SignedInScene>
{
    private const string Words = "הגיעה בזמן. סיפרה על השבוע, ועל הלילה שבין שלישי לרביעי.";
    private static readonly Texts Hebrew = new("he");

    private static ILocator Lock(IPage page) => page.Locator("#lock");

    private static ILocator Notes(IPage page) => page.Locator("#notes");

    /// <summary>Dana in the middle of her notes.</summary>
    private async Task<(SignedInPerson Dana, IPage Page, Guid Session)> WriteAsync(int? idleSeconds = null)
    {
        var dana = await scene.NewTherapistAsync();
        if (idleSeconds is not null) await scene.House.ForceAsync("update signin.sessions set idle_seconds = $1 where account_id = $2", idleSeconds, dana.Actor.AccountId);
        var maya = await scene.House.NewPatientAsync(dana.Actor, "מיה לביא");
        var session = await scene.House.NewSessionAsync(dana.Actor, maya, Words);
        var page = await dana.OpenAsync();
        await page.GotoAsync($"/sessions/{session}/notes");
        await Expect(Notes(page)).ToHaveValueAsync(Words);
        await Expect(Notes(page)).ToBeEditableAsync();
        return (dana, page, session);
    }

    private static async Task UnlockAsync(IPage page, SignedInPerson dana)
    {
        await Expect(page.Locator("#lock-code")).ToBeVisibleAsync();
        await page.Locator("#lock-code").FillAsync(await dana.Client.CodeAsync());
        await page.Locator("#lock-code").PressAsync("Enter");
        await Expect(Lock(page)).ToBeHiddenAsync();
    }

    /// <summary>No word of the page is there to be seen, copied or read out.</summary>
    private static async Task ShouldHideEverythingAsync(IPage page)
    {
        await Expect(Lock(page)).ToBeVisibleAsync();
        var text = await page.EvaluateAsync<string>("() => document.body.innerText");
        text.Should().NotContain("מיה").And.NotContain("TherapyCompanion").And.NotContain("הגיעה");
        text.Should().Contain(Hebrew["SignedInText", "LockedTitle"]);
        (await page.TitleAsync()).Should().Be("TherapyCompanion");
        (await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('main, nav, #notes')].every(e => getComputedStyle(e).visibility === 'hidden')")).Should().BeTrue();
        // An opaque layer over all of it, also for who switches our sheet's visibility off.
        (await page.EvaluateAsync<bool>("() => { const r = document.getElementById('lock').getBoundingClientRect(); return r.width >= innerWidth && r.height >= innerHeight && !/rgba|transparent/.test(getComputedStyle(document.getElementById('lock')).backgroundColor); }")).Should().BeTrue();
    }

    private Task<string> StateAsync(SignedInPerson dana) =>
        scene.House.SeeAsync<string>("select case when locked_at is null then 'open' else 'locked' end from signin.sessions where account_id = $1 and ended_at is null", dana.Actor.AccountId);

    [Fact]
    public async Task Locked_by_hand_it_opens_with_the_caret_where_it_was_and_nothing_lost()
    {
        var (dana, page, session) = await WriteAsync();
        var title = await page.TitleAsync();
        await Notes(page).FocusAsync();
        await Notes(page).EvaluateAsync("e => e.setSelectionRange(12, 17, 'backward')");
        // Typed in the very moment before the lock.
        await page.Keyboard.TypeAsync("אתמול");
        await Notes(page).EvaluateAsync("e => e.setSelectionRange(5, 11, 'backward')");
        await page.Keyboard.PressAsync("Control+Shift+KeyL");
        await ShouldHideEverythingAsync(page);
        await SignedInScene.UntilAsync(async () => await StateAsync(dana) == "locked");
        await Browser.ShouldBeAccessibleAsync(page);

        // Keys go nowhere but into the lock; Escape does not open it.
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(Lock(page)).ToBeVisibleAsync();
        await page.Locator("#lock-code").FillAsync("000000");
        await page.Locator("#lock-code").PressAsync("Enter");
        await Expect(Lock(page).GetByRole(AriaRole.Alert)).ToHaveTextAsync(Hebrew["SignedInText", "ProofWrong"]);

        await UnlockAsync(page, dana);
        (await StateAsync(dana)).Should().Be("open");
        (await page.TitleAsync()).Should().Be(title);
        var written = await Notes(page).InputValueAsync();
        written.Should().Contain("אתמול");
        (await Notes(page).EvaluateAsync<string>("e => `${document.activeElement === e} ${e.selectionStart} ${e.selectionEnd} ${e.selectionDirection}`")).Should().Be("true 5 11 backward");
        await page.Keyboard.TypeAsync("!");
        await SignedInScene.UntilAsync(async () => await NotesOfAsync(dana, session) is var saved && saved.Contains('!', StringComparison.Ordinal) && saved.Contains("אתמול", StringComparison.Ordinal));
        (await scene.House.SeeAsync<long>("select count(*) from tc_audit.entries where practice_id = $1 and action = 'IdentityProved'", dana.Actor.PracticeId)).Should().Be(1);
    }

    private async Task<string> NotesOfAsync(SignedInPerson dana, Guid session) =>
        (await scene.House.Get<TherapyCompanion.Core.Sessions.NotesDesk>().OpenAsync(dana.Actor, session, CancellationToken.None)).Value.Text;

    [Fact]
    public async Task Left_alone_it_locks_by_itself_and_typing_keeps_it_open()
    {
        var (dana, page, _) = await WriteAsync(idleSeconds: 4);
        await Notes(page).FocusAsync();
        for (var i = 0; i < 12; i++)
        {
            await page.Keyboard.TypeAsync("א");
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await Expect(Lock(page)).ToBeHiddenAsync();
        }

        await ShouldHideEverythingAsync(page);
        await SignedInScene.UntilAsync(async () => await StateAsync(dana) == "locked");
        // The same to who comes by the address: reloaded, and in another tab.
        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync("/today");
        await Expect(tab).ToHaveURLAsync(new Regex("/unlock\\?to=%2Ftoday$"));
        await Browser.ShouldBeAccessibleAsync(tab);
        await UnlockAsync(page, dana);
    }

    [Fact]
    public async Task Every_tab_locks_and_opens_with_the_first()
    {
        var (dana, page, _) = await WriteAsync();
        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync("/patients");
        await Expect(tab.Locator("h1")).ToBeVisibleAsync();
        var still = await page.Context.NewPageAsync();
        await still.GotoAsync("/hat");
        await page.BringToFrontAsync();
        await page.Locator("[data-lock]").ClickAsync();
        foreach (var one in new[] { page, tab, still }) await ShouldHideEverythingAsync(one);
        await UnlockAsync(page, dana);
        foreach (var one in new[] { tab, still }) await Expect(Lock(one)).ToBeHiddenAsync();
        await Expect(tab.Locator("h1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_without_our_script_that_keeps_clicking_under_the_lock_does_nothing()
    {
        var dana = await scene.NewTherapistAsync();
        var maya = await scene.House.NewPatientAsync(dana.Actor, "מיה לביא");
        var page = await dana.OpenAsync();
        await page.RouteAsync("**/lock*.js", r => r.AbortAsync());
        await page.GotoAsync($"/patients/{maya}");
        await page.GetByRole(AriaRole.Button, new() { Name = Hebrew["SessionsText", "AddSession"] }).ClickAsync();
        var submit = page.GetByRole(AriaRole.Button, new() { Name = Hebrew["SessionsText", "AddAndWrite"] });
        await Expect(submit).ToBeVisibleAsync();
        (await scene.SignIns.LockAsync(await dana.SessionAsync(), CancellationToken.None)).Should().BeTrue();
        await page.WaitForTimeoutAsync(500);
        for (var i = 0; i < 20; i++)
        {
            await page.EvaluateAsync("() => document.querySelectorAll('main button').forEach(b => b.click())");
            await page.WaitForTimeoutAsync(100);
        }

        (await scene.House.SeeAsync<long>("select count(*) from tc.sessions where patient_id = $1", maya)).Should().Be(0);
        foreach (var path in new[] { "/today", "/hat", "/account/sessions", "/prove" })
            (await dana.Client.GetAsync(path)).Headers.Location?.OriginalString.Should().StartWith("/unlock?to=", path);
        (await dana.Client.PostAsync("/session/seen")).StatusCode.Should().Be(System.Net.HttpStatusCode.Locked);

        // Its owner is back: the same circuit goes on.
        (await scene.SignIns.UnlockAsync(await dana.SessionAsync(), CancellationToken.None)).Should().BeTrue();
        await page.WaitForTimeoutAsync(500);
        await submit.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/notes$"));
        (await scene.House.SeeAsync<long>("select count(*) from tc.sessions where patient_id = $1", maya)).Should().Be(1);
    }
}
