using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;
using TherapyCompanion.Web.App;

namespace TherapyCompanion.Tests.Web;

/// <summary>Headers, cookies and markup of every page, for everybody, with their exact values; and of every kind of answer that is no page.</summary>
[Trait("Needs", "Server")]
public sealed partial class HeaderTests(Cast cast) : IClassFixture<Cast>
{
    /// <summary>Where only staff come, so that the word-mark may stand there.</summary>
    private static readonly string[] StaffDoors = ["/sign-up", "/join", "/factor"];

    [Fact]
    public async Task Every_page_for_everybody_has_its_headers_guarded_cookies_and_nothing_but_our_own_in_its_markup()
    {
        var (wrong, pages) = (new List<string>(), 0);
        foreach (var route in (await ServedRoute.AllAsync()).Where(r => !r.IsAsset && r.Methods.Contains("GET")).Select(r => r.Route).Distinct())
            foreach (var caller in cast.Callers)
                foreach (var language in new[] { "he", "en" })
                {
                    using var answer = await caller.Client.SendAsync(new(HttpMethod.Get, Parameter().Replace(route, cast.Records[0].ToString()) + $"?culture={language}"));
                    using var page = await caller.Client.GetAsync(Parameter().Replace(route, cast.Records[0].ToString()));
                    foreach (var part in new[] { answer, page })
                    {
                        var html = WebUtility.HtmlDecode(await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                        var complaints = await Edge.ComplaintsAsync(part, route == "/help" && part.StatusCode is HttpStatusCode.OK);
                        complaints.AddRange(Edge.MarkupComplaints(await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
                        if (html.Contains("TherapyCompanion", StringComparison.OrdinalIgnoreCase) && !html.Contains("_framework/blazor.web", StringComparison.Ordinal)
                            && !IsStaff(caller.Hat) && !StaffDoors.Any(d => route.StartsWith(d, StringComparison.Ordinal))) complaints.Add("the product's name");
                        wrong.AddRange(complaints.Select(c => $"{caller.Who} at {route}: {(int)part.StatusCode}: {c}"));
                        if (html.Contains("<html", StringComparison.Ordinal)) pages++;
                    }
                }

        wrong.Distinct().Should().BeEmpty();
        pages.Should().BeGreaterThan(150);
    }

    [Fact]
    public async Task What_is_the_same_for_everybody_may_be_kept_and_nothing_else()
    {
        using var help = await cast["patient"].GetAsync("help");
        help.Headers.CacheControl!.ToString().Should().Be("max-age=86400, private");
        help.Headers.Contains("Set-Cookie").Should().BeFalse();
        foreach (var (who, path) in new[] { ("patient", "messages"), ("patient", "my-consents"), ("patient", "messages/latest"), ("therapist", "today"), ("therapist", "hat"), ("signed out", "sign-in"), ("halfway", "sign-in/code") })
        {
            using var answer = await cast[who].GetAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
            answer.Headers.CacheControl!.NoStore.Should().BeTrue(path);
            answer.Headers.CacheControl.Public.Should().BeFalse(path);
        }
    }

    [Theory]
    [InlineData("signed out", "GET", "/no-such-page", 302)]
    [InlineData("therapist", "GET", "/no-such-page", 404)]
    [InlineData("therapist", "GET", "/no-such-file.css", 404)]
    [InlineData("therapist", "DELETE", "/today", 405)]
    [InlineData("therapist", "TRACE", "/today", 405)]
    [InlineData("therapist", "POST", "/sign-out", 400)]
    [InlineData("signed out", "POST", "/sign-in", 400)]
    [InlineData("signed out", "GET", "/messages/latest", 401)]
    [InlineData("signed out", "GET", "/_blazor", 401)]
    [InlineData("patient", "GET", "/audit", 302)]
    [InlineData("signed out", "GET", "/tokens.css", 200)]
    [InlineData("signed out", "HEAD", "/patient.css", 200)]
    [InlineData("signed out", "GET", "/health/ready", 200)]
    public async Task Every_kind_of_answer_has_them(string who, string verb, string path, int status)
    {
        using var answer = await cast[who].SendAsync(new(new HttpMethod(verb), path) { Headers = { { "Origin", cast[who].Address.GetLeftPart(UriPartial.Authority) } } });
        ((int)answer.StatusCode).Should().Be(status);
        (await Edge.ComplaintsAsync(answer, mayBeKept: path.EndsWith(".css", StringComparison.Ordinal) && status == 200)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_form_that_was_open_too_long_says_so_and_nothing_breaks()
    {
        await using var server = await ServerProcess.StartAsync(cast.House, new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        using var visitor = new DoorClient(server.Address);
        using var answer = await visitor.PostAsync("sign-in", ("_handler", "sign-in"), ("__RequestVerificationToken", "old"));
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        page.Should().Contain(new Texts("he")["AppText", "FormOverTitle"]).And.NotContain("TherapyCompanion");
        server.Lines.Should().NotContain(l => l.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_everything_broke_the_page_that_says_so_has_them_too()
    {
        await using var house = new DoorHouse();
        await house.InitializeAsync();
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        await using var server = await ServerProcess.StartAsync(house, new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        using var therapist = new DoorClient(server.Address);
        await therapist.SignUpAsync();
        await TestCluster.DropAsync(house.Database);
        foreach (var path in new[] { "today", "hat" })
        {
            using var answer = await therapist.GetAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError, path);
            (await Edge.ComplaintsAsync(answer)).Should().BeEmpty();
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Edge.MarkupComplaints(page).Should().BeEmpty();
            page.Should().Contain(answer.Headers.GetValues("X-Request-Id").Single()).And.NotContain("TherapyCompanion").And.NotContain("Npgsql");
        }

        (await therapist.GetAsync("help")).StatusCode.Should().Be(HttpStatusCode.OK, "help needs no database");
        using var posted = await therapist.PostAsync("sign-in", ("_handler", "sign-in"), ("Input.Email", "a@example.org"));
        (await Edge.ComplaintsAsync(posted)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_microphone_is_allowed_on_a_page_that_records_and_on_no_other()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new Site(new Uri("http://localhost"), []));
        await using var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.MapGet("/records", () => "").WithMetadata(new UsesMicrophoneAttribute());
        app.MapGet("/breaks", (HttpContext context) =>
        {
            context.SetEndpoint(null); // as the error page does that comes in its place
            context.Response.StatusCode = 500;
        }).WithMetadata(new UsesMicrophoneAttribute());
        app.MapGet("/reads", () => "");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var (path, microphone) in new[] { ("/records", "microphone=(self)"), ("/reads", "microphone=()"), ("/breaks", "microphone=()"), ("/none", "microphone=()") })
            (await client.GetAsync(path, TestContext.Current.CancellationToken)).Headers.GetValues("Permissions-Policy").Single().Should().Be($"{Edge.Sensors}, {microphone}", path);
    }

    [Fact]
    public async Task No_page_of_today_records()
    {
        foreach (var route in (await ServedRoute.AllAsync()).Where(r => r.Methods.Contains("GET") && !r.IsAsset))
        {
            using var answer = await cast["therapist"].GetAsync(Parameter().Replace(route.Route, Guid.NewGuid().ToString()));
            answer.Headers.GetValues("Permissions-Policy").Single().Should().EndWith("microphone=()", route.Route);
        }
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    // Staff have the same pages of their account in the staff's frame, with the word-mark; nobody else's page carries it.
    private static bool IsStaff(Hat? hat) => hat is Hat.Therapist or Hat.Admin or Hat.Supervisor;
}
