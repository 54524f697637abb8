using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The server answers to its own names only, and nothing of the name it was called by comes back.</summary>
[Trait("Needs", "Server")]
public sealed class HostTests(House house) : IClassFixture<House>
{
    /// <summary>A host that is asked for, and what "/" answers.</summary>
    private static readonly (string Host, int Status)[] Hosts =
    [
        ("localhost", 302), ("LocalHost:9999", 302), ("other.example.org", 302), ("evil.example", 400), ("localhost.evil.example", 400), ("evil.example:80", 400),
        ("localhost.", 400), ("127.0.0.1", 400), ("[::1]", 400), ("xn--lcalhost-54a", 400), ("", 400),
    ];

    private static readonly string[] OtherWaysToSayAHost =
    [
        "GET / HTTP/1.0", "GET http://evil.example/ HTTP/1.1\nHost: localhost", "GET http://evil.example/ HTTP/1.1\nHost: evil.example",
        "GET / HTTP/1.1\nHost: localhost\nHost: evil.example", "GET / HTTP/1.1\nHost: localhost@evil.example", "GET / HTTP/1.1\nHost: evil.example#localhost",
        "GET / HTTP/1.1\nHost: evil.example/localhost", "GET / HTTP/1.1\nHost: localhost:80@evil.example", "GET / HTTP/1.1\nHost: localhost, evil.example",
        "POST /sign-out HTTP/1.1\nHost: evil.example\nOrigin: http://evil.example\nContent-Length: 0",
        "GET /_blazor HTTP/1.1\nHost: evil.example\nOrigin: http://evil.example\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];

    private static readonly string[] HeadersOfAHost =
    [
        "X-Forwarded-Host: evil.example", "X-Original-Host: evil.example", "X-Host: evil.example", "Forwarded: host=evil.example;proto=https",
        "X-Forwarded-Proto: https\nX-Forwarded-Port: 443\nX-Forwarded-Prefix: /evil", "X-HTTP-Method-Override: DELETE\nX-Original-URL: /evil\nX-Rewrite-URL: /evil",
    ];

    [Fact]
    public async Task Only_the_sites_own_names_are_answered_to()
    {
        // As in production: the machine's own names are no matter of course there.
        await using var server = await ServerProcess.StartAsync(house, new() { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Site:Hosts"] = "other.example.org, third.example.org" });
        foreach (var (host, status) in Hosts)
        {
            var answer = await RawCall.SendAsync(server.Port, $"GET / HTTP/1.1\nHost: {host}\nConnection: close");
            RawCall.StatusOf(answer).Should().Be(status, $"for \"{host}\"");
            answer.Should().NotContain("evil").And.NotContain("9999");
            if (host.Length == 0) continue; // refused by the web server itself, before any of our own words
            RawCall.HeaderOf(answer, "Content-Security-Policy").Should().Be(Edge.Plain);
            RawCall.HeaderOf(answer, "X-Content-Type-Options").Should().Be("nosniff");
            RawCall.HeaderOf(answer, "Location").Should().Be(status == 302 ? "/sign-in" : null);
        }

        string.Join('\n', server.Lines).Should().Contain("Site:Hosts", "the log says once what to set").And.NotContain("evil");
    }

    [Fact]
    public async Task No_way_of_saying_another_host_passes()
    {
        await using var server = await ServerProcess.StartAsync(house);
        foreach (var request in OtherWaysToSayAHost) RawCall.StatusOf(await RawCall.SendAsync(server.Port, request)).Should().Be(400, request);
    }

    [Fact]
    public async Task No_header_says_another_host()
    {
        await using var server = await ServerProcess.StartAsync(house, new() { ["Proxy:Known"] = "127.0.0.1" });
        foreach (var headers in HeadersOfAHost)
        {
            var answer = await RawCall.SendAsync(server.Port, $"GET /today HTTP/1.1\nHost: localhost:{server.Port}\nConnection: close\n{headers}");
            RawCall.StatusOf(answer).Should().Be(302);
            RawCall.HeaderOf(answer, "Location").Should().Be("/sign-in?to=%2Ftoday", headers);
        }
    }

    [Fact]
    public async Task A_probe_asks_by_address()
    {
        await using var server = await ServerProcess.StartAsync(house, new() { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Site:Address"] = "https://care.example.org" });
        foreach (var path in new[] { "/health/live", "/health/ready" })
            RawCall.StatusOf(await RawCall.SendAsync(server.Port, $"GET {path} HTTP/1.1\nHost: 10.20.30.40:8080\nConnection: close")).Should().Be(200);
        RawCall.StatusOf(await RawCall.SendAsync(server.Port, "GET /healthy HTTP/1.1\nHost: 10.20.30.40:8080\nConnection: close")).Should().Be(400);
        RawCall.StatusOf(await RawCall.SendAsync(server.Port, "GET /health/../sign-in HTTP/1.1\nHost: 10.20.30.40:8080\nConnection: close")).Should().Be(400);
        RawCall.StatusOf(await RawCall.SendAsync(server.Port, "POST /health/live HTTP/1.1\nHost: 10.20.30.40:8080\nOrigin: https://care.example.org\nContent-Length: 0\nConnection: close")).Should().BeGreaterThan(399);
    }

    [Fact]
    public async Task A_forged_port_stands_in_no_link()
    {
        await using var server = await ServerProcess.StartAsync(house);
        using var visitor = new DoorClient(server.Address) { Sending = r => r.Headers.Host = "localhost:9999" };
        foreach (var path in new[] { "help", "sign-in", "sign-up", "not-found", "today", "?culture=en", "invitation/x" })
        {
            using var answer = await visitor.GetAsync(path);
            ($"{answer.Headers} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}").Should().NotContain("9999", path);
        }
    }

    [Theory]
    [InlineData("Site:Address", "nonsense")]
    [InlineData("Site:Address", "ftp://care.example.org")]
    [InlineData("Site:Address", "http://care.example.org")]
    [InlineData("Site:Address", "https://care.example.org/therapy")]
    [InlineData("Site:Address", "https://somebody@care.example.org")]
    [InlineData("Site:Address", "https://care.example.org/?x=1")]
    [InlineData("Site:Hosts", "https://care.example.org")]
    [InlineData("Site:Hosts", "care.example.org:443")]
    [InlineData("Site:Hosts", "*")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string key, string value)
    {
        var settings = house.Settings();
        settings[key] = value;
        var (code, output) = await ServerProcess.RunToEndAsync(settings);
        code.Should().Be(2);
        output.Should().Contain(key);
    }

    [Fact]
    public void Links_begin_with_the_sites_address_and_nothing_else()
    {
        var site = new Site(new Uri("https://care.example.org/"), []);
        site.LinkTo("/invitation/x").Should().Be("https://care.example.org/invitation/x");
        new Site(new Uri("http://localhost:5080"), []).LinkTo("/messages").Should().Be("http://localhost:5080/messages");
        site.Invoking(s => s.LinkTo("@evil.example/")).Should().Throw<ArgumentException>();
        site.Invoking(s => s.LinkTo(".evil.example/")).Should().Throw<ArgumentException>();
    }
}
