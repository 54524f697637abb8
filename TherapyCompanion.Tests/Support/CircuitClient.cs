using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace TherapyCompanion.Tests.Support;

/// <summary>A socket to the circuits' hub with somebody's cookies and without their browser: it says what it is told to.</summary>
public sealed class CircuitClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<object?>> _waiting = new();
    private readonly ConcurrentQueue<string> _methods = new();
    private Task _reading = Task.CompletedTask;
    private int _calls;

    /// <summary>What the server called in the browser, in order.</summary>
    public IReadOnlyCollection<string> Methods => _methods;

    /// <summary>Ends when the server has closed the connection.</summary>
    public Task Closed => _reading;

    /// <returns>Null: the server would not even negotiate.</returns>
    public static async Task<CircuitClient?> OpenAsync(DoorClient person)
    {
        var asked = await person.PostAsync("_blazor/negotiate?negotiateVersion=1");
        if (!asked.IsSuccessStatusCode) return null;
        var token = JsonDocument.Parse(await asked.Content.ReadAsStringAsync()).RootElement.GetProperty("connectionToken").GetString();
        var client = new CircuitClient();
        client._socket.Options.SetRequestHeader("Cookie", string.Join("; ", person.Cookies.Select(c => $"{c.Key}={c.Value}")));
        client._socket.Options.SetRequestHeader("Origin", person.Address.GetLeftPart(UriPartial.Authority));
        await client._socket.ConnectAsync(new UriBuilder(person.Address) { Scheme = "ws", Path = "_blazor", Query = $"id={Uri.EscapeDataString(token!)}" }.Uri, CancellationToken.None);
        await client.WriteAsync(CircuitWire.Handshake);
        client._reading = client.ReadAsync();
        return client;
    }

    /// <summary>Calls and waits for the answer; null also when the connection ends instead.</summary>
    public async Task<object?> InvokeAsync(string method, params object?[] arguments)
    {
        var id = Interlocked.Increment(ref _calls).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var answer = _waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync(CircuitWire.Call(id, method, arguments));
        return await Task.WhenAny(answer.Task, _reading) == answer.Task ? await answer.Task : null;
    }

    /// <summary>Calls and waits for nothing.</summary>
    public Task SendAsync(string method, params object?[] arguments) => WriteAsync(CircuitWire.Call(null, method, arguments));

    /// <summary>A circuit without a page on it.</summary>
    public async Task<string?> StartCircuitAsync(Uri site) => await InvokeAsync("StartCircuit", site.ToString(), new Uri(site, "today").ToString(), "[]", "") as string;

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private Task WriteAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    private async Task ReadAsync()
    {
        var (buffer, message) = (new byte[64 * 1024], new List<byte>());
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (part.MessageType is WebSocketMessageType.Close) return;
                message.AddRange(buffer.AsSpan(0, part.Count));
                if (!part.EndOfMessage) continue;
                foreach (var said in CircuitWire.Messages([.. message])) Hear(said);
                message.Clear();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // Cut off: the connection is over.
        }
    }

    private void Hear(object?[] said)
    {
        if (said is [1L, _, _, string method, ..]) _methods.Enqueue(method);
        else if (said is [3L, _, string id, 3L, var result, ..] && _waiting.TryRemove(id, out var answer)) answer.TrySetResult(result);
        else if (said is [3L, _, string other, ..] && _waiting.TryRemove(other, out var failed)) failed.TrySetResult(null);
    }
}
