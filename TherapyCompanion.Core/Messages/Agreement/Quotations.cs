using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Finds what is quoted: words in a quotation agree with whoever said them.</summary>
internal static class Quotations
{
    // An opening mark whose partner is further away than this is a stray one.
    private const int Longest = 400;

    /// <summary>The quotations with their marks, in order. A mark between Hebrew letters (ד"ר) opens nothing, unless it follows a prefix: ש"הוא בסדר".</summary>
    public static List<TextSpan> In(string text)
    {
        var spans = new List<TextSpan>();
        for (var i = 0; i < text.Length; i++)
        {
            if (Opens(text, i) && Close(text, i) is { } close)
            {
                spans.Add(new TextSpan(i, close + 1 - i));
                i = close;
            }
        }

        return spans;
    }

    private static bool Opens(string text, int i)
    {
        var single = text[i] is '\'' or '‘' or '’' or '׳';
        if ((!single && !Characters.IsDoubleQuote(text[i])) || i + 1 >= text.Length || !char.IsLetter(text[i + 1]))
        {
            return false;
        }

        if (i == 0 || !char.IsLetterOrDigit(text[i - 1]))
        {
            return true;
        }

        return !single && text[i - 1] is 'ש' or 'ו' or 'ב' or 'ל' or 'ה' or 'מ' or 'כ' && (i == 1 || !char.IsLetter(text[i - 2]));
    }

    private static int? Close(string text, int open)
    {
        var single = !Characters.IsDoubleQuote(text[open]);
        var joined = open > 0 && char.IsLetter(text[open - 1]);
        var spaced = false;
        for (var i = open + 2; i < text.Length && i < open + Longest && text[i] != '\n'; i++)
        {
            spaced |= text[i] == ' ';
            var mark = single ? text[i] is '\'' or '’' or '׳' : Characters.IsDoubleQuote(text[i]);
            if (mark && (i + 1 >= text.Length || !char.IsLetterOrDigit(text[i + 1])))
            {
                // ש"ב alone is an abbreviation, and "דק'" closes nothing.
                return (joined && !spaced) || (single && text[i - 1] is 'ק' && i - open > 40) ? null : i;
            }
        }

        return null;
    }
}
