using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>The lock where it is hardest: without a connection, after the absolute limit, with a passkey, and as the place of a proof.</summary>
[Trait("Needs", "Server")]
public sealed class LockFarTests(SignedInScene scene) : IClassFixture<SignedInScene>
{
    private static readonly Texts Hebrew = new("he");

    private static ILocator Lock(IPage page) => page.Locator("#lock");

    private static ILocator Notes(IPage page) => page.Locator("#notes");

    private async Task<(SignedInPerson Dana, IPage Page, Guid Session)> WriteAsync(Func<IPage, Task>? before = null)
    {
        var dana = await scene.NewTherapistAsync();
        var session = await scene.House.NewSessionAsync(dana.Actor, await scene.House.NewPatientAsync(dana.Actor, "מיה לביא"), "הגיעה בזמן.");
        var page = await dana.OpenAsync();
        if (before is not null) await before(page);
        await page.GotoAsync($"/sessions/{session}/notes");
        await Expect(Notes(page)).ToHaveValueAsync("הגיעה בזמן.");
        await Expect(Notes(page)).ToBeEditableAsync();
        return (dana, page, session);
    }

    private async Task<bool> IsSavedAsync(SignedInPerson dana, Guid session, string words) =>
        (await scene.House.Get<TherapyCompanion.Core.Sessions.NotesDesk>().OpenAsync(dana.Actor, session, CancellationToken.None)).Value.Text.Contains(words, StringComparison.Ordinal);

    private Task<T> RowAsync<T>(SignedInPerson dana, string what) => scene.House.SeeAsync<T>($"select {what} from signin.sessions where account_id = $1 and ended_at is null", dana.Actor.AccountId);

    [Fact]
    public async Task Without_a_connection_it_locks_all_the_same_and_what_was_typed_arrives_afterwards()
    {
        var (dana, page, session) = await WriteAsync();
        await page.Context.SetOfflineAsync(true);
        await Notes(page).FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(" ואז נרגעה");
        await page.Keyboard.PressAsync("Control+Shift+KeyL");
        await Expect(Lock(page)).ToBeVisibleAsync();
        await Expect(Lock(page).GetByRole(AriaRole.Alert)).ToHaveTextAsync(Hebrew["SignedInText", "NoConnection"]);
        (await RowAsync<bool>(dana, "locked_at is null")).Should().BeTrue("nobody could tell the server");

        // Back again: the server is told first, and opens nothing by itself.
        await page.Context.SetOfflineAsync(false);
        await SignedInScene.UntilAsync(() => RowAsync<bool>(dana, "locked_at is not null"));
        await Expect(Lock(page)).ToBeVisibleAsync();
        await page.Locator("#lock-code").FillAsync(await dana.Client.CodeAsync());
        await page.Locator("#lock-code").PressAsync("Enter");
        await Expect(Lock(page)).ToBeHiddenAsync();
        (await Notes(page).InputValueAsync()).Should().EndWith(" ואז נרגעה");
        await SignedInScene.UntilAsync(() => IsSavedAsync(dana, session, "ואז נרגעה"));
    }

    [Fact]
    public async Task A_connection_lost_under_the_lock_comes_back_to_the_same_circuit()
    {
        (IWebSocketRoute Page, IWebSocketRoute Server)? wire = null;
        var opened = 0;
        var (dana, page, session) = await WriteAsync(p => p.RouteWebSocketAsync(new Regex("/_blazor"), socket =>
        {
            opened++;
            wire = (socket, socket.ConnectToServer());
        }));
        await page.Keyboard.PressAsync("Control+Shift+KeyL");
        await Expect(page.Locator("#lock-code")).ToBeVisibleAsync();
        await wire!.Value.Server.CloseAsync();
        await wire.Value.Page.CloseAsync();
        // Under its lock the page goes back to its circuit: a change of networks loses nothing.
        await SignedInScene.UntilAsync(() => Task.FromResult(opened == 2));
        await Expect(page.Locator("#components-reconnect-modal")).Not.ToHaveClassAsync(new Regex("reconnect-show"));
        await Expect(Lock(page)).ToBeVisibleAsync();
        await page.Locator("#lock-code").FillAsync(await dana.Client.CodeAsync());
        await page.Locator("#lock-code").PressAsync("Enter");
        await Expect(Lock(page)).ToBeHiddenAsync();
        await Notes(page).FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(" והמשיכה");
        await SignedInScene.UntilAsync(() => IsSavedAsync(dana, session, "והמשיכה"));
    }

