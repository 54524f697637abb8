using System.Net;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// Where a request comes from: circuits open, and things change, only from our own pages; with the person's own cookies in hand and
/// everything else right.
/// </summary>
[Trait("Needs", "Server")]
public sealed class OriginTests(Cast cast) : IClassFixture<Cast>
{
    private int Port => cast.Server.Port;

    private string Own => $"http://localhost:{Port}";

    private string CookiesOf(string who) => string.Join("; ", cast[who].Cookies.Select(c => $"{c.Key}={c.Value}"));

    /// <summary>Origins that are not ours, however alike they look. "{port}" is the server's.</summary>
    public static TheoryData<string> Others =>
    [
        "http://evil.example", "https://localhost:{port}", "http://localhost", "http://localhost:1", "http://localhost:{port}1", "http://localhost:{port}.evil.example",
        "http://evil.example:{port}", "http://sub.localhost:{port}", "http://localhost.evil.example:{port}", "http://evil-localhost:{port}", "http://localhost.:{port}",
        "http://127.0.0.1:{port}", "http://[::1]:{port}", "http://localhost:{port}@evil.example", "http://evil.example@localhost:{port}", "http://localhost:{port}/",
        "http://localhost:{port}/evil", "ws://localhost:{port}", "null", "file://", "chrome-extension://abcdefghijklmnop", "localhost:{port}", "http://LOCALHOST:{port}",
        "http://localhost:{port} http://evil.example", "http://localhost:{port}, http://evil.example", "about:blank", "http://xn--80aaxitdbjk:{port}", " ",
    ];

