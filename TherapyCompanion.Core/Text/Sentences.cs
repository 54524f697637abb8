using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text;

/// <summary>Cuts a line into sentences without touching abbreviations, dates, decimals, list numbers and quotations.</summary>
public static class Sentences
{
    // An opening quote whose partner is further away than this is a stray mark, not a quotation.
    private const int LongestQuotation = 300;

    private static readonly FrozenSet<string> Abbreviations = FrozenSet.ToFrozenSet(
        ["dr", "mr", "mrs", "ms", "prof", "e.g", "i.e", "etc", "vs", "approx", "st", "jr", "sr", "pt", "wk", "min", "hr", "p.m", "a.m"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The sentences of a stretch, with their closing marks; together they cover it but for white space.</summary>
    public static IEnumerable<TextSpan> In(string text, TextSpan line)
    {
        var start = line.Start;
        var quoteEnd = -1;
        for (var i = line.Start; i < line.End; i++)
        {
            var c = text[i];
            if (i > quoteEnd && Characters.IsDoubleQuote(c) && OpensQuotation(text, line, i))
            {
                quoteEnd = Math.Max(quoteEnd, ClosingQuote(text, line, i));
            }

            if (i < quoteEnd || !Ends(text, line, start, i))
            {
                continue;
            }

            var end = i + 1;
            while (end < line.End && (text[end] is '.' or '!' or '?' or '…' or ')' || (Characters.IsDoubleQuote(text[end]) && end <= quoteEnd)))
            {
                end++;
            }

            yield return new TextSpan(start, end - start);
            start = end;
            i = end - 1;
        }

        if (start < line.End)
        {
            yield return new TextSpan(start, line.End - start);
        }
    }

    private static bool Ends(string text, TextSpan line, int start, int i)
    {
        var c = text[i];
        if (c is not ('.' or '!' or '?'))
        {
            return false;
        }

        var next = i + 1 < line.End ? text[i + 1] : ' ';
        if (c is '!' or '?')
        {
            return !char.IsLetterOrDigit(next);
        }

        if (next == '.' || (i > line.Start && text[i - 1] == '.'))
        {
            return false;
        }

        // A point inside a number, a name or "a.m.": something other than space or a closing mark follows.
        if (!char.IsWhiteSpace(next) && !Characters.IsDoubleQuote(next) && next is not (')' or ']'))
        {
            return false;
        }

        var wordStart = i;
        while (wordStart > start && !char.IsWhiteSpace(text[wordStart - 1]))
        {
            wordStart--;
        }

        var word = text.AsSpan(wordStart, i - wordStart).TrimStart("([\"'");
        if (word.Length == 0)
        {
            // " . " in transcripts that set marks apart ends a sentence; at the very start there is nothing to end.
            return wordStart > start;
        }

        return !IsListMark(text, start, wordStart, word) && !IsAbbreviation(word);
    }

    private static bool IsListMark(string text, int start, int wordStart, ReadOnlySpan<char> word) =>
        word.Length <= 2 && text.AsSpan(start, wordStart - start).IsWhiteSpace() && (char.IsAsciiDigit(word[0]) || word.Length == 1);

    private static bool IsAbbreviation(ReadOnlySpan<char> word) =>
        (word.Length == 1 && char.IsLetter(word[0]) && word[0] is not ('i' or 'I'))
        || (word.Length >= 3 && word[1] == '.' && Characters.IsHebrew(word[0]))
        || Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private static bool OpensQuotation(string text, TextSpan line, int i) =>
        (i == line.Start || !char.IsLetterOrDigit(text[i - 1])) && i + 1 < line.End && !char.IsWhiteSpace(text[i + 1]);

    private static int ClosingQuote(string text, TextSpan line, int open)
    {
        var stop = Math.Min(line.End, open + LongestQuotation);
        for (var i = open + 2; i < stop; i++)
        {
            var closes = Characters.IsDoubleQuote(text[i]) && (i + 1 >= line.End || !char.IsLetterOrDigit(text[i + 1]));
            if (closes)
            {
                return i;
            }
        }

        return -1;
    }
}
