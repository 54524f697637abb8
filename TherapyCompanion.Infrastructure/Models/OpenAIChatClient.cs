using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = OpenAI.Chat.ChatResponseFormat;

namespace TherapyCompanion.Infrastructure.Models;

/// <summary>OpenAI's SDK behind <see cref="IChatClient"/>; its own adapter package is not used (README, packages).</summary>
internal sealed class OpenAIChatClient(string model, string apiKey, Uri? endpoint, HttpClient http, TimeSpan limit) : IChatClient
{
    private readonly ChatClient _client = new(
        // A local server asks for no key, and the SDK for one that is not empty.
        model, new ApiKeyCredential(apiKey.Length > 0 ? apiKey : "none"),
        Options(endpoint, http, limit));

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var settings = new ChatCompletionOptions { Temperature = options?.Temperature };
        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            settings.ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString(schema.GetRawText()));

        ChatCompletion answer = await _client.CompleteChatAsync([.. messages.Select(Convert)], settings, cancellationToken);
        var text = string.Concat(answer.Content.Select(c => c.Text));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = answer.Model,
            Usage = answer.Usage is { } u ? new() { InputTokenCount = u.InputTokenCount, OutputTokenCount = u.OutputTokenCount } : null,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Drafts are validated as a whole, so nothing is shown before the end: one update is all there is to stream.
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }

    private static OpenAIClientOptions Options(Uri? endpoint, HttpClient http, TimeSpan limit)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = limit,
        };
        if (endpoint is not null) options.Endpoint = endpoint;
        return options;
    }

    private static OpenAI.Chat.ChatMessage Convert(ChatMessage message) =>
        message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
        : new UserChatMessage(message.Text);
}