    [Fact]
    public async Task After_the_absolute_limit_it_asks_for_everything_and_the_page_goes_on()
    {
        var (dana, page, session) = await WriteAsync();
        var id = await dana.SessionAsync();
        await scene.House.ForceAsync("update signin.sessions set expires_at = now() - interval '1 minute' where id = $1", id);
        // Typed into a page that does not know yet: kept, and not lost.
        await Notes(page).FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(" בסוף");
        await Expect(Lock(page)).ToBeVisibleAsync();
        await Expect(Lock(page).GetByRole(AriaRole.Heading, new() { Name = Hebrew["SignedInText", "ExpiredTitle"], Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("#lock-password")).ToBeVisibleAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        (await page.EvaluateAsync<string>("() => document.body.innerText")).Should().NotContain("הגיעה");
        scene.House.Clock.Set(TimeProvider.System.GetUtcNow());
        var asked = scene.House.Databases.OpenAsync(dana.Actor.InSession(id), CancellationToken.None);
        await asked.Invoking(t => t).Should().ThrowAsync<TherapyCompanion.Core.Practice.SessionOverException>("the database does not wait for the page");

        await page.Locator("#lock-code").FillAsync(await dana.Client.CodeAsync());
        await page.Locator("#lock-code").PressAsync("Enter");
        await Expect(Lock(page).GetByRole(AriaRole.Alert)).ToHaveTextAsync(Hebrew["SignedInText", "ProofWrong"]); // a code without the password
        await page.Locator("#lock-password").FillAsync(DoorClient.Password);
        await page.Locator("#lock-code").FillAsync(await dana.Client.CodeAsync());
        await page.Locator("#lock-code").PressAsync("Enter");
        await Expect(Lock(page)).ToBeHiddenAsync();
        (await dana.SessionAsync()).Should().Be(id, "it is the sign-in it was");
        (await RowAsync<bool>(dana, "expires_at > now() + interval '11 hours'")).Should().BeTrue();
        (await Notes(page).EvaluateAsync<bool>("e => document.activeElement === e")).Should().BeTrue();
        await SignedInScene.UntilAsync(() => IsSavedAsync(dana, session, "בסוף"));
        await page.ReloadAsync();
        await Expect(Notes(page)).ToHaveValueAsync(new Regex("בסוף$"));
    }

    [Fact]
    public async Task One_press_of_a_passkey_opens_it_and_a_finger_that_is_not_theirs_does_not()
    {
        var dana = await scene.NewTherapistAsync();
        var page = await dana.OpenAsync();
        var device = await Authenticator.PlugInAsync(page);
        await page.GotoAsync("/account/factors");
        await page.GetByRole(AriaRole.Button, new() { Name = Hebrew["FactorText", "PasskeyAdd"] }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("done=added"));
        await page.GotoAsync("/today");
        await page.Locator("[data-lock]").ClickAsync();
        var press = page.GetByRole(AriaRole.Button, new() { Name = Hebrew["SignedInText", "PasskeyUnlock"] });
        await Expect(press).ToBeFocusedAsync();
        await device.VerifyAsync(false);
        await press.ClickAsync();
        await Expect(Lock(page).GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();
        await Expect(Lock(page)).ToBeVisibleAsync();
        await device.VerifyAsync(true);
        await press.ClickAsync();
        await Expect(Lock(page)).ToBeHiddenAsync();
        (await RowAsync<bool>(dana, "locked_at is null")).Should().BeTrue();
    }

    [Fact]
    public async Task A_proof_is_given_over_the_page_and_the_page_stays()
    {
        var dana = await scene.NewTherapistAsync();
        var page = await dana.OpenAsync();
        await page.GotoAsync("/today");
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await scene.House.ForceAsync("update signin.sessions set proved_at = now() - interval '11 minutes' where account_id = $1", dana.Actor.AccountId);
        // What RefusalNote shows when an act answers ProveAgain.
        await page.Locator("main").EvaluateAsync("m => m.insertAdjacentHTML('beforeend', '<p class=refusal><button type=button data-prove>p</button><span data-proved hidden>done</span></p>')");
        await page.Locator("[data-prove]").ClickAsync();
        await Expect(Lock(page).GetByRole(AriaRole.Heading, new() { Name = Hebrew["SignedInText", "ProveTitle"], Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Expect(Lock(page)).ToBeHiddenAsync();
        await Expect(page.Locator("[data-prove]")).ToBeFocusedAsync();
        (await RowAsync<bool>(dana, "proved_at < now() - interval '10 minutes'")).Should().BeTrue();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#lock-code").FillAsync(await dana.Client.CodeAsync());
        await page.Locator("#lock-code").PressAsync("Enter");
        await Expect(Lock(page)).ToBeHiddenAsync();
        await Expect(page.Locator("[data-proved]")).ToBeVisibleAsync();
        (await RowAsync<bool>(dana, "proved_at > now() - interval '1 minute'")).Should().BeTrue();
    }
}
