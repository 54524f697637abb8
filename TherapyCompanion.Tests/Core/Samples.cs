using System.Text.Json;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core;

/// <summary>The shared sample inputs, where they are: named by TC_SAMPLES and never copied here.</summary>
internal static class Samples
{
    public static readonly string[] Notes = ["noa-s1.notes.he.txt", "noa-s2.notes.he.txt", "noa-s3.notes.he.txt", "noa-s4.notes.he.txt"];
    public static readonly string[] Dialogues = ["visit-1.dialogue.en.txt", "visit-2.dialogue.en.txt"];
    public static readonly string[] Transcripts = ["noa-s1.transcript.he.json", "noa-s3.transcript.he.json"];

    /// <summary>The text of a sample; the test is skipped, saying so, where there are no samples.</summary>
    public static string Text(string name)
    {
        var folder = Environment.GetEnvironmentVariable("TC_SAMPLES");
        if (string.IsNullOrEmpty(folder) || !File.Exists(Path.Combine(folder, name)))
        {
            Assert.Skip($"The sample {name} is not here. Set TC_SAMPLES to the folder of the shared samples.");
        }

        return File.ReadAllText(Path.Combine(folder!, name));
    }

    /// <summary>The units of a sample, a transcript's turns included.</summary>
    public static IReadOnlyList<SourceUnit> Units(string name)
    {
        var text = Text(name);
        if (!name.EndsWith(".json", StringComparison.Ordinal))
        {
            return SourceText.Segment(text);
        }

        using var json = JsonDocument.Parse(text);
        var lines = json.RootElement.GetProperty("turns").EnumerateArray().Select(t => t.GetProperty("speaker").GetString() + ": " + t.GetProperty("text").GetString());
        return SourceText.Segment(string.Join('\n', lines));
    }
}
