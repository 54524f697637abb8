using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace TherapyCompanion.Core.Agents;

/// <summary>
/// One typed call of an engine: the request as JSON, the answer as JSON that is validated; one attempt to have a malformed
/// answer repaired; then the built-in engine, and the result says so.
/// </summary>
public sealed class AgentCall(IEngines engines, TimeProvider clock)
{
    /// <summary>Under this name the request's type travels to the built-in engine, which reads no prose.</summary>
    public const string RequestProperty = "request";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="isWellFormed">Whether an answer can be used: what it points at exists, nothing is empty that must not be.</param>
    public async Task<AgentResult<TOut>> RunAsync<TIn, TOut>(
        string agent, Engine engine, Prompt prompt, TIn request, Func<TOut, bool> isWellFormed, CancellationToken ct)
        where TIn : notnull
        where TOut : class
    {
        var started = clock.GetTimestamp();
        var exchange = new StringBuilder();
        var usage = new UsageDetails();
        List<ChatMessage> talk =
        [
            new(ChatRole.System, prompt.Text),
            new(ChatRole.User, JsonSerializer.Serialize(request, Json)),
        ];
        exchange.AppendLine(talk[1].Text);

        var (value, outcome) = await AskAsync();
        var maker = engine;
        if (value is null)
        {
            maker = engines.BuiltIn;
            outcome = AgentOutcome.FellBack;
            var answer = await maker.Client.GetResponseAsync(talk, Options<TOut>(request), ct);
            exchange.AppendLine(answer.Text);
            value = Read(answer.Text) ?? throw new UnreachableException("The built-in engine gave a malformed answer.");
        }

        var took = (int)clock.GetElapsedTime(started).TotalMilliseconds;
        return new(value, maker, new(
            agent, engine.Name, engine.Model, prompt.Version, outcome,
            usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0, took, exchange.ToString()));

        async Task<(TOut? Value, AgentOutcome Outcome)> AskAsync()
        {
            try
            {
                var first = await engine.Client.GetResponseAsync(talk, Options<TOut>(request), ct);
                Note(first);
                if (Read(first.Text) is { } value) return (value, AgentOutcome.Answered);

                talk.Add(new(ChatRole.Assistant, first.Text));
                talk.Add(new(ChatRole.User, prompt.Repair));
                var second = await engine.Client.GetResponseAsync(talk, Options<TOut>(request), ct);
                Note(second);
                return (Read(second.Text), AgentOutcome.Repaired);
            }
            catch (EngineUnavailableException)
            {
                return (null, AgentOutcome.FellBack);
            }
        }

        void Note(ChatResponse response)
        {
            exchange.AppendLine(response.Text);
            if (response.Usage is { } used) usage.Add(used);
        }

        TOut? Read(string text)
        {
            try
            {
                return JsonSerializer.Deserialize<TOut>(OnlyJson(text), Json) is { } value && isWellFormed(value) ? value : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    private static ChatOptions Options<TOut>(object request) => new()
    {
        Temperature = 0,
        ResponseFormat = ChatResponseFormat.ForJsonSchema(AIJsonUtilities.CreateJsonSchema(typeof(TOut), serializerOptions: Json)),
        AdditionalProperties = new() { [RequestProperty] = request },
    };

    // Models like to wrap JSON in a fence or a sentence; what lies between the outermost braces is what counts.
    private static string OnlyJson(string text)
    {
        var (start, end) = (text.IndexOf('{'), text.LastIndexOf('}'));
        return start >= 0 && end > start ? text[start..(end + 1)] : text;
    }
}
