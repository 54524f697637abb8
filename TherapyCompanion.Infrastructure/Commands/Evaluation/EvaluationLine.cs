using System.Text.Json;
using System.Text.Json.Nodes;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>A line of a JSONL file, with its number, so that a bad one can be named.</summary>
public sealed class EvaluationLine(string file, int number, JsonObject json)
{
    public JsonObject Json => json;

    /// <summary>The line's "id"; its number where it has none.</summary>
    public string Id => Optional("id") ?? number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>"he" or "en": as the line says, else by the letters of <paramref name="text"/>.</summary>
    public string Language(string text) => Optional("lang") ?? TextLanguage.Of(text);

    /// <summary>A text that must be there.</summary>
    /// <exception cref="SetupException">It is missing or no text; names file and line.</exception>
    public string Text(string field) => Optional(field) ?? throw Bad($"the field \"{field}\" is missing or no text");

    public string? Optional(string field) => json[field] is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : null;

    /// <summary>A list of texts; empty where the field is missing.</summary>
    public IReadOnlyList<string> Texts(string field) => TextsOf(json[field], field);

    /// <summary>The objects of a list; empty where the field is missing.</summary>
    public IReadOnlyList<EvaluationLine> Objects(string field) => json[field] switch
    {
        null => [],
        JsonArray list when list.All(e => e is JsonObject) => [.. list.Select(e => new EvaluationLine(file, number, (JsonObject)e!))],
        _ => throw Bad($"the field \"{field}\" is no list of objects"),
    };

    /// <summary>An object inside the line, as "gold".</summary>
    public EvaluationLine Object(string field) => json[field] is JsonObject inner
        ? new EvaluationLine(file, number, inner)
        : throw Bad($"the field \"{field}\" is missing or no object");

    public bool Has(string field) => json[field] is not null;

    /// <summary>A truth value; null where the field is missing or null.</summary>
    public bool? Flag(string field) => json[field] is JsonValue v && v.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? v.GetValue<bool>() : null;

    public SetupException Bad(string what) => new($"{file}, line {number}: {what}.");

    private IReadOnlyList<string> TextsOf(JsonNode? node, string field) => node switch
    {
        null => [],
        JsonArray list when list.All(e => e?.GetValueKind() == JsonValueKind.String) => [.. list.Select(e => e!.GetValue<string>())],
        _ => throw Bad($"the field \"{field}\" is no list of texts"),
    };

    /// <summary>Reads a file of lines; empty lines are passed over.</summary>
    /// <exception cref="SetupException">A line is no JSON object.</exception>
    public static async Task<IReadOnlyList<EvaluationLine>> ReadAsync(string path, CancellationToken ct)
    {
        var lines = new List<EvaluationLine>();
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, ct))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line)) lines.Add(Parse(Path.GetFileName(path), number, line));
        }

        return lines;
    }

    private static EvaluationLine Parse(string file, int number, string line)
    {
        try
        {
            if (JsonNode.Parse(line) is JsonObject json) return new EvaluationLine(file, number, json);
        }
        catch (JsonException)
        {
            // Said below, in the same words as for a line that is JSON but no object.
        }

        throw new SetupException($"{file}, line {number}: no JSON object.");
    }
}
