using System.Security.Cryptography;
using System.Text;

namespace TherapyCompanion.Core.Agents;

/// <summary>An agent's instruction in one language, with the version by which runs name it.</summary>
/// <param name="Repair">What is said once when an answer was malformed.</param>
public sealed record Prompt(string Text, string Version, string Repair)
{
    private const string RepairText = "That was not the JSON object asked for. Answer again with the object alone, and cite only numbers that were given.";

    /// <summary>Reads <c>Prompt.he.md</c> or <c>Prompt.en.md</c> from an agent's folder.</summary>
    public static Prompt Load(Type agent, string language)
    {
        var name = $"{agent.Namespace}.Prompt.{(language == "he" ? "he" : "en")}.md";
        using var stream = agent.Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"No prompt {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd();
        return new(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12], RepairText);
    }
}
