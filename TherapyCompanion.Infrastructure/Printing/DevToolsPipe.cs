using System.Text.Json;

namespace TherapyCompanion.Infrastructure.Printing;

/// <summary>The browser's own protocol over a pipe: JSON messages, each ended by a zero byte; one question at a time.</summary>
internal sealed class DevToolsPipe(Stream to, Stream from)
{
    private readonly List<byte> _read = [];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _last;

    /// <summary>Asks and waits for the answer; what the browser tells by itself meanwhile is passed over.</summary>
    /// <exception cref="PrinterBrokeException">The browser ended, or refused.</exception>
    public async Task<JsonElement> SendAsync(string? session, string method, object? parameters, CancellationToken ct)
    {
        var id = ++_last;
        var message = new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters ?? new { } };
        if (session is not null) message["sessionId"] = session;
        await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(message), ct);
        await to.WriteAsync(new byte[1], ct);
        await to.FlushAsync(ct);
        while (true)
        {
            using var answer = JsonDocument.Parse(await NextAsync(method, ct));
            if (!answer.RootElement.TryGetProperty("id", out var of) || of.GetInt32() != id) continue;
            // The error's own text may repeat what was sent; the method's name says enough.
            if (answer.RootElement.TryGetProperty("error", out _)) throw new PrinterBrokeException($"{method} was refused");
            return answer.RootElement.GetProperty("result").Clone();
        }
    }

    private async Task<byte[]> NextAsync(string method, CancellationToken ct)
    {
        while (true)
        {
            if (_read.IndexOf(0) is var end and >= 0)
            {
                var message = _read.GetRange(0, end).ToArray();
                _read.RemoveRange(0, end + 1);
                return message;
            }

            var count = await from.ReadAsync(_buffer, ct);
            if (count == 0) throw new PrinterBrokeException($"it ended during {method}");
            _read.AddRange(_buffer.AsSpan(0, count));
        }
    }
}
