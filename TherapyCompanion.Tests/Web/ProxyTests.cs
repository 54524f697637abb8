using System.Net;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Tests.Journeys;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>Behind a proxy: only a configured one is believed, only in what it added itself, and never about the host.</summary>
[Trait("Needs", "Browser")]
public sealed class ProxyTests(House house, Browser browser) : IClassFixture<House>, IClassFixture<Browser>
{
    private const string Proxy = "127.0.0.9";

    /// <summary>From where, with what headers; and the address that must stand in the audit trail.</summary>
    private static readonly (string From, string[] Headers, string Address)[] Peers =
    [
        ("127.0.0.2", ["X-Forwarded-For: 203.0.113.5"], "127.0.0.2"),
        ("127.0.0.2", [$"X-Forwarded-For: {Proxy}"], "127.0.0.2"),
        ("127.0.0.2", [$"X-Forwarded-For: 203.0.113.5, {Proxy}", "X-Real-IP: 203.0.113.5", "Forwarded: for=203.0.113.5"], "127.0.0.2"),
        (Proxy, [], Proxy),
        (Proxy, ["X-Forwarded-For: 203.0.113.5"], "203.0.113.5"),
        // What the client said already stands to the left of what the proxy added.
        (Proxy, ["X-Forwarded-For: 198.51.100.1, 203.0.113.5"], "203.0.113.5"),
        (Proxy, ["X-Forwarded-For: 198.51.100.1, 198.51.100.2, 203.0.113.5"], "203.0.113.5"),
        (Proxy, ["X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.5"], "203.0.113.5"),
        (Proxy, [$"X-Forwarded-For: 198.51.100.1, {Proxy}, 203.0.113.5"], "203.0.113.5"),
        // A client that has the proxy's own address, or comes from its network, moves nothing further left.
        (Proxy, [$"X-Forwarded-For: 198.51.100.1, {Proxy}"], Proxy),
        (Proxy, ["X-Forwarded-For: [2001:db8::7]:4711"], "2001:db8::7"),
        (Proxy, ["X-Forwarded-For: 203.0.113.5:4711"], "203.0.113.5"),
        (Proxy, ["X-Forwarded-For: unknown"], Proxy),
        (Proxy, ["X-Forwarded-For: 198.51.100.1, <script>"], Proxy),
        (Proxy, ["X-Real-IP: 203.0.113.5", "Forwarded: for=203.0.113.5", "True-Client-IP: 203.0.113.5", "CF-Connecting-IP: 203.0.113.5", "X-Original-For: 203.0.113.5"], Proxy),
    ];

    [Fact]
    public async Task The_address_in_the_trail_is_the_one_that_a_known_proxy_added()
    {
        await using var server = await ServerProcess.StartAsync(house, new() { ["Proxy:Known"] = $"10.99.0.0/16, {Proxy}", ["SignUp:Open"] = "true" });
        using var patient = await PatientAsync(server.Address);
        foreach (var (from, headers, address) in Peers)
        {
            using var caller = Caller(server.Address, from, patient, headers);
            (await caller.GivePasswordAsync()).Headers.Location!.OriginalString.Should().Be("/");
            (await LastAddressAsync()).Should().Be(address, $"{from}: {string.Join("; ", headers)}");
        }
    }

