using System.Diagnostics;
using System.Net;
using System.Xml.Linq;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// The keys of cookies and forms: whoever was in stays in when the server is killed and started again, at every node, and after the
/// master keys were rotated; and the database shows none of it.
/// </summary>
[Trait("Needs", "Server")]
public sealed class ProtectionKeyTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    [Fact]
    public async Task A_cookie_and_an_open_form_outlive_the_server_that_made_them()
    {
        await using var server = await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true" });
        using var dana = new DoorClient(server.Address);
        await dana.SignUpAsync();
        var form = await (await dana.GetAsync("hat")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await server.KillAsync();
        await server.StartAsync();
        (await dana.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK, "the cookie is from before");
        using var chosen = await dana.SubmitOnAsync(form, "hat", "hat", ("Chosen", "none"));
        chosen.StatusCode.Should().Be(HttpStatusCode.OK, "so is the form's token");

        // Rotated while it is down: old cookies are still good, and so are new ones.
        await server.KillAsync();
        await RotateAsync();
        await server.StartAsync();
        (await dana.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK, "the master key that sealed its key is still in the file");
        using var elsewhere = dana.ElsewhereAsSame();
        await elsewhere.SignInAsync();
        await RotateAsync();
        (await elsewhere.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK, "and rotated under the running server");
    }

    [Fact]
    public async Task Two_nodes_that_start_at_once_over_an_empty_database_know_each_others_people()
    {
        await using var fresh = new DoorHouse();
        await fresh.InitializeAsync();
        // One master key for both, as it is when its file lies on both machines.
        _ = fresh.Get<MasterKeys>();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ServerProcess.StartAsync(fresh, new() { ["SignUp:Open"] = "true" })));
        try
        {
            foreach (var (here, there) in new[] { (nodes[0], nodes[1]), (nodes[1], nodes[0]) })
            {
                using var person = new DoorClient(here.Address);
                await person.SignUpAsync();
                using var moved = person.ElsewhereAsSame(there.Address);
                foreach (var (name, value) in person.Cookies) moved.Cookies[name] = value;
                (await moved.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK, "a proxy may send the next request to another node");
                var form = await (await person.GetAsync("hat")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                moved.Cookies["__Host-tc-form"] = person.Cookies["__Host-tc-form"];
                (await moved.SubmitOnAsync(form, "hat", "hat", ("Chosen", "none"))).StatusCode.Should().Be(HttpStatusCode.OK, "with its form");
            }
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_database_holds_no_key_that_opens_anything_and_another_houses_master_key_does_not_either()
    {
        await using var server = await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true" });
        using var dana = new DoorClient(server.Address);
        await dana.SignUpAsync();
        var rows = await house.SeeAllAsync("select xml from signin.data_protection_keys");
        rows.Should().NotBeEmpty();
        foreach (var xml in rows.Select(r => XElement.Parse((string)r[0]!)))
        {
            xml.Descendants().Select(e => e.Name.LocalName).Should().NotContain(["masterKey", "value"], "that is where the framework would write it plainly");
            xml.Descendants().Where(e => e.Name.LocalName == "encryptedSecret").Should().ContainSingle().Which.Attribute("decryptorType")!.Value.Should().StartWith(typeof(ProtectionKeyOpener).FullName!);
        }

        // The same database with other keys, as with a stolen copy: nobody is known there.
        await using var thief = await ServerProcess.StartAsync(house, new() { ["Keys:Folder"] = Path.Combine(house.Folder, "thief"), ["SignUp:Open"] = "true" });
        using var stolen = dana.ElsewhereAsSame(thief.Address);
        foreach (var (name, value) in dana.Cookies) stolen.Cookies[name] = value;
        using var answer = await stolen.GetAsync("today");
        answer.Headers.Location!.OriginalString.Should().Be("/sign-in?to=%2Ftoday");
    }

    private async Task RotateAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "TherapyCompanion.Web.dll"), "keys", "rotate", "--master"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (key, value) in house.Settings()) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0, await said + await complained);
    }
}
