using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Tests.Support;
using TherapyCompanion.Web.App;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// Everybody × every verb × every route, over the real server. What must come of it is not written here: it follows from what the
/// route says of itself (<c>routes --json</c>) and from the program's own policies.
/// </summary>
[Trait("Needs", "Server")]
public sealed partial class RouteTableTests(Cast cast) : IClassFixture<Cast>
{
    private static readonly string[] Verbs = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

    private static readonly IAuthorizationService Authorization =
        new ServiceCollection().AddLogging().AddWeb(new ConfigurationBuilder().Build()).BuildServiceProvider().GetRequiredService<IAuthorizationService>();

    [Fact]
    public async Task Everybody_by_every_verb_at_every_route_gets_what_the_route_says()
    {
        var routes = (await ServedRoute.AllAsync()).Where(r => !r.IsAsset).ToList();
        routes.Should().HaveCountGreaterThan(30);
        var (wrong, asked) = (new List<string>(), 0);
        foreach (var caller in cast.Callers)
            foreach (var route in routes)
                foreach (var verb in Verbs)
                {
                    using var answer = await AskAsync(caller, verb, Fill(route.Route, Guid.NewGuid().ToString()));
                    asked++;
                    foreach (var complaint in (await ComplaintsAsync(route, verb, caller, answer)).Concat(await Edge.ComplaintsAsync(answer, route.Route == "/help" && verb == "GET")))
                        wrong.Add($"{caller.Who}, {verb} {route.Route}: {(int)answer.StatusCode} {answer.Headers.Location}: {complaint}");
                }

        wrong.Should().BeEmpty();
        asked.Should().BeGreaterThan(1500);
    }

    [Fact]
    public async Task A_strangers_and_a_wrong_hats_answer_has_nothing_of_the_practice_in_it()
    {
        var routes = (await ServedRoute.AllAsync()).Where(r => Parameter().IsMatch(r.Route) && !r.IsAsset).ToList();
        routes.Should().HaveCountGreaterThan(5);
        foreach (var caller in cast.Callers)
            foreach (var route in routes)
                foreach (var record in cast.Records)
                {
                    var page = await caller.Client.PageAsync(Fill(route.Route, record.ToString())[1..]);
                    // Not even for the therapist whose they are: a circuit's shell is empty until somebody is known to be there.
                    page.Should().NotContain(Cast.PatientName, $"{caller.Who} at {route.Route}").And.NotContain("שינה מקוטעת");
                }
    }

    [Fact]
    public async Task Files_are_read_by_anybody_and_changed_by_nobody()
    {
        var wrong = new List<string>();
        var caller = cast.Callers[0];
        foreach (var route in (await ServedRoute.AllAsync()).Where(r => r.IsAsset).DistinctBy(r => r.Route))
            foreach (var verb in Verbs)
            {
                using var answer = await AskAsync(caller, verb, "/" + route.Route);
                var status = (int)answer.StatusCode;
                if (verb is "GET" or "HEAD" ? status != 200 : status is < 300 or >= 500) wrong.Add($"{verb} {route.Route}: {status}");
                wrong.AddRange((await Edge.ComplaintsAsync(answer, mayBeKept: verb is "GET" or "HEAD")).Select(c => $"{verb} {route.Route}: {c}"));
            }

        wrong.Should().BeEmpty();
    }

    private static async Task<List<string>> ComplaintsAsync(ServedRoute route, string verb, Caller caller, HttpResponseMessage answer)
    {
        var (status, to) = ((int)answer.StatusCode, answer.Headers.Location?.OriginalString ?? "");
        var served = route.Methods.Count == 0 || route.Methods.Contains(verb);
        var mine = route.Anonymous || (caller.Hat is not null && await OpensAsync(route, caller.Hat.Value));
        var wrong = new List<string>();
        if (status >= 500) wrong.Add("it broke");
        if (status is >= 300 and < 400 && !to.StartsWith('/')) wrong.Add("a redirect that is no path");

        // Under the lock only what unlocks it answers, and the circuit, which has a lock of its own.
        var covered = caller.Locked && mine && served && !route.Anonymous && route.WhileLocked != "*" && route.WhileLocked != verb && !route.Route.StartsWith("/_blazor", StringComparison.Ordinal);

        if (covered && !(status is 423 or 404 || (status == 303 && to.StartsWith("/unlock?to=", StringComparison.Ordinal)))) wrong.Add("locked, and answered");
        else if (covered) return wrong;
        else if (!served && status < 300) wrong.Add("a verb that the route does not serve");
        // Theirs, and first they show again that it is them: a post too, whatever was in it.
        else if (mine && route.Proof && status == 303 && to.StartsWith("/prove?to=", StringComparison.Ordinal)) return wrong;
        else if (!mine && !IsRefusal(status, to)) wrong.Add("not theirs, and not refused");
        else if (mine && served && verb is "GET" && route.Methods.Count > 0 && !route.Anonymous && (status is not (200 or 302 or 400 or 404) || to.StartsWith("/sign-in", StringComparison.Ordinal)))
            wrong.Add("theirs, and refused");
        // Only the hub, which asks where a request comes from, takes a post without a form's token.
        else if (mine && verb is "POST" && route.Methods.Contains("POST") && status != 400) wrong.Add("a post without a token was not refused as one");
        return wrong;
    }

    private static bool IsRefusal(int status, string to) => status is 401 or 403 or 404 or 405 or 423 || (status == 302 && Door().IsMatch(to));

    private static async Task<bool> OpensAsync(ServedRoute route, TherapyCompanion.Core.Hat hat)
    {
        var person = new ClaimsPrincipal(new ClaimsIdentity([new(TherapyCompanion.Web.Live.Claims.Hat, hat.ToString())], "test"));
        foreach (var policy in route.Policies)
            if (!(await Authorization.AuthorizeAsync(person, policy)).Succeeded) return false;
        return true;
    }

    private static Task<HttpResponseMessage> AskAsync(Caller caller, string verb, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(verb), path);
        if (verb is not ("GET" or "HEAD" or "OPTIONS"))
        {
            // As from a form of our own page, but for the token.
            request.Headers.Add("Origin", caller.Client.Address.GetLeftPart(UriPartial.Authority));
            request.Content = new FormUrlEncodedContent([KeyValuePair.Create("_handler", "write"), KeyValuePair.Create("Input.Words", "שלום")]);
        }

        return caller.Client.SendAsync(request);
    }

    private static string Fill(string route, string value) => Parameter().Replace(route is ['/', ..] ? route : "/" + route, value + (route.Contains(":file", StringComparison.Ordinal) ? ".txt" : ""));

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^/sign-in(\?to=%2F[^/]|$)")]
    private static partial Regex Door();
}
