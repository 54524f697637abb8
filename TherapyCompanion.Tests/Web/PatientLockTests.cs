using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// A phone left on a table: the patient's page hides itself, keeps what was typed, opens where it was, and has help at hand all the
/// time. (What the server does with a locked sign-in without any script is in ProofTests.)
/// </summary>
[Trait("Needs", "Server")]
public sealed class PatientLockTests(PatientScene scene) : IClassFixture<PatientScene>
{
    private const string Said = "קשה לי לישון השבוע";
    private const string Typed = "רציתי לספר שאתמול ";
    private static readonly Texts Words = new("he");

    private static ILocator Lock(IPage page) => page.Locator("#lock");

    private static ILocator Box(IPage page) => page.Locator("form[data-write] textarea");

    /// <summary>A patient in the middle of writing, whose page locks after some seconds instead of minutes.</summary>
    private async Task<(PatientIn Maya, IPage Phone)> WritingAsync(int idleSeconds, string placeName = "מכתבים")
    {
        var maya = await scene.NewPatientAsync(placeName);
        (await scene.House.Get<WriteReply>().RunAsync(maya.Self, Said, Guid.NewGuid(), default)).IsDone.Should().BeTrue();
        await scene.House.ForceAsync("update signin.sessions set idle_seconds = $1 where account_id = $2", idleSeconds, maya.Account);
        var phone = await maya.PhoneAsync();
        await phone.GotoAsync("/messages");
        await Expect(phone.Locator(".bubble.mine")).ToContainTextAsync(Said);
        return (maya, phone);
    }

    private Task<bool> IsLockedAsync(PatientIn maya) =>
        scene.House.SeeAsync<bool>("select locked_at is not null from signin.sessions where account_id = $1 and ended_at is null", maya.Account);

    private static async Task ShouldHideAsync(IPage phone)
    {
        await Expect(Lock(phone)).ToBeVisibleAsync();
        var text = await phone.EvaluateAsync<string>("() => document.body.innerText");
        text.Should().NotContain(Said).And.NotContain("דנה").And.NotContain(Typed.Trim()).And.NotContainEquivalentOf("TherapyCompanion");
        (await phone.TitleAsync()).Should().Be("מכתבים", "the neutral name and nothing else");
    }

    private static async Task UnlockAsync(IPage phone)
    {
        await phone.Locator("#lock-password").FillAsync(DoorClient.Password);
        await phone.Locator("#lock-password").PressAsync("Enter");
        await Expect(Lock(phone)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Left_alone_it_hides_everything_and_opens_with_the_words_that_were_being_written()
    {
        var (maya, phone) = await WritingAsync(idleSeconds: 5);
        await Box(phone).FocusAsync();
        // Typing slowly is being there.
        foreach (var letter in Typed)
        {
            await phone.Keyboard.TypeAsync(letter.ToString());
            await Task.Delay(350, TestContext.Current.CancellationToken);
        }

        await Expect(Lock(phone)).ToBeHiddenAsync();
        await Box(phone).EvaluateAsync("e => e.setSelectionRange(3, 6)");
        await ShouldHideAsync(phone);
        await SignedInScene.UntilAsync(() => IsLockedAsync(maya));
        await Browser.ShouldBeAccessibleAsync(phone);
        (await phone.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(390);

        // In a second tab, and reloaded there, it is locked as well.
        var tab = await phone.Context.NewPageAsync();
        await tab.GotoAsync("/messages");
        await Expect(tab).ToHaveURLAsync(new Regex("/unlock\\?to=%2Fmessages$"));
        (await tab.ContentAsync()).Should().NotContain(Said).And.NotContainEquivalentOf("TherapyCompanion");
        await Browser.ShouldBeAccessibleAsync(tab);

        await phone.Locator("#lock-password").FillAsync("not the password");
        await phone.Locator("#lock-password").PressAsync("Enter");
        await Expect(Lock(phone).GetByRole(AriaRole.Alert)).ToHaveTextAsync(Words["SignedInText", "ProofWrong"]);
        await UnlockAsync(phone);
        await Expect(Box(phone)).ToHaveValueAsync(Typed);
        (await Box(phone).EvaluateAsync<string>("e => `${document.activeElement === e} ${e.selectionStart} ${e.selectionEnd}`")).Should().Be("true 3 6");
        await Box(phone).EvaluateAsync("e => e.setSelectionRange(e.value.length, e.value.length)");
        await phone.Keyboard.TypeAsync("הלכתי לים");
        await phone.Locator("form[data-write] button[type=submit]").ClickAsync();
        await Expect(phone.Locator(".bubble.mine").Last).ToContainTextAsync("שאתמול הלכתי לים");
    }

    [Fact]
    public async Task Help_is_at_hand_over_the_locked_page_and_shows_nothing_of_it()
    {
        var (_, phone) = await WritingAsync(idleSeconds: 2);
        await ShouldHideAsync(phone);
        await Lock(phone).GetByRole(AriaRole.Link, new() { Name = Words["ChatText", "HelpNow"] }).ClickAsync();
        await Expect(phone).ToHaveURLAsync(new Regex("/help$"));
        await Expect(phone.Locator(".calls a").First).ToHaveAttributeAsync("href", "tel:1201");
        (await phone.ContentAsync()).Should().NotContain(Said);
        // And back: the lock, not the page.
        await phone.GotoAsync("/messages");
        await Expect(phone).ToHaveURLAsync(new Regex("/unlock"));
        await phone.GetByLabel(Words["SignedInText", "PasswordLabel"]).FillAsync(DoorClient.Password);
        await phone.GetByRole(AriaRole.Button, new() { Name = Words["SignedInText", "UnlockSubmit"] }).ClickAsync();
        await Expect(phone.Locator(".bubble.mine")).ToContainTextAsync(Said);
    }

    [Fact]
    public async Task One_tab_that_is_used_keeps_the_others_open_and_one_that_locks_locks_them()
    {
        var (maya, phone) = await WritingAsync(idleSeconds: 5);
        var tab = await phone.Context.NewPageAsync();
        await tab.GotoAsync("/my-consents");
        for (var i = 0; i < 14; i++)
        {
            await tab.Locator("h1").ClickAsync();
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }

        await Expect(Lock(phone)).ToBeHiddenAsync();
        await Expect(Lock(tab)).ToBeHiddenAsync();
        await ShouldHideAsync(phone);
        await Expect(Lock(tab)).ToBeVisibleAsync();
        await UnlockAsync(phone);
        await Expect(Lock(tab)).ToBeHiddenAsync();
        (await IsLockedAsync(maya)).Should().BeFalse();
    }

    [Fact]
    public async Task A_sign_in_that_is_over_leaves_nothing_on_the_screen()
    {
        var (maya, phone) = await WritingAsync(idleSeconds: 300);
        await scene.House.ForceAsync("update signin.sessions set ended_at = now(), ended_by = 'Revoked' where account_id = $1", maya.Account);
        await phone.EvaluateAsync("() => dispatchEvent(new Event('focus'))");
        await Expect(phone).ToHaveURLAsync(new Regex("/sign-in"));
        (await phone.ContentAsync()).Should().NotContain(Said).And.NotContainEquivalentOf("TherapyCompanion");
        await Expect(phone.Locator(".place-name")).ToHaveTextAsync("מכתבים");
    }
}
