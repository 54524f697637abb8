using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TherapyCompanion.Tests.Support;

/// <summary>A request as bytes, for what no HTTP client would send; and where it is sent from.</summary>
public static class RawCall
{
    /// <summary>Sends the lines as they are and reads the head of the answer.</summary>
    /// <param name="from">The loopback address of the sender.</param>
    /// <returns>The status line and the headers, as they came.</returns>
    public static async Task<string> SendAsync(int port, string request, string from = "127.0.0.1")
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n") + "\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var head = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line) head.AppendLine(line);
        return head.ToString();
    }

    public static int StatusOf(string head) => int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    public static string? HeaderOf(string head, string name) => head.Split('\n', StringSplitOptions.TrimEntries)
        .FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
