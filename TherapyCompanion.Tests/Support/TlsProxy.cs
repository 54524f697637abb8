using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// A small proxy as it stands before the server in life: takes TLS, says from whom and how each request came (after what was said
/// already), and passes bytes on both ways, a socket's too. It calls the server from an address of its own.
/// </summary>
public sealed class TlsProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly CancellationTokenSource _stop = new();
    private readonly IPAddress _from;

    /// <param name="from">The loopback address it calls the server from.</param>
    public TlsProxy(string from)
    {
        _from = IPAddress.Parse(from);
        _listener.Start();
    }

    public Uri Address => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Begins to pass on; the server's port is known only after it was told this one's address.</summary>
    public void PassOnTo(int port) => _ = AcceptAsync(port);

    public ValueTask DisposeAsync()
    {
        _stop.Cancel();
        _listener.Stop();
        _certificate.Dispose();
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(int port)
    {
        try
        {
            while (true) _ = PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token), port);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    // One request a connection, so that each head is seen; a socket keeps its connection.
    private async Task PassAsync(TcpClient client, int port)
    {
        try
        {
            using (client)
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                var (head, body) = await HeadAsync(tls);
                if (head.Length == 0) return;
                using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                server.Bind(new IPEndPoint(_from, 0));
                await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                await using var there = new NetworkStream(server, ownsSocket: false);
                await there.WriteAsync(Encoding.Latin1.GetBytes(WithSource(head, ((IPEndPoint)client.Client.RemoteEndPoint!).Address)), _stop.Token);
                await there.WriteAsync(body, _stop.Token);
                var up = tls.CopyToAsync(there, _stop.Token);
                await Task.WhenAny(there.CopyToAsync(tls, _stop.Token), up);
                await tls.ShutdownAsync();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two hung up.
        }
    }

    private static string WithSource(string head, IPAddress client)
    {
        var lines = head.Split("\r\n").ToList();
        var said = lines.Where(l => l.StartsWith("X-Forwarded-For:", StringComparison.OrdinalIgnoreCase)).Select(l => l.Split(':', 2)[1].Trim()).ToList();
        lines.RemoveAll(l => l.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase));
        if (!head.Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase))
        {
            lines.RemoveAll(l => l.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
            lines.Add("Connection: close");
        }

        lines.Add("X-Forwarded-For: " + string.Join(", ", said.Append(client.ToString())));
        lines.Add("X-Forwarded-Proto: https");
        return string.Join("\r\n", lines) + "\r\n\r\n";
    }

    private async Task<(string Head, byte[] Body)> HeadAsync(Stream from)
    {
        var (read, buffer) = (new List<byte>(), new byte[8192]);
        while (await from.ReadAsync(buffer, _stop.Token) is var n and > 0)
        {
            read.AddRange(buffer.AsSpan(0, n));
            var text = Encoding.Latin1.GetString([.. read]);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0) return (text[..end], [.. read[(end + 4)..]]);
        }

        return ("", []);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
