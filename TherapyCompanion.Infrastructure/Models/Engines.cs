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
        EngineProvider.OpenAI => new OpenAIChatClient(o.Model, o.ApiKey, o.Endpoint.Length > 0 ? new Uri(o.Endpoint) : null, HttpOf(o), LimitOf(o)),
        EngineProvider.Anthropic => AnthropicOf(o).AsIChatClient(o.Model, 4096),
        EngineProvider.None => throw new InvalidOperationException("No engine is configured."),
    };

    // The address is always said: left out, the SDK takes it from a variable of its own in the environment, and the notes would go
    // where nobody configured. Tries are counted in one place, the guard's; the SDK's own would multiply them.
    private static AnthropicClient AnthropicOf(EnginesOptions o) => new()
    {
        BaseUrl = o.Endpoint.Length > 0 ? o.Endpoint : "https://api.anthropic.com",
        ApiKey = o.ApiKey,
        HttpClient = HttpOf(o),
        MaxRetries = 0,
        Timeout = LimitOf(o),
    };

    // An engine inside the house is spoken to directly: a proxy from the environment would carry the notes out of it, and so would
    // a redirect.
    private static HttpClient HttpOf(EnginesOptions o) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !o.IsInside, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    // Beyond the guard's own time-out, so that there is one that counts.
    private static TimeSpan LimitOf(EnginesOptions o) => TimeSpan.FromSeconds(o.TimeoutSeconds + 10);
}

/// <summary>Registers the engines.</summary>
public static class EnginesRegistration
{
    public static IServiceCollection AddEngines(this IServiceCollection services, IConfiguration configuration) =>
        services.AddChecked<EnginesOptions>(configuration, EnginesOptions.Section).AddSingleton<IEngines, Engines>();
}
