using System.Globalization;
using System.Text;

namespace TherapyCompanion.Core.Text.Punctuation;

/// <summary>Emoji and emoticons, which end a sentence where people leave the stop out.</summary>
internal static class Pictures
{
    /// <summary>Just behind the run of pictures that begins at <paramref name="at"/>, or <paramref name="at"/> where none does.</summary>
    public static int At(string text, int at, int end)
    {
        var i = at;
        while (i < end)
        {
            var one = One(text, i, end);
            if (one > i) i = one;
            else if (i > at && text[i] is '\uFE0F' or '\uFE0E' or '\u200D' or '\u20E3') i++;
            else break;
        }

        return i;
    }

    private static int One(string text, int i, int end)
    {
        var c = text[i];
        if (c is >= '\u2600' and <= '\u27BF' or '\u2B50' or '\u2764' or '\u263A') return i + 1;
        if (char.IsHighSurrogate(c) && i + 1 < end && char.IsLowSurrogate(text[i + 1]))
            return Rune.GetUnicodeCategory(new Rune(c, text[i + 1])) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol ? i + 2 : i;
        // :) ;-( :D, set apart from the word before
        if (c is not (':' or ';' or '=') || i == 0 || !char.IsWhiteSpace(text[i - 1])) return i;
        var nose = i + 1 < end && text[i + 1] == '-' ? i + 2 : i + 1;
        if (nose >= end || text[nose] is not (')' or '(' or 'D' or 'P' or 'p' or '/' or '|' or '*')) return i;
        var stop = nose + 1;
        while (stop < end && text[stop] == text[nose]) stop++;
        return stop >= end || !char.IsLetterOrDigit(text[stop]) ? stop : i;
    }
}
