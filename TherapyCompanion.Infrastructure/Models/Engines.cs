using Anthropic;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.BuiltIn;

namespace TherapyCompanion.Infrastructure.Models;

/// <summary>The engines of this installation: the built-in one, and the configured one if there is one.</summary>
public sealed class Engines : IEngines
{
    public Engines(IOptions<EnginesOptions> options)
    {
        var o = options.Value;
        BuiltIn = new(Engine.BuiltInName, BuiltInEngine.Model, IsInside: true, new BuiltInEngine());
        Configured = o.Provider is EngineProvider.None
            ? BuiltIn
            : new(o.Name.Length > 0 ? o.Name : o.Provider.ToString(), o.Model, o.IsInside, new GuardedChatClient(ClientOf(o), o));
    }

    public Engine BuiltIn { get; }
    public Engine Configured { get; }

    private static IChatClient ClientOf(EnginesOptions o) => o.Provider switch
    {
        EngineProvider.OpenAI => new OpenAIChatClient(o.Model, o.ApiKey, o.Endpoint.Length > 0 ? new Uri(o.Endpoint) : null),
        EngineProvider.Anthropic => AnthropicOf(o).AsIChatClient(o.Model, 4096),
        EngineProvider.None => throw new InvalidOperationException("No engine is configured."),
    };

    private static AnthropicClient AnthropicOf(EnginesOptions o) => o.Endpoint.Length > 0
        ? new() { ApiKey = o.ApiKey, BaseUrl = o.Endpoint }
        : new() { ApiKey = o.ApiKey };
}

/// <summary>Registers the engines.</summary>
public static class EnginesRegistration
{
    public static IServiceCollection AddEngines(this IServiceCollection services, IConfiguration configuration) =>
        services.AddChecked<EnginesOptions>(configuration, EnginesOptions.Section).AddSingleton<IEngines, Engines>();
}
