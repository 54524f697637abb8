using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace TherapyCompanion.Tests.Support;

/// <summary>A letter as a mail server was given it.</summary>
/// <param name="Source">Every byte between DATA and the lone dot, as Latin-1.</param>
public sealed record ReceivedLetter(string From, IReadOnlyList<string> To, string Source, bool UnderTls)
{
    public MimeMessage Read()
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(Source));
        return MimeMessage.Load(stream);
    }
}

/// <summary>
/// A small mail server (RFC 5321, with STARTTLS, AUTH PLAIN and PIPELINING): it takes letters and keeps them, and a test tells it
/// what to answer instead, and when to fall silent.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public int Port { get; private set; }

    /// <summary>What it shows when TLS is asked for; null: STARTTLS is not offered.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>TLS from the first byte, as on port 465.</summary>
    public bool TlsAtOnce { get; init; }

    /// <summary>"user\0password" that it wants to hear before it takes a letter; null: anybody may.</summary>
    public string? Wants { get; init; }

    /// <summary>What is answered to a command line instead of the usual; null: the usual. The end of a letter is the line ".".</summary>
    public Func<string, Task<string?>> Answer { get; set; } = _ => Task.FromResult<string?>(null);

    public ConcurrentQueue<ReceivedLetter> Letters { get; } = [];

    /// <summary>Every command line it heard.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    public SmtpServer Start(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
        return this;
    }

    /// <summary>Answers one command, by its beginning, in this way.</summary>
    public void Say(string to, string answer) =>
        Answer = line => Task.FromResult<string?>(line.StartsWith(to, StringComparison.OrdinalIgnoreCase) ? answer : null);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener?.Stop();
        foreach (var client in _clients) client.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                _clients.Add(client);
                talks.Add(TalkAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                Stream stream = client.GetStream();
                if (TlsAtOnce) stream = await SecureAsync(stream);
                await new Conversation(this, stream).HoldAsync(_stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The other side went away, or did not like the certificate: that is what the test looks at there.
        }
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(Certificate!, clientCertificateRequired: false, checkCertificateRevocation: false);
        return secure;
    }

    private sealed class Conversation(SmtpServer server, Stream stream)
    {
        private readonly List<string> _to = [];
        private string _from = "";
        private bool _secure = server.TlsAtOnce;
        private bool _known;

        public async Task HoldAsync(CancellationToken ct)
        {
            await SayAsync(await server.Answer("CONNECT") ?? "220 test server");
            while (!ct.IsCancellationRequested && await LineAsync() is { } line)
            {
                server.Heard.Enqueue(line);
                var answer = await server.Answer(line) ?? Usual(line);
                await SayAsync(answer);
                if (answer.StartsWith("221", StringComparison.Ordinal) || answer.StartsWith("421", StringComparison.Ordinal)) return;
                if (answer.StartsWith("220", StringComparison.Ordinal)) (stream, _secure) = (await server.SecureAsync(stream), true);
                if (answer.StartsWith("354", StringComparison.Ordinal)) await TakeAsync();
            }
        }

        private string Usual(string line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    var offers = new List<string> { "test server", "PIPELINING", "8BITMIME" };
                    if (server.Certificate is not null && !_secure) offers.Add("STARTTLS");
                    if (server.Wants is not null) offers.Add("AUTH PLAIN");
                    return string.Join("\r\n", offers.Select((o, i) => $"250{(i == offers.Count - 1 ? ' ' : '-')}{o}"));
                case "STARTTLS":
                    return "220 go ahead";
                case "AUTH":
                    _known = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[^1])) == "\0" + server.Wants;
                    return _known ? "235 welcome" : "535 5.7.8 not you";
                case "MAIL" when server.Wants is not null && !_known:
                    return "530 5.7.0 sign in first";
                case "MAIL":
                    _from = Between(line);
                    _to.Clear();
                    return "250 ok";
                case "RCPT":
                    _to.Add(Between(line));
                    return "250 ok";
                case "DATA":
                    return _to.Count > 0 ? "354 go on" : "503 for whom";
                case "QUIT":
                    return "221 bye";
                case "RSET" or "NOOP":
                    return "250 ok";
                default:
                    return "500 what";
            }
        }

        private async Task TakeAsync()
        {
            var source = new StringBuilder();
            while (await LineAsync() is { } line)
            {
                if (line == ".")
                {
                    // Kept before it is answered: a server is answerable for a letter from the moment it has it.
                    var refusal = await server.Answer(".");
                    if (refusal is null) server.Letters.Enqueue(new(_from, [.. _to], source.ToString(), _secure));
                    await SayAsync(refusal ?? (await server.Answer("TAKEN")) ?? "250 taken");
                    return;
                }

                source.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }
        }

        private static string Between(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

        private async Task SayAsync(string words)
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(words + "\r\n"));
            await stream.FlushAsync();
        }

        // A byte at a time: nothing of what comes after STARTTLS may be read ahead.
        private async Task<string?> LineAsync()
        {
            var line = new StringBuilder();
            var one = new byte[1];
            while (await stream.ReadAsync(one) == 1)
            {
                if (one[0] == '\n') return line.ToString().TrimEnd('\r');
                line.Append((char)one[0]);
            }

            return null;
        }
    }
}
