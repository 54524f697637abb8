using System.Globalization;
using System.Text;
using TherapyCompanion.Core.Text.Punctuation;

namespace TherapyCompanion.Core.Text;

/// <summary>What separates a word from the one before it.</summary>
public enum Gap
{
    /// <summary>Space, a hyphen, or nothing.</summary>
    None,

    /// <summary>A comma, colon, semicolon, bracket or dash.</summary>
    Clause,

    /// <summary>The end of a sentence or a line.</summary>
    Sentence,
}

/// <summary>A word of a text with its place and its folded letters.</summary>
/// <param name="Start">First UTF-16 unit in the original.</param>
/// <param name="End">Just behind the last unit.</param>
/// <param name="Folded">Letters for comparing: lower case, no niqqud, no invisible marks, plain quotes; English without apostrophes.</param>
/// <param name="Before">What stands before it.</param>
public readonly record struct Word(int Start, int End, string Folded, Gap Before)
{
    /// <summary>Whether the first letter is Hebrew.</summary>
    public bool IsHebrew => Folded.Length > 0 && Characters.IsHebrew(Folded[0]);

    /// <summary>Whether it begins with a digit.</summary>
    public bool IsNumber => Folded.Length > 0 && char.IsAsciiDigit(Folded[0]);
}

/// <summary>Facts about single characters.</summary>
public static class Characters
{
    /// <summary>A Hebrew letter, without points.</summary>
    public static bool IsHebrew(char c) => c is >= 'א' and <= 'ת';

    /// <summary>Niqqud or a cantillation mark, or an invisible mark: nothing a reader sees as a letter.</summary>
    public static bool IsSilent(char c) =>
        c is >= '\u0591' and <= '\u05C7' and not '\u05BE' and not '\u05C0' and not '\u05C3' and not '\u05C6'
        || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;

    /// <summary>Any kind of single quote, apostrophe or geresh.</summary>
    public static bool IsApostrophe(char c) => c is '\'' or '’' or '‘' or '׳' or '`' or '´';

    /// <summary>Any kind of double quote or gershayim.</summary>
    public static bool IsDoubleQuote(char c) => c is '"' or '“' or '”' or '„' or '״' or '«' or '»';

    /// <summary>A hyphen that joins words: hyphen, non-breaking hyphen, maqaf.</summary>
    public static bool IsHyphen(char c) => c is '-' or '\u2010' or '\u2011' or '־';
}

/// <summary>Reads the words of a text.</summary>
public static class Words
{
    /// <summary>The words of <paramref name="text"/> in order. Never fails; a text without letters has none.</summary>
    public static IReadOnlyList<Word> Of(string text)
    {
        var words = new List<Word>(text.Length / 5 + 4);
        var folded = new StringBuilder(24);
        var gap = Gap.Sentence;
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (!char.IsLetterOrDigit(c))
            {
                gap = Wider(gap, GapOf(text, i));
                i++;
                continue;
            }

            var start = i;
            i = Unbroken.At(text, start, out var initials);
            if (i > start)
            {
                var whole = text[start..i].ToLowerInvariant();
                Add(words, new Word(start, i, initials ? whole.Replace(".", "", StringComparison.Ordinal) : whole, gap));
                gap = initials && i < text.Length && text[i - 1] == '.' && Stops.EndsInitials(text, new TextSpan(start, text.Length - start), i) ? Gap.Sentence : Gap.None;
                continue;
            }

            folded.Clear();
            while (i < text.Length && Belongs(text, start, i))
            {
                Fold(text[i], folded);
                i++;
            }

            Add(words, new Word(start, Visible(text, i), folded.ToString(), gap));
            gap = Gap.None;
        }

        return words;
    }

    // "do n't" and "gon na" stand apart in some transcripts; they are one word to a reader.
    private static void Add(List<Word> words, Word word)
    {
        if (words.Count > 0 && word.Before == Gap.None && word.Folded is ("nt" or "na"))
        {
            var last = words[^1];
            var whole = last.Folded + word.Folded;
            if (word.Folded == "nt" || whole is "gonna" or "wanna")
            {
                words[^1] = last with { End = word.End, Folded = whole };
                return;
            }
        }

        words.Add(word);
    }

    private static bool Belongs(string text, int start, int i)
    {
        var c = text[i];
        if (char.IsLetterOrDigit(c) || Characters.IsSilent(c))
        {
            return true;
        }

        var next = i + 1 < text.Length ? text[i + 1] : ' ';
        var before = text[i - 1];
        if (Characters.IsApostrophe(c))
        {
            // דק' ג'ורג' don't: inside a word, or a geresh that closes a Hebrew abbreviation or letter.
            return char.IsLetter(next) || (Characters.IsHebrew(before) && i - start <= 6 && !Quoted(text, start));
        }

        if (Characters.IsDoubleQuote(c))
        {
            return Characters.IsHebrew(before) && Characters.IsHebrew(next) && !OpensWord(text, start, i) && IsGershayim(text, i);
        }

        return c is '.' or ',' or ':' or '/' && char.IsAsciiDigit(before) && char.IsAsciiDigit(next);
    }

    // An invisible mark behind the last letter is no part of the word; niqqud is.
    private static int Visible(string text, int end)
    {
        while (Stops.IsInvisible(text[end - 1]) || text[end - 1] == '\u200D')
        {
            end--;
        }

        return end;
    }

    private static bool OpensWord(string text, int start, int i) => i == start || char.IsWhiteSpace(text[i - 1]);

    // Gershayim stand before the last letter, or before it and an ending (דו"חות, מנכ"לית); elsewhere a space before a quotation was left out.
    private static bool IsGershayim(string text, int i)
    {
        var end = i + 1;
        while (end < text.Length && end - i <= 6 && (Characters.IsHebrew(text[end]) || Characters.IsSilent(text[end])))
        {
            end++;
        }

        var rest = text.AsSpan(i + 2, Math.Max(0, end - i - 2));
        return rest.Length <= 1 || rest is "ים" or "ות" or "ית" or "יות" or "יים" or "ניק" or "ניקית" or "ניקים" || Characters.IsSilent(rest[0]);
    }

    private static bool Quoted(string text, int start) => start > 0 && Characters.IsApostrophe(text[start - 1]);

    private static void Fold(char c, StringBuilder into)
    {
        if (Characters.IsSilent(c))
        {
            return;
        }

        if (Characters.IsApostrophe(c))
        {
            if (into.Length > 0 && Characters.IsHebrew(into[^1]))
            {
                into.Append('\'');
            }

            return;
        }

        into.Append(Characters.IsDoubleQuote(c) ? '"' : char.ToLowerInvariant(c));
    }

    private static Gap Wider(Gap a, Gap b) => a > b ? a : b;

    private static Gap GapOf(string text, int i) => text[i] switch
    {
        '.' => i + 1 < text.Length && text[i + 1] == '.' || i > 0 && text[i - 1] == '.' ? Gap.Clause : Gap.Sentence,
        '!' or '?' or '\n' => Gap.Sentence,
        ',' or ';' or ':' or '(' or ')' or '[' or ']' or '–' or '—' or '…' => Gap.Clause,
        '-' when i + 1 < text.Length && text[i + 1] == ' ' => Gap.Clause,
        _ => Gap.None,
    };
}
