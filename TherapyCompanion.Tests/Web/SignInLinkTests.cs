using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// Links that sign in, over the real server: for patients of practices that want them and for nobody else, once and for a short time,
/// with the same answer to whoever asks.
/// </summary>
[Trait("Needs", "Server")]
public sealed class SignInLinkTests(PatientScene scene) : IClassFixture<PatientScene>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Texts Words = new("he");

    private static async Task<string> TextAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private async Task AllowAsync(Actor dana, SignInLinks links = SignInLinks.On)
    {
        scene.House.Clock.Set(TimeProvider.System.GetUtcNow());
        (await scene.House.Get<SetSignInLinks>().RunAsync(House.AsAdmin(dana), links, None)).Should().BeNull();
    }

    private async Task<PatientIn> MayaAsync()
    {
        var maya = await scene.NewPatientAsync("מכתבים");
        await AllowAsync(maya.Dana);
        return maya;
    }

    private static Task<HttpResponseMessage> AskAsync(DoorClient browser, string email) => browser.SubmitAsync("sign-in/link", "link", ("Email", email));

    private async Task<string> LinkAsync(DoorClient browser, string email)
    {
        (await TextAsync(await AskAsync(browser, email))).Should().Contain(Words["EntryText", "LinkAsked"]);
        return LinkIn((await scene.LetterAsync(email, MailKind.SignInLink)).TextBody);
    }

    private static string LinkIn(string? body) => Regex.Match(body ?? "", @"https?://[^/]+/(sign-in/link/\S+)").Groups[1].Value;

    [Fact]
    public async Task In_the_browser_that_asked_one_press_lets_in_and_looking_uses_nothing()
    {
        var maya = await MayaAsync();
        var browser = scene.Somebody();
        (await browser.PageAsync("sign-in")).Should().Contain(Words["EntryText", "SignInByLink"]).And.Contain("/sign-in/link");
        var link = await LinkAsync(browser, maya.Client.Email);
        var letter = await scene.LetterAsync(maya.Client.Email, MailKind.SignInLink);
        letter.From.Mailboxes.Single().Name.Should().Be("מכתבים");
        letter.ToString().Should().NotContainEquivalentOf("TherapyCompanion");

        for (var i = 0; i < 3; i++) (await scene.Somebody().GetAsync(link)).StatusCode.Should().Be(HttpStatusCode.OK, "a mail server looks");
        (await browser.PageAsync(link)).Should().Contain(Words["EntryText", "LinkOpenHere"]).And.NotContain(maya.Client.Email).And.NotContainEquivalentOf("TherapyCompanion");
        browser.Cookies.Should().NotContainKey("__Host-tc");
        (await browser.SubmitAsync(link, "enter")).Headers.Location!.OriginalString.Should().BeOneOf(["/", "/messages"]);
        (await browser.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK);
        browser.Cookies.Should().NotContainKey("__Host-tc-link");
        (await scene.Somebody().PageAsync(link)).Should().Contain(Words["EntryText", "LinkOverTitle"]);
        (await scene.AuditedAsync(maya.Dana.PracticeId, "SignInLinkSent")).Should().Be(1);
        (await scene.House.SeeAllAsync("select l::text from signin.links l")).Should().OnlyContain(r => !((string)r[0]!).Contains(link.Split('/')[2].Split('?')[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_another_browser_it_says_so_first()
    {
        var maya = await MayaAsync();
        var link = await LinkAsync(scene.Somebody(), maya.Client.Email);
        var other = scene.Somebody();
        foreach (var address in new[] { link, link.Split('?')[0], link.Split('?')[0] + "?here=" + new string('0', 32) })
            (await other.PageAsync(address)).Should().Contain(Words["EntryText", "LinkElsewhere"]).And.NotContain(Words["EntryText", "LinkOpenHere"]);
        (await other.SubmitAsync(link, "enter")).Headers.Location.Should().NotBeNull("knowingly it is theirs to do");
        (await other.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_ten_presses_at_once_one_lets_in_and_an_old_late_or_invented_link_does_not()
    {
        var maya = await MayaAsync();
        var browser = scene.Somebody();
        var (old, link) = (await LinkAsync(browser, maya.Client.Email), "");
        await AskAsync(browser, maya.Client.Email);
        await SignedInScene.UntilAsync(async () => (link = LinkIn((await scene.LetterAsync(maya.Client.Email, MailKind.SignInLink)).TextBody)) != old, TimeSpan.FromSeconds(60));
        (await browser.PageAsync(old)).Should().Contain(Words["EntryText", "LinkOverTitle"], "the newer one took its place");

        var people = Enumerable.Range(0, 10).Select(_ => scene.Somebody()).ToList();
        var pages = new List<string>();
        foreach (var person in people) pages.Add(await (await person.GetAsync(link)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var answers = await DoorHouse.AtOnceAsync(10, i => people[i].SubmitOnAsync(pages[i], link, "enter"));
        answers.Should().OnlyContain(a => (int)a.StatusCode < 500);
        people.Count(p => p.Cookies.ContainsKey("__Host-tc")).Should().Be(1);

        var late = await LinkAsync(browser, maya.Client.Email) is var first && first == link ? "" : first;
        if (late.Length == 0) await SignedInScene.UntilAsync(async () => (late = LinkIn((await scene.LetterAsync(maya.Client.Email, MailKind.SignInLink)).TextBody)) != link, TimeSpan.FromSeconds(60));
        await scene.House.ForceAsync("update signin.links set expires_at = now() where account_id = $1", maya.Account);
        foreach (var wrong in new[] { late, "sign-in/link/nonsense", $"sign-in/link/{new string('A', 64)}" })
            (await browser.PageAsync(wrong)).Should().Contain(Words["EntryText", "LinkOverTitle"]);
    }

    [Fact]
    public async Task Staff_get_none_whatever_else_they_are_and_a_factor_is_still_asked_for()
    {
        // A therapist who is somebody's patient in a practice that allows links.
        var dana = await scene.Doors.NewTherapistAsync();
        var maya = await MayaAsync();
        var (_, invitation) = await scene.InviteAsync(maya.Dana);
        (await scene.House.Get<AcceptInvitation>().RunAsync(invitation.Link, invitation.Digits, dana.Actor.AccountId, House.TestOrigin, None)).IsDone.Should().BeTrue();
        await AskAsync(scene.Somebody(), dana.Client.Email);

        // A patient who became staff after the letter left.
        var browser = scene.Somebody();
        var link = await LinkAsync(browser, maya.Client.Email);
        await scene.NewPracticeAsync(account: maya.Account);
        (await TextAsync(await browser.SubmitAsync(link, "enter"))).Should().Contain(Words["EntryText", "LinkOverTitle"]);
        browser.Cookies.Should().NotContainKey("__Host-tc").And.NotContainKey("__Host-tc-half");

        // A patient who set up a second factor of their own.
        var noa = await MayaAsync();
        await scene.House.ForceAsync("update signin.accounts set two_factor_enabled = true where id = $1", noa.Account);
        var another = scene.Somebody();
        var entered = await another.SubmitAsync(await LinkAsync(another, noa.Client.Email), "enter");
        entered.Headers.Location!.OriginalString.Should().StartWith("/sign-in/code");
        another.Cookies.Should().NotContainKey("__Host-tc");
        scene.Letters(dana.Client.Email, MailKind.SignInLink).Should().Be(0, "a link is no way around a second factor");
        (await scene.AuditedAsync(dana.Actor.PracticeId, "SignInLinkSent")).Should().Be(0);
    }

    [Fact]
    public async Task Every_practice_of_a_patient_has_to_want_them_at_both_ends()
    {
        var maya = await MayaAsync();
        var other = await scene.NewPracticeAsync("דואר");
        var (_, invitation) = await scene.InviteAsync(other);
        (await scene.House.Get<AcceptInvitation>().RunAsync(invitation.Link, invitation.Digits, maya.Account, House.TestOrigin, None)).IsDone.Should().BeTrue();
        await AskAsync(scene.Somebody(), maya.Client.Email);
        (await scene.AuditedAsync(maya.Dana.PracticeId, "SignInLinkSent")).Should().Be(0);

        await AllowAsync(other);
        var browser = scene.Somebody();
        var link = await LinkAsync(browser, maya.Client.Email);
        await AllowAsync(other, SignInLinks.Off);
        (await TextAsync(await browser.SubmitAsync(link, "enter"))).Should().Contain(Words["EntryText", "LinkOverTitle"], "the practice thought better of it");
        browser.Cookies.Should().NotContainKey("__Host-tc");
    }

    [Fact]
    public async Task Whoever_asks_hears_the_same_after_the_same_time()
    {
        var maya = await MayaAsync();
        var plain = await scene.NewPatientAsync(); // of a practice that does not want links
        var times = new Dictionary<string, List<double>>();
        var pages = new HashSet<string>();
        foreach (var (who, email) in Enumerable.Repeat(new[] { ("known", maya.Client.Email), ("off", plain.Client.Email), ("nobody", "nobody.here@example.org"), ("nonsense", "x") }, 6).SelectMany(x => x))
        {
            var browser = scene.Somebody();
            var form = await (await browser.GetAsync("sign-in/link")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var clock = Stopwatch.StartNew();
            var answer = await browser.SubmitOnAsync(form, "sign-in/link", "link", ("Email", email));
            if (!times.TryGetValue(who, out var list)) times[who] = list = [];
            list.Add(clock.Elapsed.TotalMilliseconds);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            browser.Cookies.Keys.Should().Contain("__Host-tc-link", "for everybody");
            pages.Add(Regex.Replace(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "value=\"[^\"]*\"|<!--Blazor.*?-->", ""));
        }

        pages.Should().ContainSingle();
        var medians = times.ToDictionary(t => t.Key, t => t.Value.Order().ElementAt(t.Value.Count / 2));
        (medians.Values.Max() - medians.Values.Min()).Should().BeLessThan(120, string.Join(", ", medians.Select(m => $"{m.Key} {m.Value:0}")));
        medians.Values.Min().Should().BeGreaterThan(400);
    }

    [Fact]
    public async Task A_flood_of_requests_fills_nobodys_mail_and_a_network_is_slowed_down()
    {
        var maya = await MayaAsync();
        var slowed = 0;
        var browser = scene.Somebody();
        for (var i = 0; i < 40 && slowed == 0; i++)
            if ((await AskAsync(browser, maya.Client.Email)).StatusCode is HttpStatusCode.TooManyRequests) slowed++;
        slowed.Should().Be(1, "one address of the network may not go on for ever");
        (await scene.AuditedAsync(maya.Dana.PracticeId, "SignInLinkSent")).Should().BeLessThanOrEqualTo(3);
        await scene.LetterAsync(maya.Client.Email, MailKind.SignInLink);
        scene.Letters(maya.Client.Email, MailKind.SignInLink).Should().BeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Where_no_practice_wants_links_the_door_offers_none()
    {
        // Others' practices of this house may want them: looked at with all of them off.
        await scene.House.ForceAsync("update tc.practices set sign_in_links = 'Off'");
        (await scene.Somebody().PageAsync("sign-in")).Should().NotContain("/sign-in/link");
    }
}
