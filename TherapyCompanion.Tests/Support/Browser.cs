using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace TherapyCompanion.Tests.Support;

/// <summary>Chromium, once for a test class; every person gets a context of their own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        // Two cores are shared with every other test: what matters is that it comes, not how soon.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("TC_CHROMIUM") ?? TestCluster.FromFile("TC_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    /// <summary>A new person's browser: their cookies, their language, their screen.</summary>
    /// <param name="ownCertificate">The server's certificate is a test's own, which no browser knows.</param>
    public async Task<IPage> OpenAsync(
        Uri address, string language = "he-IL", bool phone = false, ColorScheme scheme = ColorScheme.Light, bool ownCertificate = false)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            Locale = language,
            ColorScheme = scheme,
            TimezoneId = "Asia/Jerusalem",
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
            HasTouch = phone,
            IsMobile = phone,
            IgnoreHTTPSErrors = ownCertificate,
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    /// <summary>No accessibility violation on the page as it stands (axe-core's default rules).</summary>
    public static async Task ShouldBeAccessibleAsync(IPage page)
    {
        var result = await page.RunAxe();
        result.Violations.Select(v => $"{page.Url}: {v.Id}: {v.Help} ({string.Join(" | ", v.Nodes.Select(n => n.Html))})").Should().BeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
