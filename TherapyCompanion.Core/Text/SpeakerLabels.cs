using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text;

/// <summary>The labels that open a line of a pasted dialogue: "doctor:", "מטופלת:", "T:".</summary>
public static class SpeakerLabels
{
    private const int LongestLabel = 24;

    private static readonly FrozenDictionary<string, Speaker> Known = EmbeddedLines.Read("Text.speakers.tsv")
        .SelectMany(f => f[1].Split('|').Select(w => KeyValuePair.Create(w, Enum.Parse<Speaker>(f[0]))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The speaker a line opens with and the rest of the line, or null when it opens with no known label.</summary>
    public static (Speaker Speaker, TextSpan Body)? At(string text, TextSpan line)
    {
        var stop = Math.Min(line.End, line.Start + LongestLabel + 8);
        var colon = text.IndexOf(':', line.Start, stop - line.Start);
        if (colon < 0)
        {
            return null;
        }

        var label = string.Join(' ', Words.Of(text[line.Start..colon]).Where(w => !w.IsNumber).Select(w => w.Folded));
        return label.Length > 0 && Known.TryGetValue(label, out var speaker)
            ? (speaker, new TextSpan(colon + 1, line.End - colon - 1))
            : null;
    }
}
