using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
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
        ["/sign-up"] = "the door",
        ["/factor"] = "between the door and a second factor",
        ["/sign-out"] = "asks for the form's own token",
        ["/invitation/{Link}"] = "who comes by a link has no account yet",
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
        var routes = await RoutesAsync();
        var served = routes.Where(r => !IsAsset(r)).ToList();
        served.Should().HaveCountGreaterThan(20);
        served.Where(r => r.Anonymous).Select(r => r.Route).Distinct().Should().BeEquivalentTo(Open.Keys);
        served.Where(r => !r.Anonymous && r.Policies.Count == 0).Select(r => r.Route).Distinct().Should().BeEquivalentTo(AnyHat.Keys);
        served.SelectMany(r => r.Policies).Distinct().Should().BeSubsetOf([Policies.Therapist, Policies.Patient, Policies.Admin, Policies.Staff]);
        routes.Where(IsAsset).Should().OnlyContain(r => r.Methods.All(m => m == "GET" || m == "HEAD"));
    }

    [Fact]
    public async Task What_is_open_changes_nothing_but_by_a_form()
    {
        var others = (await RoutesAsync()).Where(r => r.Anonymous).SelectMany(r => r.Methods).Distinct();
        others.Should().BeSubsetOf(["GET", "HEAD", "POST"]);
    }

    // Files of wwwroot and of packages, each by its name and ending.
    private static bool IsAsset(Endpoint route) => !route.Route.StartsWith('/') && !route.Route.StartsWith('{');

    private static async Task<List<Endpoint>> RoutesAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tc-routes-").FullName;
        try
        {
            var program = new ProcessStartInfo("dotnet")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
                ArgumentList = { typeof(Policies).Assembly.Location, "routes", "--json" },
            };
            foreach (var login in new[] { "App", "SignIn", "Job", "Beth" }) program.Environment[$"Database__{login}"] = "Host=127.0.0.1;Port=1;Database=none;Username=nobody";
            foreach (var (name, sub) in new[] { ("Keys__Folder", "keys"), ("Audit__AnchorFolder", "anchors"), ("Mail__Folder", "mail") }) program.Environment[name] = Path.Combine(folder, sub);
            using var process = Process.Start(program)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.Should().Be(0, await error);
            return JsonSerializer.Deserialize<List<Endpoint>>(await output, JsonSerializerOptions.Web)!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Endpoint(string Route, IReadOnlyList<string> Methods, bool Anonymous, IReadOnlyList<string> Policies);
}
