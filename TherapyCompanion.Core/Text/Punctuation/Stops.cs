using System.Globalization;

namespace TherapyCompanion.Core.Text.Punctuation;

/// <summary>Whether a mark ends a sentence where it stands.</summary>
internal static class Stops
{
    /// <summary>An invisible mark (direction, zero width), no niqqud and no part of an emoji.</summary>
    public static bool IsInvisible(char c) => c is not '\u200D' && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;

    /// <summary>Whether the stop, question or exclamation mark or ellipsis at <paramref name="i"/> ends the sentence that began at <paramref name="start"/>.</summary>
    public static bool Ends(string text, TextSpan line, int start, int i)
    {
        var c = text[i];
        var at = Behind(text, line, i + 1);
        var next = at < line.End ? text[at] : ' ';
        // "מה?לא הבנתי": the space was left out.
        if (c is '!' or '?') return char.IsLetter(next) ? at + 1 < line.End && char.IsLetter(text[at + 1]) : next is not (',' or ';') && !char.IsDigit(next);
        if (next == '.') return false;
        if (c == '…' || (i > line.Start && text[i - 1] == '.')) return AfterEllipsis(text, line, at);
        if (char.IsLetter(next)) return Joins(text, line, start, i, at);
        // A point inside a number or a name: something other than space or a closing mark follows.
        if (!char.IsWhiteSpace(next) && !Characters.IsDoubleQuote(next) && next is not (')' or ']') && Pictures.At(text, at, line.End) == at) return false;

        var wordStart = i;
        while (wordStart > start && !char.IsWhiteSpace(text[wordStart - 1])) wordStart--;
        var word = text.AsSpan(wordStart, i - wordStart).TrimStart("([\"'“׳-–־");
        // " . " in transcripts that set marks apart ends a sentence; at the very start there is nothing to end.
        if (word.Length == 0) return wordStart > start;
        return !IsListMark(text, start, wordStart, word) && !IsAbbreviation(text, line, start, wordStart, word, at);
    }

    /// <summary>Whether a sentence ends with the quotation that closes at <paramref name="quote"/>: it ends inside, and what follows doesn't carry it on.</summary>
    public static bool EndsQuoted(string text, TextSpan line, int quote)
    {
        var inside = quote - 1;
        while (inside > line.Start && IsInvisible(text[inside])) inside--;
        if (inside <= line.Start || text[inside] is not ('.' or '!' or '?' or '…')) return false;
        var first = Next(text, line, quote + 1, out var end);
        if (first.Length == 0 || quote + 1 < line.End && text[quote + 1] is ',' or ';' or ':' or '-') return false;
        if (char.IsAsciiLetterLower(first[0]) || (first[0] == 'ו' && first.Length > 2) || SentenceWords.Has("report", first)) return false;
        return !SentenceWords.Has("report", Next(text, line, end, out _));
    }

    /// <summary>Whether initials that end with a point at <paramref name="end"/> end the sentence: a word that begins one follows.</summary>
    public static bool EndsInitials(string text, TextSpan line, int end)
    {
        var next = Next(text, line, end, out _);
        return next.Length > 0 && (Characters.IsHebrew(next[0]) || (char.IsAsciiLetterUpper(next[0]) && SentenceWords.Has("starter", next)));
    }

    /// <summary>Whether emoji from <paramref name="at"/> to <paramref name="end"/> close a sentence: words stand before, and what follows doesn't carry it on.</summary>
    public static bool EndsPicture(string text, TextSpan line, int start, int at, int end)
    {
        if (end < line.End && !char.IsWhiteSpace(text[end])) return false;
        var next = Next(text, line, end, out _);
        if (next.Length == 0 || SentenceWords.Has("on", next) || (next[0] == 'ו' && next.Length > 3)) return false;
        // "I ❤ you": a picture in place of a word.
        var before = text.AsSpan(start, at - start).Trim();
        return before.Length > 0 && !SentenceWords.Has("subject", before);
    }

    /// <summary>Whether the space at <paramref name="i"/> stands before the next item of a list within a line ("1. sleep 2. eat", "• a • b").</summary>
    public static bool NextItem(string text, TextSpan line, int start, int i, ref int item)
    {
        if (item == 0) item = OpensList(text, line) ? 1 : -1;
        var at = i + 1;
        if (at + 2 >= line.End) return false;
        if (text[at] is '•' or '●' or '▪') return char.IsWhiteSpace(text[at + 1]) && !text.AsSpan(start, i - start).IsWhiteSpace();
        if (item < 1 || item > 8 || text[at] != (char)('1' + item) || text[at + 1] is not ('.' or ')') || !char.IsWhiteSpace(text[at + 2])) return false;
        item++;
        return true;
    }

