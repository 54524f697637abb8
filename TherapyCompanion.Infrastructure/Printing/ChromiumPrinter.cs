using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Operations;

namespace TherapyCompanion.Infrastructure.Printing;

/// <summary>
/// Prints with a headless Chromium, one document at a time, each with a browser of its own that is gone afterwards. The page goes in
/// and the PDF comes out through a pipe, so that no word of it touches the disk; the browser's own folder is private and is removed.
/// </summary>
public sealed partial class ChromiumPrinter(IOptions<PrintingOptions> options, ILogger<ChromiumPrinter> log) : IPrinter, IDisposable
{
    private static readonly string[] Names = ["chromium", "google-chrome-stable", "google-chrome", "chromium-browser"];

    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<Result<byte[]>> PrintAsync(string page, CancellationToken ct)
    {
        if (Find(options.Value.Chromium) is not { } program) return PrintRefusals.NoPrinter;
        if (!await _turn.WaitAsync(TimeSpan.FromSeconds(options.Value.QueueSeconds), ct)) return PrintRefusals.PrinterBusy;
        var folder = Directory.CreateTempSubdirectory("tc-print-"); // 0700
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
            return await PrintAsync(program, folder.FullName, page, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Late(options.Value.TimeoutSeconds);
            return PrintRefusals.PrinterFailed;
        }
        catch (Win32Exception e)
        {
            // Not a program, or not ours to start.
            Failed(e.Message);
            return PrintRefusals.NoPrinter;
        }
        catch (Exception e) when (e is IOException or PrinterBrokeException or JsonException or KeyNotFoundException)
        {
            // What it said instead of an answer may repeat what it was given; the kind of failure says enough.
            Failed(e is PrinterBrokeException ? e.Message : e.GetType().Name);
            return PrintRefusals.PrinterFailed;
        }
        finally
        {
            Remove(folder);
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The browser's program: the configured one, or the first by its usual names on the PATH.</summary>
    private static string? Find(string configured)
    {
        if (configured.Length > 0) return File.Exists(configured) ? configured : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(n => folders.Select(f => Path.Combine(f, n))).FirstOrDefault(File.Exists);
    }

    private async Task<byte[]> PrintAsync(string program, string folder, string page, CancellationToken ct)
    {
        using var browser = Start(program, folder);
        try
        {
            // What it says of itself (fonts, D-Bus, graphics) is of no use to anybody, and an unread pipe would stop it.
            var said = browser.StandardError.BaseStream.CopyToAsync(Stream.Null, ct);
            var pipe = new DevToolsPipe(browser.StandardInput.BaseStream, browser.StandardOutput.BaseStream);
            var pdf = await new PrintedPage(pipe).PrintAsync(page, ct);
            if (!pdf.AsSpan().StartsWith("%PDF-"u8)) throw new PrinterBrokeException("the answer is no PDF");
            await pipe.SendAsync(null, "Browser.close", null, ct);
            await browser.WaitForExitAsync(ct);
            await said;
            return pdf;
        }
        finally
        {
            if (!browser.HasExited)
            {
                browser.Kill(entireProcessTree: true);
                await browser.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private Process Start(string program, string folder)
    {
        // The browser speaks on descriptors 3 and 4, which a process started from here does not get; the shell lays them and is gone.
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
            ArgumentList =
            {
                "-c", "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>&2", program,
                "--headless", "--remote-debugging-pipe", $"--user-data-dir={folder}", "--incognito", "--disable-gpu", "--no-first-run",
                "--disable-extensions", "--disable-sync", "--disable-background-networking", "--disable-component-update", "--disable-breakpad",
                "--disk-cache-size=1", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
            },
        };
        if (options.Value.Sandbox is BrowserSandbox.Off || Environment.IsPrivilegedProcess) start.ArgumentList.Add("--no-sandbox");
        // Of the server's environment it gets nothing but what a program needs: no connection string, no key.
        start.Environment.Clear();
        foreach (var name in new[] { "PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH", "FONTCONFIG_FILE" })
            if (Environment.GetEnvironmentVariable(name) is { } value) start.Environment[name] = value;
        foreach (var name in new[] { "HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME" }) start.Environment[name] = folder;
        return Process.Start(start) ?? throw new PrinterBrokeException("it did not start");
    }

    // The browser's children let go of their files a moment after it; what is still being written is met once more.
    private void Remove(DirectoryInfo folder)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                folder.Delete(recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (tries < 20) continue;
                Left(e.GetType().Name); // holds no word of anybody: the page never was a file
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Printing took more than {Seconds} s and was ended.")]
    private partial void Late(int seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Printing failed: {Reason}")]
    private partial void Failed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The printer's own folder could not be removed ({Failure}).")]
    private partial void Left(string failure);
}

/// <summary>The browser ended or answered with something unforeseen. The message carries nothing of the page.</summary>
public sealed class PrinterBrokeException(string what) : Exception($"the browser broke off: {what}");
