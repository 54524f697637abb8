using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TherapyCompanion.Tests.Support;

/// <summary>What a client sent.</summary>
public sealed record EngineRequest(string Path, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// A server on this machine that speaks the chat protocols of OpenAI and Anthropic and answers what a test tells it: well, wrong,
/// late or never.
/// </summary>
public sealed class FakeEngine : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<EngineRequest> _seen = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private FakeEngine()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            _seen.Enqueue(new(context.Request.Path, body, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            if (_answers.TryDequeue(out var answer)) await answer(context);
            else context.Response.StatusCode = 404;
        });
    }

    public static async Task<FakeEngine> StartAsync()
    {
        var engine = new FakeEngine();
        await engine._app.StartAsync();
        return engine;
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IReadOnlyList<EngineRequest> Seen => [.. _seen];

    /// <summary>The next answer: these words, in the protocol of the path that is asked.</summary>
    public FakeEngine Says(string words) => Then(context =>
    {
        object answer = context.Request.Path == "/v1/messages"
            ? new
            {
                id = "msg_1",
                type = "message",
                role = "assistant",
                model = "fake-1",
                content = new[] { new { type = "text", text = words } },
                stop_reason = "end_turn",
                stop_sequence = (string?)null,
                usage = new { input_tokens = 11, output_tokens = 7 },
            }
            : new
            {
                id = "chat_1",
                @object = "chat.completion",
                created = 1,
                model = "fake-1",
                choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = words } } },
                usage = new { prompt_tokens = 11, completion_tokens = 7, total_tokens = 18 },
            };
        return context.Response.WriteAsJsonAsync(answer, JsonSerializerOptions.Default, context.RequestAborted);
    });

    /// <summary>The next answer: an error, whose text quotes what was sent, as careless servers do.</summary>
    public FakeEngine Fails(int status) => Then(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var quoted = JsonSerializer.Serialize(new { type = "error", error = new { type = "broken", message = "could not process: " + _seen.Last().Body } });
        await context.Response.WriteAsync(quoted, context.RequestAborted);
    });

    /// <summary>The next answer: bytes that are no answer at all.</summary>
    public FakeEngine Babbles(string text, string type = "application/json") => Then(context =>
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    });

    /// <summary>The next answer: none, until the client goes away.</summary>
    public FakeEngine Hangs() => Then(async context =>
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    });

    /// <summary>The next answer: the line is cut in the middle.</summary>
    public FakeEngine HangsUp() => Then(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public FakeEngine Redirects(Uri to) => Then(context =>
    {
        (context.Response.StatusCode, context.Response.Headers.Location) = (307, to.ToString());
        return Task.CompletedTask;
    });

    public FakeEngine Then(Func<HttpContext, Task> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
