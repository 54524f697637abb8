using System.ClientModel;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using TherapyCompanion.Core.Agents;

namespace TherapyCompanion.Infrastructure.Models;

/// <summary>
/// A model behind a time-out and a few tries. Whatever its SDK throws becomes one exception that the agents know, without a
/// word of what was sent.
/// </summary>
internal sealed class GuardedChatClient : DelegatingChatClient
{
    private readonly ResiliencePipeline _pipeline;

    public GuardedChatClient(IChatClient inner, EnginesOptions options) : base(inner)
    {
        var builder = new ResiliencePipelineBuilder();
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } e && IsWorthAnotherTry(e)),
            });
        }

        _pipeline = builder.AddTimeout(TimeSpan.FromSeconds(options.TimeoutSeconds)).Build();
    }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // The typed request is for the built-in engine alone; a provider gets the messages and the schema.
        var sent = options?.Clone();
        sent?.AdditionalProperties?.Remove(AgentCall.RequestProperty);
        try
        {
            return await _pipeline.ExecuteAsync(async ct => await base.GetResponseAsync(messages, sent, ct), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // Nothing of the SDK's own goes further: its messages may quote the answer, and an answer may quote the notes.
            throw new EngineUnavailableException(StatusOf(e) is { } status and > 0 ? $"{e.GetType().Name} {status}" : e.GetType().Name);
        }
    }

    // Slow, not there, turned away for load, or broken over there; a request that is wrong stays wrong.
    private static bool IsWorthAnotherTry(Exception e) =>
        e is TimeoutRejectedException or HttpRequestException or IOException or AnthropicIOException || StatusOf(e) is 0 or 408 or 429 or >= 500;

    private static int? StatusOf(Exception e) => e switch
    {
        ClientResultException openAI => openAI.Status,
        AnthropicApiException anthropic => (int)anthropic.StatusCode,
        _ => null,
    };
}
