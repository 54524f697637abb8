using System.Text.Json;
using TherapyCompanion.Tests.Support;
using TherapyCompanion.Web.Account;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// No open redirect: every trick through every parameter that leads somewhere, and what comes of it is read by a browser's own
/// parser of addresses.
/// </summary>
[Trait("Needs", "Browser")]
public sealed class RedirectTests(Cast cast, Browser browser) : IClassFixture<Cast>, IClassFixture<Browser>
{
    private static readonly string[] Tricks =
    [
        "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "//evil.example/%2e%2e",
        "/%2f%2fevil.example", "/%5cevil.example", "%2f%2fevil.example", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example",
        "/ /evil.example", "https:evil.example", "https:/evil.example", "https://evil.example", "http:evil.example", "HTTPS://EVIL.example", "javascript:alert(1)",
        "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "mailto:x@evil.example", "@evil.example", "/@evil.example",
        "//@evil.example", "http://localhost@evil.example", "http://localhost:5080@evil.example/", "http://localhost.evil.example", ".evil.example", "evil.example", "/.//evil.example",
        "/..//evil.example", "/./\\evil.example", "/foo/..//evil.example", "/;//evil.example", "／／evil.example", "/／evil.example", "//evil。example", "/\u2215evil.example",
        "/\u0000/evil.example", "/\u200b/evil.example", "/today\r\nLocation: https://evil.example", "/today\r\nSet-Cookie: __Host-tc=x", "?to=//evil.example", "#//evil.example",
        "//[::1]", "//0x7f000001", "/%09/evil.example", "/%0d%0aLocation:%20https://evil.example", "ftp://evil.example", "//localhost\\@evil.example", "///localhost:5080@evil.example", "",
    ];

    [Fact]
    public async Task No_trick_leads_away_after_signing_in()
    {
        var led = new Dictionary<string, string>();
        foreach (var trick in Tricks)
        {
            // A patient's password alone opens the door, so this answer is the last step.
            using var patient = cast["patient"].ElsewhereAsSame();
            using var answer = await patient.GivePasswordAsync("?to=" + Uri.EscapeDataString(trick));
            ((int)answer.StatusCode).Should().Be(302, trick);
            led[trick] = Location(answer);
            answer.Headers.TryGetValues("Set-Cookie", out var cookies);
            cookies.Should().NotContain(c => c.StartsWith("__Host-tc=x", StringComparison.Ordinal));
        }

        await AllStayAsync(led);
    }

    [Fact]
    public async Task No_trick_leads_away_between_password_and_code()
    {
        using var therapist = cast["therapist"].ElsewhereAsSame();
        var led = new Dictionary<string, string>();
        foreach (var trick in Tricks.Take(5)) // the account counts tries until a code was right
        {
            using var answer = await therapist.GivePasswordAsync("?to=" + Uri.EscapeDataString(trick));
            led[trick] = Location(answer);
            led[trick].Should().MatchRegex("^/sign-in/code(\\?to=%2F.*)?$");
        }

        using var last = await therapist.SubmitAsync("sign-in/code?to=" + Uri.EscapeDataString("//evil.example"), "code", ("Code", await therapist.CodeAsync()));
        led["with the code"] = Location(last);
        await AllStayAsync(led);
    }

    [Fact]
    public async Task No_trick_leads_away_by_a_choice_of_language_or_colours()
    {
        var led = new Dictionary<string, string>();
        foreach (var path in new[]
        {
            "//evil.example/", "///evil.example/", "/\\evil.example/", "//evil.example/%2e%2e/", "/%5cevil.example/", "/%2f/evil.example/", "/.//evil.example/", "/x/..//evil.example/",
            "//@evil.example/", "/%09/evil.example/", "//evil%E3%80%82example/", "/;//evil.example",
        })
            foreach (var choice in new[] { "culture=en", "theme=dark", "culture=he&theme=light&to=//evil.example" })
            {
                var answer = await RawCall.SendAsync(cast.Server.Port, $"GET {path}?{choice} HTTP/1.1\nHost: localhost:{cast.Server.Port}\nConnection: close");
                if (RawCall.HeaderOf(answer, "Location") is { } location) led[$"{path} {choice}"] = location;
                RawCall.StatusOf(answer).Should().BeOneOf(302, 400);
            }

        led.Should().NotBeEmpty();
        await AllStayAsync(led);
    }

    [Fact]
    public async Task No_path_of_another_site_comes_back_from_the_door()
    {
        var led = new Dictionary<string, string>();
        foreach (var path in new[] { "//evil.example/", "/\\evil.example", "/.//evil.example", "//evil.example/today", "/_framework/opaque-redirect?url=https://evil.example" })
        {
            var answer = await RawCall.SendAsync(cast.Server.Port, $"GET {path} HTTP/1.1\nHost: localhost:{cast.Server.Port}\nConnection: close");
            RawCall.StatusOf(answer).Should().BeOneOf([302, 400, 404], path);
            if (RawCall.HeaderOf(answer, "Location") is { } location) led[path] = location;
        }

        await AllStayAsync(led);
    }

    [Fact]
    public async Task Changing_the_hat_leads_to_the_start_whatever_is_asked()
    {
        var led = new Dictionary<string, string>();
        using var person = cast["therapist"].ElsewhereAsSame();
        await person.SignInAsync();
        foreach (var trick in new[] { "//evil.example", "https://evil.example", "/\\evil.example" })
        {
            var page = await (await person.GetAsync("hat")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var chosen = System.Text.RegularExpressions.Regex.Match(page, "name=\"Chosen\" value=\"([^\"]+)\"").Groups[1].Value;
            using var answer = await person.SubmitOnAsync(page, $"hat?to={Uri.EscapeDataString(trick)}&ReturnUrl={Uri.EscapeDataString(trick)}", "hat", ("Chosen", chosen), ("to", trick), ("To", trick));
            led[trick] = Location(answer);
            led[trick].Should().Be("/");
        }
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/today", true)]
    [InlineData("/approvals/3?x=//a&y=https://b#c", true)]
    [InlineData("/%D7%90", true)]
    [InlineData("/a//b", true)]
    [InlineData("//a", false)]
    [InlineData("/a b", false)]
    [InlineData("/א", false)]
    [InlineData("", false)]
    public void A_path_of_ours_is_kept(string path, bool kept) => LocalPath.OrStart(path).Should().Be(kept ? path : "/");

    // As it stood in the answer; HttpClient's own reading of it is not asked.
    private static string Location(HttpResponseMessage answer) => answer.Headers.NonValidated["Location"].ToString();

    private async Task AllStayAsync(Dictionary<string, string> led)
    {
        var page = await browser.OpenAsync(cast.Server.Address);
        await page.GotoAsync("/help");
        // What Chromium makes of each, from a page of ours.
        var origins = await page.EvaluateAsync<string[]>(
            "locations => JSON.parse(locations).map(l => { try { return new URL(l, location.href).origin + (l.startsWith('/') ? '' : ' no path'); } catch { return 'none'; } })",
            JsonSerializer.Serialize(led.Values));
        foreach (var ((trick, location), origin) in led.Zip(origins))
            origin.Should().Be(cast.Server.Address.GetLeftPart(UriPartial.Authority), $"\"{trick}\" led to \"{location}\"");
    }
}
