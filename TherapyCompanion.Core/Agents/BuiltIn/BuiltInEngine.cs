using System.Text.Json;
using Microsoft.Extensions.AI;
using TherapyCompanion.Core.Agents.BuiltIn.Letters;
using TherapyCompanion.Core.Agents.BuiltIn.Summaries;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Agents.Rung;

namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>
/// The engine that needs nothing, behind the same port as any model. It reads the request itself instead of the prompt, and
/// answers with the same JSON: deterministic, without a network, every sentence from the source.
/// </summary>
public sealed class BuiltInEngine : IChatClient
{
    public const string Model = "extractive-1";

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        object answer = options?.AdditionalProperties?.GetValueOrDefault(AgentCall.RequestProperty) switch
        {
            SummaryRequest request => SummaryDrafter.Draft(request),
            LetterRequest request => LetterComposer.Compose(request),
            var other => throw new NotSupportedException($"The built-in engine has no answer to {other?.GetType().Name ?? "prose"}."),
        };
        var text = JsonSerializer.Serialize(answer, AgentCall.Json);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { ModelId = Model });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }
}
