using TherapyCompanion.Core.Text.Punctuation;

namespace TherapyCompanion.Core.Text;

/// <summary>
/// Cuts a text into sentences without touching abbreviations, dates, decimals, addresses, list numbers and quotations. Where people leave stops or
/// spaces out, a line's end, an emoji and a stop between two words count too. An ellipsis ends nothing but a line, unless a capital letter follows.
/// </summary>
public static class Sentences
{
    // An opening mark whose partner is further away than this is a stray one.
    private const int LongestQuotation = 300;
    private const int LongestBracket = 200;

    /// <summary>The sentences of a whole text in order, each without the white space around it. A line's end always ends one.</summary>
    public static IReadOnlyList<TextSpan> Of(string text)
    {
        var sentences = new List<TextSpan>();
        foreach (var line in SourceText.Lines(text))
            sentences.AddRange(In(text, line).Select(s => Trim(text, s)).Where(s => s.Length > 0));
        return sentences;
    }

    /// <summary>The sentences of a stretch, with their closing marks; together they cover it but for white space.</summary>
    public static IEnumerable<TextSpan> In(string text, TextSpan line)
    {
        int start = line.Start, held = -1, item = 0;
        for (var i = line.Start; i < line.End; i++)
        {
            var c = text[i];
            if (i > held && Characters.IsDoubleQuote(c) && OpensQuotation(text, line, i)) held = Math.Max(held, ClosingQuote(text, line, i));
            else if (i > held && c == '(' && i > start) held = Math.Max(held, ClosingBracket(text, line, i));
            if (i < held) continue;

            int end;
            if (c is '.' or '!' or '?' or '…')
            {
                if (!Stops.Ends(text, line, start, i)) continue;
                end = Closing(text, line, i + 1, held);
            }
            else if (i == held && Characters.IsDoubleQuote(c))
            {
                if (!Stops.EndsQuoted(text, line, i)) continue;
                end = Closing(text, line, i + 1, held);
            }
            else if (char.IsAsciiLetterOrDigit(c) && Unbroken.At(text, i, out var initials) is var behind && behind > i)
            {
                // "at 5 p.m. We left." ends at its last point; an address is passed over.
                end = Math.Min(behind, line.End);
                if (!initials || text[end - 1] != '.' || !Stops.EndsInitials(text, line, end))
                {
                    i = end - 1;
                    continue;
                }
            }
            else if (char.IsWhiteSpace(c))
            {
                if (!Stops.NextItem(text, line, start, i, ref item)) continue;
                end = i;
            }
            else
            {
                end = Pictures.At(text, i, line.End);
                if (end == i) continue;
                if (!Stops.EndsPicture(text, line, start, i, end))
                {
                    i = end - 1;
                    continue;
                }
            }

            yield return new TextSpan(start, end - start);
            start = end;
            i = end - 1;
        }

        if (start < line.End) yield return new TextSpan(start, line.End - start);
    }

    // Marks that close what ended, and a picture behind it.
    private static int Closing(string text, TextSpan line, int end, int held)
    {
        while (end < line.End && (text[end] is '.' or '!' or '?' or '…' or ')' || Stops.IsInvisible(text[end]) || (Characters.IsDoubleQuote(text[end]) && end <= held))) end++;
        var at = end;
        while (at < line.End && text[at] == ' ') at++;
        var picture = Pictures.At(text, at, line.End);
        return picture > at && (picture == line.End || char.IsWhiteSpace(text[picture])) ? picture : end;
    }

    private static bool OpensQuotation(string text, TextSpan line, int i) =>
        (i == line.Start || !char.IsLetterOrDigit(text[i - 1])) && i + 1 < line.End && !char.IsWhiteSpace(text[i + 1]);

    private static int ClosingQuote(string text, TextSpan line, int open)
    {
        var stop = Math.Min(line.End, open + LongestQuotation);
        for (var i = open + 2; i < stop; i++)
        {
            if (Characters.IsDoubleQuote(text[i]) && (i + 1 >= line.End || !char.IsLetterOrDigit(text[i + 1]))) return i;
        }

        return -1;
    }

    private static int ClosingBracket(string text, TextSpan line, int open)
    {
        var close = text.IndexOf(')', open, Math.Min(line.End, open + LongestBracket) - open);
        return close;
    }

    private static TextSpan Trim(string text, TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start < end && Blank(text[start])) start++;
        while (end > start && Blank(text[end - 1])) end--;
        return new TextSpan(start, end - start);
    }

    private static bool Blank(char c) => char.IsWhiteSpace(c) || Stops.IsInvisible(c);
}
