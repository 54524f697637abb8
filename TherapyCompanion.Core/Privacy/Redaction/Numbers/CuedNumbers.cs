using System.Text.RegularExpressions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Numbers;

/// <summary>Dates of birth and record numbers: nothing in their shape tells them from other dates and numbers, only what is said in front.</summary>
internal static partial class CuedNumbers
{
    private static readonly NumberCues Cues = NumberCues.Load();
    private const int FurthestBirth = 45;
    private const int FurthestRecord = 30;

    public static void Find(string text, List<Redaction> found)
    {
        foreach (var match in Dates().EnumerateMatches(text))
        {
            if (Cues.Before(text, match.Index, FurthestBirth) == NumberCue.Birth || BirthAfter().IsMatch(Tail(text, match.Index + match.Length)))
                Add(RedactionKind.BirthDate, text, match.Index, match.Length, found);
        }

        foreach (var match in Records().EnumerateMatches(text))
        {
            var (start, length) = (match.Index, match.Length);
            if (Dates().IsMatch(text.AsSpan(start, length)) || Digits(text.AsSpan(start, length)) < 3) continue;
            if (Cues.Before(text, start, FurthestRecord, furthestWords: 2) == NumberCue.Record && IsNear(text, start)) Add(RedactionKind.RecordNumber, text, start, length, found);
        }
    }

    private static string Tail(string text, int from) => text.Substring(from, Math.Min(30, text.Length - from));

    // "file no. 55-01" and "תיק: 44": few letters between the cue and the number, no other sentence.
    private static bool IsNear(string text, int start)
    {
        var from = Math.Max(0, start - 14);
        return text.AsSpan(from, start - from).IndexOfAny('\n', '!', '?') < 0;
    }

    private static int Digits(ReadOnlySpan<char> s)
    {
        var count = 0;
        foreach (var c in s) count += char.IsAsciiDigit(c) ? 1 : 0;
        return count;
    }

    private static void Add(RedactionKind kind, string text, int start, int length, List<Redaction> found) =>
        found.Add(new Redaction(kind, new TextSpan(start, length), 3, text.Substring(start, length)));

    private const string HebrewMonths = "ינואר|פברואר|מרץ|מרס|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר";
    private const string EnglishMonths = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

    [GeneratedRegex(
        @"(?<![0-9./])(?<![0-9]-)(?:[0-3]?[0-9][ ]?[./\-][ ]?[01]?[0-9][ ]?[./\-][ ]?(?:(?:19|20)[0-9]{2}|[0-9]{2})|(?:19|20)[0-9]{2}[./\-][01]?[0-9][./\-][0-3]?[0-9]"
        + "|[0-3]?[0-9][ ]ב?(?:" + HebrewMonths + @"),?[ ](?:19|20)?[0-9]{2}|[0-3]?[0-9](?:st|nd|rd|th)?(?:[ ]of)?[ -](?:" + EnglishMonths + @")\.?,?[ -](?:19|20)?[0-9]{2}"
        + "|(?:" + EnglishMonths + @")\.?[ ][0-3]?[0-9](?:st|nd|rd|th)?,?[ ](?:19|20)[0-9]{2})(?![0-9])(?!-[0-9])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Dates();

    [GeneratedRegex(@"^[ ,)\-–]{0,3}(?:הוא |זה |is |was )?(?:(?:his|her|my|their|the) )?(?:תאריך (?:ה)?לידה|יום הולדת|birthday|date of birth|dob\b|birth date)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex BirthAfter();

    [GeneratedRegex(@"(?<![A-Za-z0-9/.])(?<![A-Za-z0-9]-)(?:[A-Za-z]{1,4}[-/]?)?[0-9]+(?:[-/.][A-Za-z0-9]{1,8}){0,5}[A-Za-z]?(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Records();
}
