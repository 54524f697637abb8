using System.Text.RegularExpressions;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>The light clean-up a source sentence may get: marks and spaces, never words.</summary>
internal static partial class Tidy
{
    /// <summary>A typed sentence without list mark, with one closing mark.</summary>
    public static string Sentence(string text)
    {
        var s = Spaces().Replace(SelfCorrection().Replace(OpeningAnd().Replace(WithoutListMark(text), ""), ""), " ").Trim().Trim('\u200E', '\u200F', '\uFEFF').TrimStart(';', ',', ' ', ')').TrimEnd(';', ',', ':', ' ', '–', '-');
        s = WithoutLoneBracket(s);
        if (s.Length > 0 && char.IsAsciiLetterLower(s[0]))
        {
            s = char.ToUpperInvariant(s[0]) + s[1..];
        }

        return s.Length == 0 || s[^1] is '.' or '!' or '?' or '…' || EndsInsideQuote(s) ? s : s + ".";
    }

    /// <summary>A spoken statement written as a sentence: as <see cref="Sentence"/>, and "i" becomes "I".</summary>
    public static string Statement(string text) => Sentence(SmallI().Replace(text, "I"));

    /// <summary>Speech from a transcript: marks close up to their word, words split by the transcript are whole again.</summary>
    public static string Speech(string text)
    {
        var s = Spaces().Replace(text, " ").Trim();
        s = SplitWord().Replace(s, m => m.Value.Replace(" ", "", StringComparison.Ordinal));
        s = SpaceBeforeMark().Replace(s, "$1");
        return s.Trim(' ', ',', '-', ';');
    }

    public static bool IsListItem(string text) => ListMark().IsMatch(text);

    public static string WithoutListMark(string text) => ListMark().Replace(text, "");

    // A bracket whose partner stayed in another sentence.
    private static string WithoutLoneBracket(string s)
    {
        var (open, close) = (s.LastIndexOf('('), s.LastIndexOf(')'));
        if (close >= 0 && s.IndexOf('(') < 0) s = s.Remove(close, 1);
        else if (open > close) s = s.Remove(open, 1);
        return s.Trim();
    }

    private static bool EndsInsideQuote(string s) => s.Length > 1 && s[^1] is '"' or '”' or '״' && s[^2] is '.' or '!' or '?';

    // "SUDS 70, לא, סליחה, 65": only the number the writer meant stays.
    [GeneratedRegex(@"\d[\d.]*,?\s+(?:(?:לא|no),?\s+)?(?:סליחה|תיקון|sorry|correction),?\s+(?=\d)")]
    private static partial Regex SelfCorrection();

    // A clause that stood behind another loses the "and" between them.
    [GeneratedRegex(@"^\s*and\s+(?=\w)", RegexOptions.IgnoreCase)]
    private static partial Regex OpeningAnd();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\bi(?=['’]|\s|-i\b|,)")]
    private static partial Regex SmallI();

    [GeneratedRegex(@"\s+([,.?!;:])")]
    private static partial Regex SpaceBeforeMark();

    [GeneratedRegex(@"\b\w+ (?:n['’]t)\b|\b(?:gon|wan) na\b")]
    private static partial Regex SplitWord();

    [GeneratedRegex(@"^[\s\p{Cf}]*(?:[-–—•*·▪◦●‣]\s*|\d{1,2}[.)]\s+|[א-י][.)]\s+|[a-z][.)]\s+)(?=\S)")]
    private static partial Regex ListMark();
}
