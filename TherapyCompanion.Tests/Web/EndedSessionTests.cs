using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// A sign-in that ends takes everything with it within five seconds: the open page, its circuit, whatever its browser still tries,
/// on every node, also when the database's notice is lost, and after a reload, a reconnect or a stolen circuit's id.
/// </summary>
[Trait("Needs", "Server")]
public sealed class EndedSessionTests(SignedInScene scene) : IClassFixture<SignedInScene>
{
    private const string Name = "מיה לביא";
    private const string CircuitClosed = "A circuit closed";
    private static readonly Texts Hebrew = new("he");
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly Regex Left = new("/sign-in\\?ended=yes$");

    /// <summary>Dana with Maya's file open; her name is on the screen.</summary>
    private async Task<(SignedInPerson Dana, IPage Page, Guid Maya)> OpenFileAsync(ServerProcess? server = null)
    {
        var dana = await scene.NewTherapistAsync();
        var maya = await scene.House.NewPatientAsync(dana.Actor, Name);
        var page = await scene.OpenAsync(dana.Client, server?.Address);
        await page.GotoAsync($"/patients/{maya}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Name);
        return (dana, page, maya);
    }

    private static ILocator Button(IPage page, string key) => page.GetByRole(AriaRole.Button, new() { Name = Hebrew["SessionsText", key] });

    private int Closed(ServerProcess? server = null) => SignedInScene.Count(server ?? scene.Server, CircuitClosed);

    /// <summary>The page is gone, its words too, and its circuit with it.</summary>
    private async Task ShouldHaveLeftAsync(IPage page, Stopwatch clock, int closedBefore, ServerProcess? server = null)
    {
        await Expect(page).ToHaveURLAsync(Left, new() { Timeout = 10_000 });
        clock.Elapsed.Should().BeLessThan(Soon);
        (await page.ContentAsync()).Should().NotContain(Name);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(Hebrew["AccountText", "SessionEnded"]);
        await SignedInScene.UntilAsync(() => Task.FromResult(Closed(server) > closedBefore), Soon);
        clock.Elapsed.Should().BeLessThan(Soon + TimeSpan.FromSeconds(1));
        TestContext.Current.TestOutputHelper?.WriteLine($"left, and the circuit down, after {clock.Elapsed.TotalMilliseconds:0} ms");
    }

    [Theory]
    [InlineData(SessionEnd.Revoked)]
    [InlineData(SessionEnd.Blocked)]
    public async Task An_open_page_is_left_and_its_circuit_taken_down(SessionEnd why)
    {
        var (dana, page, _) = await OpenFileAsync();
        var closed = Closed();
        await dana.EndAsync(why);
        await ShouldHaveLeftAsync(page, Stopwatch.StartNew(), closed);
        await page.GotoAsync("/today");
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in\\?to="));
        (await dana.Client.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.Redirect, "its cookie opens nothing any more");
    }

    [Fact]
    public async Task A_changed_password_and_a_taken_hat_end_it_too()
    {
        var (dana, page, _) = await OpenFileAsync();
        var closed = Closed();
        await ChangeAsync("update signin.accounts set security_stamp = 'another' where id = $1", dana.Actor.AccountId);
        await ShouldHaveLeftAsync(page, Stopwatch.StartNew(), closed);

        (dana, page, _) = await OpenFileAsync();
        closed = Closed();
        await ChangeAsync("update tc.members set hats = '{Admin}' where id = $1", dana.Actor.PersonId);
        await ShouldHaveLeftAsync(page, Stopwatch.StartNew(), closed);
        (await scene.House.SeeAsync<string>("select ended_by from signin.sessions where account_id = $1", dana.Actor.AccountId)).Should().Be("HatTaken");
    }

    [Fact]
    public async Task A_page_without_our_script_that_keeps_clicking_does_nothing()
    {
        var (dana, page, maya) = await OpenFileAsync();
        await page.RouteAsync("**/lock*.js", r => r.AbortAsync());
        await page.ReloadAsync();
        await Button(page, "AddSession").ClickAsync();
        await Expect(Button(page, "AddAndWrite")).ToBeVisibleAsync();
        var (closed, before) = (Closed(), await SessionsOfAsync(maya));
        await dana.EndAsync();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(6))
            await page.EvaluateAsync("() => document.querySelectorAll('main button[type=submit]').forEach(b => b.click())");
        Closed().Should().Be(closed + 1);
        (await SessionsOfAsync(maya)).Should().Be(before);
        (await page.EvaluateAsync<int>("() => fetch('/_blazor/negotiate?negotiateVersion=1', { method: 'POST' }).then(a => a.status)")).Should().Be(401);
        await page.ReloadAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    private async Task ChangeAsync(string sql, Guid id)
    {
        await using var super = await scene.House.RawAsync("superuser");
        await using var command = new Npgsql.NpgsqlCommand(sql, super) { Parameters = { new() { Value = id } } };
        (await command.ExecuteNonQueryAsync()).Should().Be(1);
    }

    private Task<long> SessionsOfAsync(Guid patient) => scene.House.SeeAsync<long>("select count(*) from tc.sessions where patient_id = $1", patient);

    [Fact]
    public async Task A_page_that_was_cut_off_when_it_happened_leaves_when_it_is_back()
    {
        var (dana, page, _) = await OpenFileAsync();
        var closed = Closed();
        await page.Context.SetOfflineAsync(true);
        await dana.EndAsync();
        await SignedInScene.UntilAsync(() => Task.FromResult(Closed() > closed), Soon);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Name); // nobody could tell it
        await page.Context.SetOfflineAsync(false);
        await ShouldHaveLeftAsync(page, Stopwatch.StartNew(), closed);
    }

