using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace TherapyCompanion.Benchmarks;

/// <summary>The real server as a process of its own over a benchmark's house.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly Process _process;

    private BenchmarkServer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<BenchmarkServer> StartAsync(BenchmarkHouse house)
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var address = new Uri($"http://localhost:{port}/");
        // Its log is not read, so it goes nowhere: a full pipe would stop it.
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory, ArgumentList = { Path.Combine(AppContext.BaseDirectory, "TherapyCompanion.Web.dll") } };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development"; // assets from where the build left them
        start.Environment["Logging__LogLevel__Default"] = "Error";
        start.Environment["Site__Address"] = address.ToString();
        foreach (var (key, value) in house.Settings()) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var server = new BenchmarkServer(Process.Start(start)!, address);
        using var client = new HttpClient();
        for (var i = 0; i < 600; i++)
        {
            try
            {
                if ((await client.GetAsync(new Uri(address, "health/ready"))).IsSuccessStatusCode) return server;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        await server.DisposeAsync();
        throw new TimeoutException("The server was not ready in a minute.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>A browser of one person: cookies, forms with their token, and a loopback address of its own.</summary>
internal sealed partial class BenchmarkClient : IDisposable
{
    private static int _people;
    private readonly Dictionary<string, string> _cookies = [];
    private readonly HttpClient _http;

    public BenchmarkClient(Uri address)
    {
        var number = Interlocked.Increment(ref _people);
        var from = new IPAddress([127, 2, (byte)(number / 250), (byte)(1 + (number % 250))]);
        _http = new(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = address };
    }

    /// <summary>Opens a page and keeps its form's token.</summary>
    public async Task<string> OpenAsync(string path)
    {
        var page = await (await SendAsync(new(HttpMethod.Get, path))).Content.ReadAsStringAsync();
        return WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value);
    }

    /// <summary>Posts a form and reads the whole answer.</summary>
    /// <returns>The answer, and how long it took in milliseconds.</returns>
    public async Task<(HttpResponseMessage Answer, double Took)> PostAsync(string path, string form, string token, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "Origin", _http.BaseAddress!.GetLeftPart(UriPartial.Authority) } },
            Content = new FormUrlEncodedContent(fields.Append(("_handler", form)).Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))),
        };
        var began = Stopwatch.GetTimestamp();
        var answer = await SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return (answer, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        var answer = await _http.SendAsync(request);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var pair = line.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }

        return answer;
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