    [Fact]
    public async Task Without_a_known_proxy_nobody_is_believed()
    {
        // An environment that would have the framework believe everybody changes nothing.
        await using var server = await ServerProcess.StartAsync(house, new() { ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true", ["SignUp:Open"] = "true" });
        using var patient = await PatientAsync(server.Address);
        foreach (var from in new[] { "127.0.0.1", "127.0.0.2" })
        {
            using var caller = Caller(server.Address, from, patient, "X-Forwarded-For: 203.0.113.5", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example");
            using var answer = await caller.GivePasswordAsync();
            answer.Headers.Location!.OriginalString.Should().Be("/");
            answer.Headers.Contains("Strict-Transport-Security").Should().BeFalse("it did not come by TLS, whatever it says");
            (await LastAddressAsync()).Should().Be(from);
        }
    }

    [Fact]
    public async Task A_forged_address_buys_no_more_guesses()
    {
        await using var server = await ServerProcess.StartAsync(house, new() { ["Proxy:Known"] = Proxy, ["SignUp:Open"] = "true" });
        using var patient = await PatientAsync(server.Address);
        foreach (var from in new[] { "127.0.0.3", Proxy })
        {
            var answers = new List<HttpStatusCode>();
            for (var i = 0; i < 30; i++)
            {
                // The forger's address differs each time; a proxy adds the one it sees.
                using var guesser = Caller(server.Address, from, patient, $"X-Forwarded-For: 198.51.100.{i}{(from == Proxy ? ", 203.0.113.77" : "")}");
                guesser.Email = $"nobody{i}@example.org";
                answers.Add((await guesser.GivePasswordAsync(password: "")).StatusCode);
            }

            answers.Should().Contain(HttpStatusCode.TooManyRequests, from);
        }
    }

    [Fact]
    public async Task Where_the_address_is_https_plain_http_is_sent_there_and_a_stranger_is_not_believed()
    {
        await using var server = await ServerProcess.StartAsync(house, new() { ["Site:Address"] = "https://care.example.org", ["Proxy:Known"] = Proxy, ["SignUp:Open"] = "true" });
        string Ask(string line, string headers = "") => $"{line} HTTP/1.1\nHost: care.example.org\nConnection: close\n{headers}".TrimEnd();

        var plain = await RawCall.SendAsync(server.Port, Ask("GET //evil.example/today?x=1"), "127.0.0.2");
        RawCall.StatusOf(plain).Should().Be(308);
        RawCall.HeaderOf(plain, "Location").Should().Be("https://care.example.org/evil.example/today?x=1");
        RawCall.HeaderOf(plain, "Strict-Transport-Security").Should().BeNull();
        RawCall.HeaderOf(await RawCall.SendAsync(server.Port, Ask("GET /sign-in", "X-Forwarded-Proto: http\nX-Forwarded-For: 203.0.113.5"), Proxy), "Location")
            .Should().Be("https://care.example.org/sign-in", "the proxy takes http too, and says so");
        RawCall.StatusOf(await RawCall.SendAsync(server.Port, Ask("POST /sign-in", "Origin: http://care.example.org\nContent-Length: 0"), "127.0.0.2")).Should().Be(400);

        RawCall.StatusOf(await RawCall.SendAsync(server.Port, Ask("GET /sign-in", "X-Forwarded-Proto: https"), "127.0.0.2")).Should().Be(400, "it would lead in a circle");
        string.Join('\n', server.Lines).Should().Contain("Proxy:Known");

        var known = await RawCall.SendAsync(server.Port, Ask("GET /sign-up", "X-Forwarded-Proto: https\nX-Forwarded-For: 203.0.113.5"), Proxy);
        RawCall.StatusOf(known).Should().Be(200);
        RawCall.HeaderOf(known, "Strict-Transport-Security").Should().Be("max-age=31536000");
        RawCall.HeaderOf(known, "Content-Security-Policy").Should().Be(Edge.Plain + "; upgrade-insecure-requests");

        // Another scheme is another origin.
        foreach (var (origin, status) in new[] { ("https://care.example.org", 400), ("http://care.example.org", 403), ("https://care.example.org:444", 403), ("https://sub.care.example.org", 403) })
            RawCall.StatusOf(await RawCall.SendAsync(server.Port, Ask("POST /sign-in", $"X-Forwarded-Proto: https\nX-Forwarded-For: 203.0.113.5\nOrigin: {origin}\nContent-Length: 0"), Proxy))
                .Should().Be(status, $"{origin} (400: only the token is missing)");
    }

    [Fact]
    public async Task A_practice_works_behind_a_proxy_with_TLS()
    {
        await using var proxy = new TlsProxy(Proxy);
        await using var server = await ServerProcess.StartAsync(house, new() { ["Site:Address"] = proxy.Address.ToString(), ["Proxy:Known"] = Proxy, ["SignUp:Open"] = "true" });
        proxy.PassOnTo(server.Port);
        var page = await browser.OpenAsync(proxy.Address, ownCertificate: true);
        var texts = new Texts("he");
        var dana = new TherapistAtWork(page, texts);
        await dana.CreatePracticeAsync("דנה לוי", "הקליניקה", $"tls{Guid.NewGuid():N}@example.org", "Feminine");
        // A circuit over wss: a file is opened, and the invitation's link is the site's.
        await dana.OpenFileAsync("נועה כהן", "Feminine", "noa@example.org");
        var (link, _) = await dana.InviteAsync();
        link.Should().StartWith(proxy.Address + "invitation/");
        var cookies = await page.Context.CookiesAsync();
        cookies.Select(c => c.Name).Should().Contain(["__Host-tc", "__Host-tc-form"]).And.OnlyContain(n => n.StartsWith("__Host-", StringComparison.Ordinal));
        await Expect(page.Locator("h1")).ToHaveTextAsync("נועה כהן");
        (await LastAddressAsync()).Should().Be("127.0.0.1", "Chromium's, which the proxy added; not the proxy's");
    }

    [Theory]
    [InlineData("Proxy:Known", "10.0.0.5/8")]
    [InlineData("Proxy:Known", "2001:db8::1/32")]
    [InlineData("Proxy:Known", "10.1/16")]
    [InlineData("Proxy:Known", "10.0.0.0/33")]
    [InlineData("Proxy:Known", "0.0.0.0/0")]
    [InlineData("Proxy:Known", "::/0")]
    [InlineData("Proxy:Known", "proxy.local")]
    [InlineData("Proxy:Known", "10.0.0.1 10.0.0.2")]
    [InlineData("Proxy:Known", "10.1")]
    [InlineData("Proxy:Known", "*")]
    [InlineData("Proxy:Hops", "0")]
    [InlineData("Proxy:Hops", "six")]
    [InlineData("Proxy:Trust", "all")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string key, string value)
    {
        var settings = house.Settings();
        settings[key] = value;
        var (code, output) = await ServerProcess.RunToEndAsync(settings);
        code.Should().NotBe(0);
        output.Should().Contain(key.Split(':')[1]);
        if (key == "Proxy:Known") output.Should().Contain(key).And.Contain(value);
    }

    private static DoorClient Caller(Uri address, string from, DoorClient person, params string[] headers) => new(address, IPAddress.Parse(from))
    {
        Email = person.Email,
        Sending = r =>
        {
            foreach (var header in headers.Select(h => h.Split(": ", 2))) r.Headers.TryAddWithoutValidation(header[0], header[1]);
        },
    };

    private Task<string> LastAddressAsync() => house.SeeAsync<string>("select address from tc_audit.entries where action in ('SignedIn', 'PatientInvited') order by at desc limit 1");

    private async Task<DoorClient> PatientAsync(Uri address)
    {
        using var therapist = new DoorClient(address);
        await therapist.SignUpAsync();
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        var dana = await therapist.AsTherapistAsync(house);
        var patient = new DoorClient(address);
        var invitation = await house.Get<InvitePatient>().RunAsync(dana, await house.NewPatientAsync(dana), TestContext.Current.CancellationToken);
        await patient.ComeInAsync(invitation.Value);
        return patient;
    }
}
