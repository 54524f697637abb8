using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Infrastructure.Printing;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The printer by itself: a browser that is missing, dies, hangs or lies gives a clear no in bounded time.</summary>
public sealed class ChromiumPrinterTests : IDisposable
{
    private const string Page = "<!DOCTYPE html><html lang=\"he\"><head><title>x</title></head><body><p>דף אחד</p></body></html>";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("tc-printer-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Chromium => Environment.GetEnvironmentVariable("TC_CHROMIUM") ?? TestCluster.FromFile("TC_CHROMIUM") ?? "/usr/bin/chromium";

    private static ChromiumPrinter Printer(string program, int seconds = 60, int queue = 30) => new(
        Options.Create(new PrintingOptions { Chromium = program, TimeoutSeconds = seconds, QueueSeconds = queue }), NullLogger<ChromiumPrinter>.Instance);

    // A browser of our own making.
    private string Script(string body)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    [Fact]
    public async Task A_missing_browser_is_a_clear_no()
    {
        using var printer = Printer(Path.Combine(_folder, "nothing-here"));
        (await printer.PrintAsync(Page, None)).Refusal.Should().Be(PrintRefusals.NoPrinter);
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("kill -9 $$")]
    [InlineData("printf 'not json\\0' >&4; sleep 30")]
    [InlineData("printf '{\"id\":1,\"error\":{\"message\":\"no\"}}\\0' >&4; sleep 30")]
    [InlineData("exec 3<&-; exec 4>&-; sleep 30")]
    public async Task A_browser_that_dies_or_talks_nonsense_is_a_failure_and_no_crash(string body)
    {
        var clock = Stopwatch.StartNew();
        using var printer = Printer(Script(body), seconds: 20);
        (await printer.PrintAsync(Page, None)).Refusal.Should().Be(PrintRefusals.PrinterFailed);
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "nobody waits for what is gone");
    }

    [Fact]
    public async Task A_browser_that_hangs_is_ended_with_its_children()
    {
        var mark = $"3{Random.Shared.Next(100_000, 999_999)}";
        using var printer = Printer(Script($"sleep {mark} & sleep {mark}"), seconds: 1);
        (await printer.PrintAsync(Page, None)).Refusal.Should().Be(PrintRefusals.PrinterFailed);
        Directory.GetDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)).Select(CommandOf).Should().NotContain(c => c.Contains(mark));
    }

    [Fact]
    public async Task Whoever_waits_too_long_for_a_turn_is_told_so_and_the_next_one_prints()
    {
        var gate = Path.Combine(_folder, "gate");
        using var printer = Printer(Script($"while [ ! -e {gate} ]; do sleep 0.05; done; exec {Chromium} \"$@\""), queue: 0);
        var first = printer.PrintAsync(Page, None);
        (await printer.PrintAsync(Page, None)).Refusal.Should().Be(PrintRefusals.PrinterBusy);
        await File.WriteAllTextAsync(gate, "", None);
        (await first).IsDone.Should().BeTrue();
        (await printer.PrintAsync(Page, None)).IsDone.Should().BeTrue();
    }

    [Fact]
    public async Task Giving_up_ends_the_browser()
    {
        using var printer = Printer(Script("sleep 60"));
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var print = () => printer.PrintAsync(Page, leaving.Token);
        await print.Should().ThrowAsync<OperationCanceledException>();
        using var again = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var next = () => printer.PrintAsync(Page, again.Token);
        await next.Should().ThrowAsync<OperationCanceledException>("the turn was given back, so it is the browser that is waited for");
    }

    [Fact]
    public async Task No_script_of_the_page_runs_and_nothing_is_fetched()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/x";
        using var printer = Printer(Chromium);
        var pdf = await printer.PrintAsync(
            $"""
            <!DOCTYPE html><html><head><title>x</title><link rel="stylesheet" href="{address}"><meta http-equiv="refresh" content="0;url={address}"></head>
            <body><p id="p">before</p><script>document.getElementById('p').textContent = 'after';</script>
            <img src="{address}" onerror="document.body.textContent='after'"><iframe src="{address}"></iframe><img src="file:///etc/passwd"></body></html>
            """, None);
        PdfReading.Of(pdf.Value).Body.Select(l => l.Signs).Should().Contain("before").And.NotContain("after");
        listener.Pending().Should().BeFalse("nobody was called");
    }

    [Fact]
    public async Task The_browser_gets_nothing_of_the_servers_environment_and_no_word_as_an_argument()
    {
        var seen = Path.Combine(_folder, "seen");
        using var printer = Printer(Script($"env > {seen}; echo \"$@\" >> {seen}; ls -la . >> {seen}; exit 1"));
        Environment.SetEnvironmentVariable("Database__App", "Host=x;Password=secret-zorb");
        await printer.PrintAsync(Page, None);
        Environment.SetEnvironmentVariable("Database__App", null);
        (await File.ReadAllTextAsync(seen, None)).Should().NotContain("zorb").And.NotContain("דף אחד").And.Contain("--remote-debugging-pipe");
    }

    // A process may end while it is looked at.
    private static string CommandOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
