using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using TherapyCompanion.Tests.Support;
using TherapyCompanion.Web.App;

namespace TherapyCompanion.Tests.Architecture;

/// <summary>Deny by default (design rule 14): every page and endpoint asks for a hat, unless it stands on a short list.</summary>
public sealed class RouteTests
{
    /// <summary>What anybody may open, each with its reason.</summary>
    private static readonly Dictionary<string, string> Open = new()
    {
        ["/"] = "only sends on to the first page of whoever asks",
        ["/sign-in"] = "the door",
        ["/sign-in/code"] = "the door",
        ["/sign-in/link"] = "the door, for patients of practices that want it",
        ["/sign-in/link/{Link}"] = "who comes by a letter's link is out",
        ["/email/{Link}"] = "the same; it asks for the password of whoever is out",
        ["/sign-up"] = "the door",
        ["/sign-up/{Link}"] = "where the letter of a sign-up leads",
        ["/factor"] = "between the door and a second factor",
        ["/factor/lost"] = "halfway: the password was right and the factor is lost",
        ["/factor/stop/{Link}"] = "who comes by a letter's link is out",
        ["/passkeys/creation"] = "asks for the form's own token, and gives options that alone add nothing",
        ["/passkeys/request"] = "asks for the form's own token; a challenge opens nothing",
        ["/sign-out"] = "asks for the form's own token",
        ["/invitation/{Link}"] = "who comes by a link has no account yet",
        ["/place.webmanifest"] = "the neutral name and sign that the browser itself keeps",
        ["/join/{Link}"] = "the same, to a practice's staff",
        ["/forgot"] = "whoever forgot the password is out",
        ["/reset/{Link}"] = "who comes by a letter's link is out",
        ["/help"] = "help in a crisis is one tap away, signed out too",
        ["/error"] = "no data",
        ["/not-found"] = "no data",
        ["/health/live"] = "says only that it lives",
        ["/health/ready"] = "says only whether it is ready",
    };

    /// <summary>What any signed-in person may open, whatever their hat.</summary>
    private static readonly Dictionary<string, string> AnyHat = new()
    {
        ["/hat"] = "where one chooses it",
        ["/invitation/{Link}/join"] = "whoever is in adds a place to their account",
        ["/account"] = "one's own account",
        ["/account/email"] = "everybody's own address, after a fresh proof",
        ["/account/profile"] = "one's own details; who has none is told that there is no such page",
        ["/account/factors"] = "everybody's own",
        ["/prove"] = "whoever is in shows again that it is them",
        ["/account/sessions"] = "where one's own account is signed in",
        ["/unlock"] = "whoever is in comes back",
        ["/session/state"] = "what an open page asks about its own sign-in",
        ["/session/seen"] = "the same",
        ["/session/lock"] = "the same",
        ["/session/unlock"] = "the same",
        ["/session/prove"] = "the same",
        ["/account/password"] = "everybody's own password",
        ["/_blazor"] = "the circuit: pages ask for themselves",
        ["/_blazor/disconnect/"] = "the same",
        ["/_blazor/initializers/"] = "the same",
        ["/_blazor/negotiate"] = "the same",
        ["/_framework/opaque-redirect"] = "the framework's own",
        ["{**path:file}"] = "a file that is not there",
    };

    [Fact]
    public void Every_page_says_who_may_open_it()
    {
        var pages = typeof(Policies).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any()).ToList();
        pages.Should().HaveCountGreaterThan(10);
        foreach (var page in pages)
        {
            var routes = page.GetCustomAttributes<RouteAttribute>().Select(r => r.Template).ToList();
            page.GetCustomAttributes<AuthorizeAttribute>(inherit: true).Should().NotBeEmpty($"{page.Name} inherits it from _Imports");
            if (page.GetCustomAttribute<AllowAnonymousAttribute>() is not null) Open.Keys.Should().Contain(routes, page.Name);
            else if (!routes.All(AnyHat.ContainsKey)) page.GetCustomAttributes<AuthorizeAttribute>().Should().Contain(a => a.Policy != null, $"{page.Name} names a hat");
        }
    }

    [Fact]
    public void The_imports_close_every_page() =>
        Sources.Of("TherapyCompanion.Web", "_Imports.razor").Should().Contain(f => f.Path == "TherapyCompanion.Web/_Imports.razor" && File.ReadAllText(f.Full).Contains("@attribute [Authorize]"));

    [Fact]
    public async Task Every_endpoint_of_the_running_program_asks_for_somebody()
    {
        var routes = await ServedRoute.AllAsync();
        var served = routes.Where(r => !r.IsAsset).ToList();
        served.Should().HaveCountGreaterThan(20);
        served.Where(r => r.Anonymous).Select(r => r.Route).Distinct().Should().BeEquivalentTo(Open.Keys);
        served.Where(r => !r.Anonymous && r.Policies.Count == 0).Select(r => r.Route).Distinct().Should().BeEquivalentTo(AnyHat.Keys);
        served.SelectMany(r => r.Policies).Distinct().Should().BeSubsetOf([Policies.Therapist, Policies.Patient, Policies.Admin, Policies.Supervisor, Policies.Guardian, Policies.Staff]);
        routes.Where(r => r.IsAsset).Should().OnlyContain(r => r.Methods.All(m => m == "GET" || m == "HEAD"));
    }

    [Fact]
    public async Task What_is_open_changes_nothing_but_by_a_form()
    {
        var others = (await ServedRoute.AllAsync()).Where(r => r.Anonymous).SelectMany(r => r.Methods).Distinct();
        others.Should().BeSubsetOf(["GET", "HEAD", "POST"]);
    }
}
