using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TherapyCompanion.Tests.Support;
using TherapyCompanion.Web.App;

namespace TherapyCompanion.Tests.Web;

/// <summary>What changes something carries a token of our own form, of this very person and browser.</summary>
[Trait("Needs", "Server")]
public sealed partial class FormTokenTests(Cast cast) : IClassFixture<Cast>
{
    private const string Field = "__RequestVerificationToken";
    private const string Cookie = "__Host-tc-form";

    [Fact]
    public async Task Every_route_that_takes_a_post_refuses_one_whose_token_is_missing_or_somebody_elses()
    {
        var (wrong, asked) = (new List<string>(), 0);
        var strangers = await TokenAsync("another practice's therapist");
        foreach (var route in (await ServedRoute.AllAsync()).Where(r => r.Methods.Contains("POST")))
            foreach (var who in new[] { "signed out", "patient", "therapist", "admin", "supervisor", "guardian" })
            {
                var client = cast[who];
                var own = await TokenAsync(who);
                var cookie = client.Cookies[Cookie];
                var path = Parameter().Replace(route.Route, Guid.NewGuid().ToString());
                foreach (var (what, token, kept) in new[]
                {
                ("none", null, cookie), ("empty", "", cookie), ("made up", "CfDJ8AAAA", cookie), ("a stranger's", strangers, cookie), ("its own, without its cookie", own, null),
                ("its own, with a stranger's cookie", own, cast["another practice's therapist"].Cookies[Cookie]), ("the cookie itself", cookie, cookie),
            })
                {
                    if (kept is null) client.Cookies.Remove(Cookie);
                    else client.Cookies[Cookie] = kept;
                    using var answer = await client.PostAsync(path, [("_handler", "x"), .. token is null ? Array.Empty<(string, string)>() : [(Field, token)]]);
                    asked++;
                    // Whose it is not is told so first; nobody gets past this.
                    if (answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Found or HttpStatusCode.Unauthorized)
                        || (answer.Headers.Location is { } to && !to.OriginalString.StartsWith("/sign-in?to=", StringComparison.Ordinal)))
                    {
                        // What asks for a fresh proof sends there before it reads a form: nothing is done either.
                        if (answer.StatusCode is HttpStatusCode.SeeOther && answer.Headers.Location?.OriginalString.StartsWith("/prove?to=", StringComparison.Ordinal) is true)
                        {
                            client.Cookies[Cookie] = cookie;
                            continue;
                        }

                        wrong.Add($"{who} at {route.Route} with a token that is {what}: {(int)answer.StatusCode} {answer.Headers.Location}");
                    }

                    client.Cookies[Cookie] = cookie;
                }
            }

        wrong.Should().BeEmpty();
        asked.Should().BeGreaterThan(500);
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_of_it_asks_for_a_token_too()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAntiforgery(o => o.Cookie.Name = "form");
        await using var app = builder.Build();
        ((IApplicationBuilder)app).UseRouting();
        app.UseMiddleware<FormTokens>();
        app.MapGet("/token", (HttpContext context, IAntiforgery forms) => forms.GetAndStoreTokens(context).RequestToken);
        app.MapMethods("/plain", ["POST", "PUT", "PATCH", "DELETE"], () => "done");
        app.MapPost("/called-without-cookies", () => "done").DisableAntiforgery();
        app.MapPost("/_blazor/negotiate", () => "done");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var token = await client.GetStringAsync("/token", TestContext.Current.CancellationToken);
        foreach (var verb in new[] { "POST", "PUT", "PATCH", "DELETE" })
        {
            (await SendAsync(verb, "/plain", null)).Should().Be(HttpStatusCode.BadRequest, verb);
            (await SendAsync(verb, "/plain", token)).Should().Be(HttpStatusCode.OK, verb);
        }

        (await SendAsync("POST", "/called-without-cookies", null)).Should().Be(HttpStatusCode.OK);
        (await SendAsync("POST", "/_blazor/negotiate", null)).Should().Be(HttpStatusCode.OK);

        async Task<HttpStatusCode> SendAsync(string verb, string path, string? with)
        {
            using var request = new HttpRequestMessage(new HttpMethod(verb), path);
            if (with is not null) request.Headers.Add("RequestVerificationToken", with);
            return (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
        }
    }

    private Task<string> TokenAsync(string who) => cast[who].TokenAsync(who switch { "signed out" => "sign-in", "patient" => "messages", "guardian" => "guardian", _ => "hat" });

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
