using System.Diagnostics;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Tests.Support;

/// <summary>A real server with real browsers, and therapists who came in by its door.</summary>
public sealed class SignedInScene : IAsyncLifetime
{
    private readonly Browser _browser = new();

    public DoorHouse House { get; } = new();
    public ServerProcess Server { get; private set; } = null!;

    /// <summary>The sign-ins as another node has them, at the server's time.</summary>
    public SignIns SignIns
    {
        get
        {
            House.Clock.Set(TimeProvider.System.GetUtcNow());
            return House.Get<SignIns>();
        }
    }

    public async ValueTask InitializeAsync()
    {
        await House.InitializeAsync();
        House.Clock.Set(TimeProvider.System.GetUtcNow()); // the server's
        Server = await ServerProcess.StartAsync(House, new() { ["SignUp:Open"] = "true" });
        await _browser.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await Server.DisposeAsync();
        await House.DisposeAsync();
    }

    /// <summary>Somebody who opened a practice and is in with the therapist's hat.</summary>
    public async Task<SignedInPerson> NewTherapistAsync()
    {
        var client = new DoorClient(Server.Address);
        await client.SignUpAsync();
        return new(this, client, await client.AsTherapistAsync(House));
    }

    /// <summary>A browser that has the cookies of whoever came in.</summary>
    public async Task<IPage> OpenAsync(DoorClient client, Uri? server = null, string language = "he-IL", bool phone = false)
    {
        var page = await _browser.OpenAsync(server ?? client.Address, language, phone);
        await page.Context.AddCookiesAsync(client.Cookies.Select(c => new Cookie
        {
            Name = c.Key,
            Value = c.Value,
            Url = new UriBuilder(server ?? client.Address) { Scheme = "https" }.Uri.ToString(),
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteAttribute.Lax,
        }));
        return page;
    }

    /// <summary>How often a server wrote this.</summary>
    public static int Count(ServerProcess server, string words) => server.Lines.Count(l => l.Contains(words, StringComparison.Ordinal));

    /// <summary>Waits until it holds, and says after how long.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, TimeSpan? most = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            clock.Elapsed.Should().BeLessThan(most ?? TimeSpan.FromSeconds(20), "it was waited for");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        return clock.Elapsed;
    }
}

/// <summary>Somebody who is in.</summary>
/// <param name="Actor">Who they are, for acts of the house beside the server.</param>
public sealed record SignedInPerson(SignedInScene Scene, DoorClient Client, Actor Actor)
{
    /// <summary>Their sign-ins that go on, newest first.</summary>
    public async Task<IReadOnlyList<Guid>> SessionsAsync() =>
        [.. (await Scene.House.SeeAllAsync($"select id::text from signin.sessions where account_id = '{Actor.AccountId}' and ended_at is null order by began_at desc")).Select(r => Guid.Parse((string)r[0]!))];

    public async Task<Guid> SessionAsync() => (await SessionsAsync())[0];

    public Task<IPage> OpenAsync(string language = "he-IL", bool phone = false) => Scene.OpenAsync(Client, null, language, phone);

    /// <summary>Ends their sign-in beside the server: what another node, or another browser, does.</summary>
    public async Task EndAsync(SessionEnd why = SessionEnd.Revoked) =>
        (await Scene.SignIns.EndAsync(await SessionAsync(), Actor.AccountId, why, CancellationToken.None)).Should().BeTrue();
}
