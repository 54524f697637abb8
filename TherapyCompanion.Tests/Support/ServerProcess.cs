using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TherapyCompanion.Tests.Support;

/// <summary>The real server as a process of its own, over a house's database: started, killed and started again as in life.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings;
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;

    private ServerProcess(Dictionary<string, string?> settings, int port) => (_settings, Port) = (settings, port);

    public int Port { get; }

    /// <summary>localhost and not 127.0.0.1: browsers keep secure cookies on plain http only there.</summary>
    public Uri Address => new($"http://localhost:{Port}/");

    /// <summary>Everything it wrote, standard output and error.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(House house, Dictionary<string, string?>? more = null)
    {
        var settings = house.Settings();
        foreach (var (key, value) in more ?? []) settings[key] = value;
        return await StartAsync(settings);
    }

    /// <summary>The same over settings of one's own: a database that the test may kill.</summary>
    public static async Task<ServerProcess> StartAsync(Dictionary<string, string?> settings)
    {
        var server = new ServerProcess(settings, FreePort());
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        Launch();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60);)
        {
            if (_process!.HasExited) throw new InvalidOperationException($"The server ended with {_process.ExitCode}:\n{string.Join('\n', _lines)}");
            try
            {
                if ((await client.GetAsync(new Uri(Address, "health/ready"))).IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The server was not ready in time:\n{string.Join('\n', _lines)}");
    }

    /// <summary>Starts it without waiting, for tests in which it is meant to end by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(Dictionary<string, string?> settings, params string[] arguments)
    {
        var server = new ServerProcess(settings, FreePort());
        server.Launch(arguments);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await server._process!.WaitForExitAsync(limit.Token);
        return (server._process.ExitCode, string.Join('\n', server._lines));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        // What the server complained of stands beside a failed test.
        foreach (var line in _lines.Where(l => l.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal)))
            Xunit.TestContext.Current.TestOutputHelper?.WriteLine(line);
    }

    private void Launch(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "TherapyCompanion.Web.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_URLS"] = $"http://localhost:{Port}";
        // Development serves the static files of referenced projects from where the build left them.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Site__Address"] = Address.ToString();
        foreach (var (key, value) in _settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        Letters.AreIn(Port, _settings["Mail:Folder"]);
        if (Uri.TryCreate(_settings.GetValueOrDefault("Site:Address"), UriKind.Absolute, out var site)) Letters.AreIn(site.Port, _settings["Mail:Folder"]);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