    private static bool OpensList(string text, TextSpan line)
    {
        var at = Behind(text, line, line.Start);
        return at + 2 < line.End && text[at] == '1' && text[at + 1] is '.' or ')' && char.IsWhiteSpace(text[at + 2]);
    }

    private static bool AfterEllipsis(string text, TextSpan line, int at)
    {
        var next = Next(text, line, at, out _);
        return next.Length > 1 && char.IsAsciiLetterUpper(next[0]) && at < line.End && char.IsWhiteSpace(text[at]) && char.IsAsciiLetterLower(next[1]);
    }

    // "סבבה.חזרתי", "works.See": the space was left out. "ת.ז.", "פי.טי.אס.די", "a.b" keep their points.
    private static bool Joins(string text, TextSpan line, int start, int i, int at)
    {
        var left = i;
        while (left > start && (char.IsLetter(text[left - 1]) || Characters.IsSilent(text[left - 1]))) left--;
        var right = at;
        while (right < line.End && (char.IsLetter(text[right]) || Characters.IsSilent(text[right]))) right++;
        var chained = (left > start && text[left - 1] == '.') || (right < line.End - 1 && text[right] == '.' && char.IsLetter(text[right + 1]));
        if (i - left < 2 || right - at < 2 || (chained && (i - left <= 3 || right - at <= 3))) return false;
        if (Characters.IsHebrew(text[at]) || Characters.IsHebrew(text[left])) return true;
        if (SentenceWords.Has("title", text.AsSpan(left, i - left))) return false;
        // Small letters on both sides are an address or a file's name unless no such ending is known.
        return char.IsAsciiLetterUpper(text[at]) ? right - at < 2 || char.IsLower(text[at + 1]) : !SentenceWords.Has("ending", text.AsSpan(at, right - at)) && right < line.End && char.IsWhiteSpace(text[right]);
    }

    private static bool IsListMark(string text, int start, int wordStart, ReadOnlySpan<char> word) =>
        word.Length <= 2 && text.AsSpan(start, wordStart - start).IsWhiteSpace() && (char.IsAsciiDigit(word[0]) || word.Length == 1);

    private static bool IsAbbreviation(string text, TextSpan line, int start, int wordStart, ReadOnlySpan<char> word, int at)
    {
        var next = Next(text, line, at, out _);
        if (word.Length == 1 && char.IsLetter(word[0]) && word[0] is not ('i' or 'I')) return !EndsLetter(text, start, wordStart, word[0], next);
        if (word.Length >= 3 && word[1] == '.' && Characters.IsHebrew(word[0])) return true;
        if (SentenceWords.Has("title", word)) return true;
        if (SentenceWords.Has("number", word)) return next.Length > 0 && char.IsAsciiDigit(next[0]);
        if (SentenceWords.Has("place", word)) return !(next.Length > 0 && (Characters.IsHebrew(next[0]) || (char.IsAsciiLetterUpper(next[0]) && SentenceWords.Has("starter", next))));
        return SentenceWords.Has("soft", word) && next.Length > 0 && !(char.IsAsciiLetterUpper(next[0]) || Characters.IsHebrew(next[0]));
    }

    // "J. Smith", "פגישה עם ר. היום" go on; "plan B. We", "כיתה ב. הוא" end.
    private static bool EndsLetter(string text, int start, int wordStart, char letter, ReadOnlySpan<char> next)
    {
        var end = wordStart;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        var first = end;
        while (first > start && char.IsLetter(text[first - 1])) first--;
        if (SentenceWords.Has("letter", text.AsSpan(first, end - first))) return true;
        return char.IsAsciiLetter(letter) && next.Length > 0 && char.IsAsciiLetterUpper(next[0]) && next is not "I" && SentenceWords.Has("starter", next);
    }

    private static int Behind(string text, TextSpan line, int at)
    {
        while (at < line.End && IsInvisible(text[at])) at++;
        return at;
    }

    // The next word's letters or digits, past space, quotes and invisible marks; empty where a stretch ends.
    private static ReadOnlySpan<char> Next(string text, TextSpan line, int from, out int end)
    {
        var at = from;
        while (at < line.End && (char.IsWhiteSpace(text[at]) || IsInvisible(text[at]) || Characters.IsDoubleQuote(text[at]) || text[at] is '(' or '\'')) at++;
        end = at;
        while (end < line.End && (char.IsLetterOrDigit(text[end]) || Characters.IsSilent(text[end]))) end++;
        return text.AsSpan(at, end - at);
    }
}
