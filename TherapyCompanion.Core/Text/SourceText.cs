using System.Text.RegularExpressions;

namespace TherapyCompanion.Core.Text;

/// <summary>Cuts a source into numbered units.</summary>
public static partial class SourceText
{
    // A list item longer than this is cut into sentences like any other line.
    private const int LongestWholeItem = 220;

    /// <summary>
    /// The units of typed notes (a sentence or a list item each) or of a pasted dialogue (a sentence each, with its speaker).
    /// Each unit's text is exactly the stretch at its span. An empty text has no units.
    /// </summary>
    public static IReadOnlyList<SourceUnit> Segment(string text)
    {
        var units = new List<SourceUnit>();
        if (string.IsNullOrWhiteSpace(text))
        {
            return units;
        }

        var dialogue = IsDialogue(text);
        var speaker = Speaker.None;
        foreach (var line in Lines(text))
        {
            var body = line;
            if (dialogue)
            {
                var label = SpeakerLabels.At(text, line);
                if (label is { } found)
                {
                    speaker = found.Speaker;
                    body = found.Body;
                }
            }

            var opens = true;
            foreach (var span in dialogue || !IsListItem(text, body) ? Sentences.In(text, body) : [body])
            {
                var trimmed = Trim(text, span);
                if (HasLetter(text, trimmed))
                {
                    units.Add(new SourceUnit(units.Count + 1, trimmed, speaker, text.Substring(trimmed.Start, trimmed.Length)) { OpensLine = opens });
                    opens = false;
                }
            }
        }

        return units;
    }

    // Two labelled lines, and at least half of all lines labelled: a single "מטפלת: דנה" at the top of notes is no dialogue.
    private static bool IsDialogue(string text)
    {
        int lines = 0, labelled = 0;
        foreach (var line in Lines(text))
        {
            if (HasLetter(text, line))
            {
                lines++;
                labelled += SpeakerLabels.At(text, line) is null ? 0 : 1;
            }
        }

        return labelled >= 2 && labelled * 2 >= lines;
    }

    /// <summary>The lines of a text that are not empty, without their ends.</summary>
    internal static IEnumerable<TextSpan> Lines(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] is '\n' or '\r' or '\u2028' or '\u2029' or '\v' or '\f')
            {
                if (i > start)
                {
                    yield return new TextSpan(start, i - start);
                }

                start = i + 1;
            }
        }
    }

    private static bool IsListItem(string text, TextSpan line) =>
        line.Length <= LongestWholeItem && ListMark().IsMatch(text.AsSpan(line.Start, line.Length));

    private static bool HasLetter(string text, TextSpan span)
    {
        for (var i = span.Start; i < span.End; i++)
        {
            if (char.IsLetterOrDigit(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static TextSpan Trim(string text, TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start < end && Blank(text[start]))
        {
            start++;
        }

        while (end > start && Blank(text[end - 1]))
        {
            end--;
        }

        return new TextSpan(start, end - start);
    }

    private static bool Blank(char c) => char.IsWhiteSpace(c) || (Characters.IsSilent(c) && c is < '\u0591' or > '\u05C7');

    [GeneratedRegex(@"^[\s\p{Cf}]*(?:[-–—•*·▪◦●‣]\s*|\d{1,2}[.)]\s+|[א-י][.)]\s+|[a-z][.)]\s+)\S", RegexOptions.CultureInvariant)]
    private static partial Regex ListMark();
}