    private Task<string> SocketAsync(params string[] headers) => RawCall.SendAsync(Port,
        $"""
         GET /_blazor?id=none HTTP/1.1
         Host: localhost:{Port}
         Connection: Upgrade
         Upgrade: websocket
         Sec-WebSocket-Version: 13
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
         Cookie: {CookiesOf("therapist")}
         {string.Join('\n', headers)}
         """.TrimEnd());

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_circuit_opens_to_no_other_origin(string origin)
    {
        origin = origin.Replace("{port}", $"{Port}", StringComparison.Ordinal);
        var socket = await SocketAsync("Origin: " + origin);
        RawCall.StatusOf(socket).Should().Be(403, socket);
        RawCall.HeaderOf(socket, "Content-Security-Policy").Should().Be(Edge.Plain, "a refusal is an answer too");
        RawCall.HeaderOf(socket, "X-Content-Type-Options").Should().Be("nosniff");

        using var negotiate = await AskAsync("therapist", HttpMethod.Post, "_blazor/negotiate?negotiateVersion=1", ("Origin", origin));
        negotiate.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_circuit_opens_from_our_own_page()
    {
        var socket = await SocketAsync("Origin: " + Own);
        RawCall.StatusOf(socket).Should().NotBe(403, "it got past the door to the hub, which does not know this connection: " + socket);
        using var negotiate = await AskAsync("therapist", HttpMethod.Post, "_blazor/negotiate?negotiateVersion=1", ("Origin", Own), ("Sec-Fetch-Site", "same-origin"));
        negotiate.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: same-site")]
    [InlineData("Sec-Fetch-Site: none")]
    public async Task A_socket_that_does_not_say_its_origin_is_refused(string fetch) => RawCall.StatusOf(await SocketAsync(fetch)).Should().Be(403);

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("none")]
    [InlineData("Same-Origin")]
    [InlineData("same-origin, same-origin")]
    public async Task What_the_browser_says_of_the_site_counts_beside_the_origin(string site)
    {
        RawCall.StatusOf(await SocketAsync("Origin: " + Own, "Sec-Fetch-Site: " + site)).Should().Be(403);
        foreach (var path in new[] { "_blazor?id=none", "_BLAZOR?id=none", "_blazor/initializers" })
        {
            using var polled = await AskAsync("therapist", HttpMethod.Get, path, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty"));
            polled.StatusCode.Should().Be(HttpStatusCode.Forbidden, path);
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_form_with_the_right_token_from_elsewhere_changes_nothing(string origin)
    {
        origin = origin.Replace("{port}", $"{Port}", StringComparison.Ordinal);
        using var refused = await WriteAsync(("Origin", origin));
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        await NothingWasWrittenAsync();
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("none")]
    public async Task A_form_from_another_site_by_the_browsers_word_changes_nothing(string site)
    {
        using (var refused = await WriteAsync(("Origin", Own), ("Sec-Fetch-Site", site))) refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using (var silent = await WriteAsync(("Sec-Fetch-Site", site))) silent.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        await NothingWasWrittenAsync();
    }

    [Fact]
    public async Task A_form_that_says_nothing_of_where_it_comes_from_changes_nothing()
    {
        using var refused = await WriteAsync();
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        await NothingWasWrittenAsync();
    }

    [Fact]
    public async Task The_same_form_from_our_own_page_is_taken()
    {
        using var taken = await WriteAsync("נשלח מכאן", ("Origin", Own), ("Sec-Fetch-Site", "same-origin"));
        taken.Headers.Location!.OriginalString.Should().Be("/messages#end");
        (await cast["patient"].PageAsync("messages")).Should().Contain("נשלח מכאן");
    }

    [Fact]
    public async Task Every_unsafe_route_refuses_another_sites_post_before_it_looks_at_the_form()
    {
        foreach (var route in (await ServedRoute.AllAsync()).Where(r => r.Methods.Contains("POST")))
            foreach (var who in new[] { "signed out", "therapist", "patient", "admin" })
            {
                using var answer = await AskAsync(who, HttpMethod.Post, route.Route[1..].Replace("{Id:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal), ("Origin", "https://evil.example"));
                answer.StatusCode.Should().Be(HttpStatusCode.Forbidden, $"{who} at {route.Route}");
                (await Edge.ComplaintsAsync(answer)).Should().BeEmpty();
            }
    }

    [Theory]
    [InlineData("no-cors", "script", HttpStatusCode.Forbidden)]
    [InlineData("no-cors", "image", HttpStatusCode.Forbidden)]
    [InlineData("cors", "empty", HttpStatusCode.Forbidden)]
    [InlineData("navigate", "iframe", HttpStatusCode.Forbidden)]
    [InlineData("navigate", "object", HttpStatusCode.Forbidden)]
    [InlineData("navigate", "document", HttpStatusCode.OK)]
    public async Task Another_site_may_lead_here_by_a_link_and_take_nothing_of_ours_into_its_pages(string mode, string destination, HttpStatusCode status)
    {
        foreach (var site in new[] { "cross-site", "same-site" })
        {
            using var answer = await AskAsync("patient", HttpMethod.Get, "messages", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination));
            answer.StatusCode.Should().Be(status);
        }
    }

    [Fact]
    public async Task What_is_typed_into_the_address_bar_opens()
    {
        using var answer = await AskAsync("patient", HttpMethod.Get, "messages", ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    // The patient's own form, with its token and cookies: only where it says it comes from differs.
    private Task<HttpResponseMessage> WriteAsync(params (string Name, string Value)[] headers) => WriteAsync("נשלח מאתר אחר", headers);

    private async Task<HttpResponseMessage> WriteAsync(string words, params (string Name, string Value)[] headers)
    {
        var token = await cast["patient"].TokenAsync("messages");
        var fields = new Dictionary<string, string>
        {
            ["_handler"] = "write",
            ["__RequestVerificationToken"] = token,
            ["Input.Key"] = Guid.NewGuid().ToString(),
            ["Input.Words"] = words,
        };
        return await AskAsync("patient", HttpMethod.Post, "messages", new FormUrlEncodedContent(fields), headers);
    }

    private async Task NothingWasWrittenAsync() => (await cast["patient"].PageAsync("messages")).Should().NotContain("נשלח מאתר אחר");

    private Task<HttpResponseMessage> AskAsync(string who, HttpMethod method, string path, params (string Name, string Value)[] headers) =>
        AskAsync(who, method, path, null, headers);

    private Task<HttpResponseMessage> AskAsync(string who, HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return cast[who].SendAsync(request);
    }
}
