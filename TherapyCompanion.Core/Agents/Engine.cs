using Microsoft.Extensions.AI;

namespace TherapyCompanion.Core.Agents;

/// <summary>Where the therapist wants a draft made.</summary>
public enum EngineChoice
{
    /// <summary>The built-in engine: nothing leaves the house.</summary>
    BuiltIn,

    /// <summary>The engine the practice configured; the built-in one where none is.</summary>
    Configured,
}

/// <summary>Something that drafts.</summary>
/// <param name="Name">What a draft shows as its maker: "built-in", or the provider's name.</param>
/// <param name="Model">The model's name and version.</param>
/// <param name="IsInside">Whether the words stay in the house. An engine outside it needs the patient's consent.</param>
public sealed record Engine(string Name, string Model, bool IsInside, IChatClient Client)
{
    public const string BuiltInName = "built-in";
}

/// <summary>The engines of this installation.</summary>
public interface IEngines
{
    Engine BuiltIn { get; }

    /// <summary>The configured engine; the built-in one where none is configured.</summary>
    Engine Configured { get; }

    Engine Choose(EngineChoice choice) => choice switch
    {
        EngineChoice.BuiltIn => BuiltIn,
        EngineChoice.Configured => Configured,
    };
}

/// <summary>A model did not answer: down, too slow, or refusing. The built-in engine takes over and the draft says so.</summary>
public sealed class EngineUnavailableException(string reason, Exception? inner = null) : Exception(reason, inner);