    [Fact]
    public async Task What_ends_on_one_node_dies_on_the_other_also_when_its_notices_were_cut()
    {
        await using var other = await ServerProcess.StartAsync(scene.House);
        var (dana, page, _) = await OpenFileAsync(other);
        var closed = Closed(other);
        // By the sign-in's own form, at the first node.
        var frame = await dana.Client.PageAsync("hat");
        var token = Regex.Match(frame, "__RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;
        var clock = Stopwatch.StartNew();
        (await dana.Client.PostAsync("sign-out", ("__RequestVerificationToken", token))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        await ShouldHaveLeftAsync(page, clock, closed, other);

        for (var round = 0; round < 3; round++)
        {
            (dana, page, _) = await OpenFileAsync(other);
            closed = Closed(other);
            (await scene.House.SeeAsync<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'tc_sessions' and datname = current_database()"))
                .Should().BeGreaterThan(0);
            await dana.EndAsync();
            await ShouldHaveLeftAsync(page, Stopwatch.StartNew(), closed, other);
        }
    }

    [Fact]
    public async Task Signing_out_in_one_tab_ends_the_others_at_once()
    {
        var (_, page, _) = await OpenFileAsync();
        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync("/today");
        var button = tab.GetByRole(AriaRole.Button, new() { Name = Hebrew["AppText", "SignOut"], Exact = true });
        await Expect(button).ToBeVisibleAsync();
        var (closed, clock) = (Closed(), Stopwatch.StartNew());
        await button.ClickAsync();
        await ShouldHaveLeftAsync(page, clock, closed);
        await Expect(tab).ToHaveURLAsync(new Regex("/sign-in$")); // without a note: they know
    }

    [Fact]
    public async Task A_circuits_secret_gives_nobody_else_the_circuit()
    {
        var dana = await scene.NewTherapistAsync();
        var maya = await scene.House.NewPatientAsync(dana.Actor, Name);
        var page = await dana.OpenAsync();
        // Between the page and its circuit: to read the circuit's secret, and to cut the connection without the page's doing.
        var secret = new TaskCompletionSource<string>();
        (IWebSocketRoute Page, IWebSocketRoute Server)? wire = null;
        var cut = false;
        await page.RouteWebSocketAsync(new Regex("/_blazor"), async socket =>
        {
            if (cut)
            {
                await socket.CloseAsync();
                return;
            }

            var server = socket.ConnectToServer();
            wire = (socket, server);
            server.OnMessage(frame =>
            {
                if (frame.Binary is { } bytes)
                    foreach (var said in CircuitWire.Messages(bytes))
                        if (said is [3L, _, _, 3L, string { Length: > 40 } id, ..]) secret.TrySetResult(id);
                if (frame.Binary is not null) socket.Send(frame.Binary);
                else socket.Send(frame.Text!);
            });
        });
        await page.GotoAsync($"/patients/{maya}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Name);
        var stolen = await secret.Task.WaitAsync(Soon, TestContext.Current.CancellationToken);

        // Somebody else, and Dana herself in another sign-in: theirs are other circuits.
        var noga = await scene.NewTherapistAsync();
        var danaElsewhere = dana.Client.ElsewhereAsSame();
        await danaElsewhere.SignInAsync();
        foreach (var (who, away) in new[] { (noga.Client, false), (danaElsewhere, false), (noga.Client, true), (danaElsewhere, true) })
        {
            // Connected, and while its browser is away and the framework keeps it for whoever knows the secret.
            if (away && !cut)
            {
                cut = true;
                await wire!.Value.Server.CloseAsync();
                await wire.Value.Page.CloseAsync();
                await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
            }

            await using var thief = (await CircuitClient.OpenAsync(who))!;
            (await thief.InvokeAsync("ConnectCircuit", stolen)).Should().Be(false);
            (await thief.InvokeAsync("ResumeCircuit", stolen, scene.Server.Address.ToString(), new Uri(scene.Server.Address, "today").ToString(), "[]", "")).Should().BeNull();
            await thief.Closed.WaitAsync(Soon, TestContext.Current.CancellationToken); // what our pages never call ends the connection
            thief.Methods.Should().NotContain("JS.RenderBatch").And.NotContain("JS.BeginInvokeJS");
        }

        cut = false;
        // Its own browser has it still.
        await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        await Button(page, "AddSession").ClickAsync();
        await Expect(Button(page, "AddAndWrite")).ToBeVisibleAsync();
        await using var own = (await CircuitClient.OpenAsync(dana.Client))!;
        (await own.InvokeAsync("ConnectCircuit", stolen)).Should().Be(true, "the sign-in's own cookie moves it, as a browser that changes its network does");
    }

    [Fact]
    public async Task A_connection_that_was_made_before_is_cut_and_none_is_made_after()
    {
        var dana = await scene.NewTherapistAsync();
        await using var zombie = (await CircuitClient.OpenAsync(dana.Client))!;
        (await zombie.StartCircuitAsync(scene.Server.Address)).Should().NotBeNull();
        var idle = (await CircuitClient.OpenAsync(dana.Client))!;
        await dana.EndAsync();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(zombie.Closed, idle.Closed).WaitAsync(Soon, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"cut after {clock.Elapsed.TotalMilliseconds:0} ms");
        await idle.DisposeAsync();
        (await CircuitClient.OpenAsync(dana.Client)).Should().BeNull("negotiation answers 401");
    }
}
