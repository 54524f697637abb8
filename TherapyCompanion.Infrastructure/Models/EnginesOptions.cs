using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Infrastructure.Models;

/// <summary>Who drafts besides the built-in engine.</summary>
public enum EngineProvider
{
    /// <summary>Nobody: only the built-in engine.</summary>
    None,

    /// <summary>OpenAI, or any server that speaks its chat protocol: llama.cpp, Ollama, vLLM.</summary>
    OpenAI,

    /// <summary>Anthropic.</summary>
    Anthropic,
}

/// <summary>Settings of the engines, section <c>Engines</c>. The API key comes from the environment, never from a file of the project.</summary>
public sealed class EnginesOptions : IValidatableObject
{
    public const string Section = "Engines";

    public EngineProvider Provider { get; set; }

    /// <summary>What drafts show as their maker; the provider's name by default.</summary>
    public string Name { get; set; } = "";

    /// <summary>The server; empty for the provider's own. A loopback address counts as inside the house.</summary>
    public string Endpoint { get; set; } = "";

    public string Model { get; set; } = "";
    public string ApiKey { get; set; } = "";

    /// <summary>Seconds one try may take. 1 to 600.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>How often a try that timed out or was turned away for load is made again. 0 to 5.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 1;

    /// <summary>Only a server on this very machine is inside; any other sees what it is sent.</summary>
    public bool IsInside => Provider is EngineProvider.None || (Address is { IsLoopback: true });

    private Uri? Address => Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider is EngineProvider.None) yield break;
        if (Model.Length == 0) yield return new("a model must be named", [nameof(Model)]);
        if (Endpoint.Length > 0 && Address is null) yield return new("not an http address", [nameof(Endpoint)]);
        if (ApiKey.Length == 0 && Endpoint.Length == 0) yield return new("the provider needs a key", [nameof(ApiKey)]);
    }
}
