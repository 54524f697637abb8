using System.Buffers.Text;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;
using TherapyCompanion.Web.App;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>The patients' place under the practice's neutral name and sign: on its pages, at the door, in the tab and on the phone.</summary>
[Trait("Needs", "Server")]
public sealed class PlaceTests(PatientScene scene) : IClassFixture<PatientScene>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Texts Words = new("he");

    private async Task SetAsync(Actor dana, string name, PlaceIcon icon)
    {
        scene.House.Clock.Set(TimeProvider.System.GetUtcNow());
        (await scene.House.Get<SetPatientsPlace>().RunAsync(House.AsAdmin(dana), name, icon, None)).Should().BeNull();
    }

    private static async Task<JsonElement> ManifestAsync(DoorClient browser)
    {
        using var answer = await browser.GetAsync("place.webmanifest");
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/manifest+json");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    [Fact]
    public async Task The_practices_name_and_sign_stand_in_title_tab_and_manifest()
    {
        var maya = await scene.NewPatientAsync("מכתבים");
        await SetAsync(maya.Dana, "דואר", PlaceIcon.Star);
        (await maya.Client.PageAsync("messages")).Should().Contain("<title>דואר</title>", "at once");
        foreach (var path in new[] { "messages", "my-materials", "my-consents" })
        {
            var page = await maya.Client.PageAsync(path);
            page.Should().Contain("<title>דואר</title>", path).And.NotContain("מכתבים");
            Regex.Matches(page, "<link rel=\"icon\"[^>]*>").Should().ContainSingle().Which.Value.Should().MatchRegex("place-icon/star[^\"]*\\.svg");
            page.Should().MatchRegex("<link rel=\"manifest\" href=\"/place.webmanifest\" crossorigin=\"use-credentials\"").And.MatchRegex("apple-mobile-web-app-title\" content=\"דואר\"");
        }

        var manifest = await ManifestAsync(maya.Client);
        foreach (var key in new[] { "name", "short_name" }) manifest.GetProperty(key).GetString().Should().Be("דואר");
        manifest.GetProperty("start_url").GetString().Should().Be("/messages");
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
        {
            var source = icon.GetProperty("src").GetString()!;
            source.Should().StartWith("/place-icon/star");
            using var picture = await maya.Client.GetAsync(source);
            (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.OK, icon.GetProperty("type").GetString()));
        }
    }

    [Fact]
    public async Task The_door_has_the_name_that_this_browser_knows_and_no_other_browser_does()
    {
        var maya = await scene.NewPatientAsync("מכתבים");
        var cookie = maya.Client.Cookies["__Host-tc-place"].Split('.');
        cookie.Should().HaveCount(2, "the name, the sign, and nothing else");
        (cookie[0], Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cookie[1]))).Should().Be(("Envelope", "מכתבים"));

        var page = await maya.Client.PageAsync("messages");
        await maya.Client.PostAsync("sign-out", ("__RequestVerificationToken", Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value));
        maya.Client.Cookies.Should().NotContainKey("__Host-tc").And.ContainKey("__Host-tc-place");
        foreach (var path in new[] { "sign-in", "sign-in/link", "forgot", "help" })
            (await maya.Client.PageAsync(path)).Should().Contain("place-icon/envelope", path).And.NotContainEquivalentOf("TherapyCompanion", path);
        (await maya.Client.PageAsync("sign-in")).Should().Contain("<bdi>מכתבים</bdi>");
        (await ManifestAsync(maya.Client)).GetProperty("name").GetString().Should().Be("מכתבים", "also installed from the door");

        var stranger = scene.Somebody();
        (await stranger.PageAsync("sign-in")).Should().NotContain("מכתבים").And.NotContain("place-icon");
        (await ManifestAsync(stranger)).GetProperty("name").GetString().Should().Be(Words["ChatText", "PlaceNameDefault"]);
    }

    [Theory]
    [InlineData("Star.PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg")] // <script>alert(1)</script>
    [InlineData("Star.Ij48aW1nIHNyYz14Pg")] // "><img src=x>
    public async Task A_cookie_with_markup_in_it_is_words(string cookie)
    {
        var somebody = scene.Somebody();
        somebody.Cookies["__Host-tc-place"] = cookie;
        using var answer = await somebody.GetAsync("sign-in");
        var markup = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        markup.Should().NotContain("<script>alert").And.NotContain("<img src=x>").And.Contain("&lt;");
        (await ManifestAsync(somebody)).GetProperty("icons").GetArrayLength().Should().Be(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Star")]
    [InlineData("Star.")]
    [InlineData("7.bWlhb3c")]
    [InlineData("../../etc.bWlhb3c")]
    [InlineData("Leaf.bWlhb3c")]
    [InlineData("Star.%%%")]
    [InlineData("Star.bWlhb3c.more")]
    [InlineData("Star.YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE")] // longer than a name is
    public async Task A_cookie_that_is_none_is_no_place(string cookie)
    {
        var somebody = scene.Somebody();
        somebody.Cookies["__Host-tc-place"] = cookie;
        var page = await somebody.PageAsync("sign-in");
        page.Should().NotContain("place-icon").And.NotContain("place-name");
        (await ManifestAsync(somebody)).GetProperty("name").GetString().Should().Be(Words["ChatText", "PlaceNameDefault"]);
    }

    /// <summary>Every page in the patients' look, but for those where only staff come.</summary>
    private static List<string> PatientsPages() =>
    [
        .. typeof(PatientPlaceAttribute).Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<PatientPlaceAttribute>() is not null && t.GetCustomAttribute<LayoutAttribute>()?.LayoutType.Name != "StaffDoorLayout")
            .SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public async Task No_page_header_file_or_cookie_of_the_place_names_the_product_signed_in_or_out()
    {
        var pages = PatientsPages();
        pages.Should().HaveCountGreaterThan(18).And.Contain(["/messages", "/my-materials", "/my-consents", "/help", "/sign-in", "/account", "/account/email", "/account/factors", "/unlock", "/guardian"]);
        var (maya, locked) = (await scene.NewPatientAsync("מכתבים"), await scene.NewPatientAsync("מכתבים"));
        await maya.Client.SubmitAsync("prove?to=/account/email", "password", ("Input.Password", DoorClient.Password));
        await scene.House.ForceAsync("update signin.sessions set locked_at = now() where account_id = $1", locked.Account);
        var (_, invitation) = await scene.InviteAsync(maya.Dana);
        // A patient with a code app, between the password and the code.
        var halfway = scene.Somebody();
        var (_, theirs) = await scene.InviteAsync(maya.Dana, halfway.Email);
        var account = await scene.House.NewAccountAsync(halfway.Email, DoorClient.Password, DoorHouse.Secret);
        (await scene.House.Get<AcceptInvitation>().RunAsync(theirs.Link, theirs.Digits, account, House.TestOrigin, None)).IsDone.Should().BeTrue();
        (await halfway.GivePasswordAsync()).Headers.Location!.OriginalString.Should().Contain("/sign-in/code");
        var (read, shown) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (who, client) in new[] { ("in", maya.Client), ("locked", locked.Client), ("halfway", halfway), ("out", scene.Somebody()) })
            foreach (var page in pages)
            {
                var path = Regex.Replace(page, @"\{Link[^}]*\}", page.StartsWith("/invitation", StringComparison.Ordinal) ? invitation.Link : "none")[1..];
                using var answer = await client.GetAsync(path);
                if (answer.StatusCode is HttpStatusCode.OK) shown.Add(page);
                await ShouldBeNeutralAsync(answer, $"{who} at {page}");
                // What the page brings along: sheets, scripts, icons, the manifest.
                var markup = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                foreach (var file in Regex.Matches(markup, "(?:href|src|data-passkeys)=\"(/?[^\"#:]+\\.(?:css|js|svg|png|webmanifest))\"").Select(m => m.Groups[1].Value).Where(read.Add))
                    await ShouldBeNeutralAsync(await client.GetAsync(file.TrimStart('/')), file);
                foreach (var cookie in client.Cookies) $"{cookie.Key}={cookie.Value}".Should().NotContainEquivalentOf("therapy", who);
            }

        await ShouldBeNeutralAsync(await maya.Client.GetAsync("help-worker.js"), "the worker");
        pages.Except(shown).Should().BeEquivalentTo(["/guardian", "/account/profile"], "these are others' pages, and everything else was really looked at");
        read.Should().HaveCountGreaterThan(6).And.Contain(f => f.Contains("lock", StringComparison.Ordinal)).And.Contain("/place.webmanifest");
    }

    private static async Task ShouldBeNeutralAsync(HttpResponseMessage answer, string what)
    {
        var said = string.Join('\n', answer.Headers.Concat(answer.Content.Headers).Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"));
        said.Should().NotContainEquivalentOf("TherapyCompanion", what);
        var body = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        body.Should().NotContainEquivalentOf("TherapyCompanion", what);
        foreach (Match title in Regex.Matches(body, "<title>([^<]*)</title>")) title.Groups[1].Value.Should().NotBeEmpty(what).And.NotContain("טיפול", what).And.NotContainEquivalentOf("therap", what);
    }

    [Fact]
    public async Task The_admin_chooses_name_and_sign_and_sees_what_a_phone_will_show()
    {
        var dana = await scene.Doors.NewTherapistAsync();
        await dana.Client.WearAsync(Hat.Admin);
        var page = await dana.OpenAsync();
        await page.GotoAsync("/settings");
        var section = page.Locator("section[aria-labelledby=place-title]");
        await section.GetByLabel(Words["OwnText", "PlaceName"], new() { Exact = true }).FillAsync("מכתבים");
        await section.GetByRole(AriaRole.Radio, new() { Name = Words["OwnText", "PlaceIcon_Circle"] }).CheckAsync();
        await Expect(section.Locator("figure b")).ToHaveTextAsync("מכתבים");
        await Expect(section.Locator("figure img")).ToHaveAttributeAsync("src", new Regex("circle"));
        await section.GetByRole(AriaRole.Button, new() { Name = Words["OwnText", "PlaceSave"] }).ClickAsync();
        await Expect(section.GetByRole(AriaRole.Status)).ToHaveTextAsync(Words["OwnText", "PlaceSaved"]);

        var links = page.Locator("section[aria-labelledby=links-title]");
        await Expect(links.GetByRole(AriaRole.Checkbox)).Not.ToBeCheckedAsync();
        await links.GetByRole(AriaRole.Checkbox).CheckAsync();
        await links.GetByRole(AriaRole.Button, new() { Name = Words["OwnText", "LinksSave"] }).ClickAsync();
        await Expect(links.GetByRole(AriaRole.Status)).ToHaveTextAsync(Words["OwnText", "LinksSaved"]);
        await Browser.ShouldBeAccessibleAsync(page);

        (await scene.House.Get<PlaceLooks>().ReadAsync(dana.Actor, None)).Should().Be(new PlaceLook("מכתבים", PlaceIcon.Circle, SignInLinks.On));
        (await scene.AuditedAsync(dana.Actor.PracticeId, "PracticeChanged")).Should().Be(2);
    }
}
