using System.Globalization;
using System.Text.RegularExpressions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Research;

/// <summary>Makes ages, places, employers and dates of a question general: what the literature is asked doesn't need them exact.</summary>
internal static partial class Generalisation
{
    private static readonly Lazy<Regex> Places = new(ReadPlaces);

    public static string Of(string text)
    {
        var hebrew = TextLanguage.Of(text) == "he";
        text = Dates().Replace(text, m => PublicDay().IsMatch(m.Value) ? m.Value : hebrew ? "[תאריך]" : "[date]");
        text = LettersOfName().Replace(text, hebrew ? "[שם]" : "[name]");
        text = HebrewAges().Replace(text, m => $"{m.Groups[1].Value}{Decade(m.Groups[2].Value)}");
        text = EnglishAges().Replace(text, m => $"{m.Groups[1].Value}{Decade(m.Groups[2].Value)}{m.Groups[3].Value}");
        text = Employers().Replace(text, m => m.Groups[1].Value + (m.Groups[1].Value.Length > 0 && Characters.IsHebrew(m.Groups[1].Value[^1]) ? "מקום עבודה" : "an employer"));
        return Places.Value.Replace(text, m => m.Groups[1].Value + (Characters.IsHebrew(m.Groups[2].Value[0]) ? "[מקום]" : "[place]"));
    }

    // 34 becomes 30-39; a child's age is told to two years, for it matters more.
    private static string Decade(string age)
    {
        var n = int.Parse(age, CultureInfo.InvariantCulture);
        var step = n < 20 ? 3 : 10;
        var low = n / step * step;
        return string.Create(CultureInfo.InvariantCulture, $"{low}-{low + step - 1}");
    }

    private static Regex ReadPlaces()
    {
        var names = EmbeddedLines.Read("Redaction.places.tsv").Where(f => f[0] == "city").SelectMany(f => f[1].Split(' ')).OrderByDescending(n => n.Length)
            .Select(n => Regex.Escape(n).Replace("_", "[ -]", StringComparison.Ordinal).Replace("'", "['’׳]?", StringComparison.Ordinal).Replace("\"", "[\"״]", StringComparison.Ordinal));
        return new Regex(@"(?<![\p{L}0-9])([ובלמשהכ]{0,3}-?)(" + string.Join('|', names) + @")(?![\p{L}])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    [GeneratedRegex(@"(?<![0-9./\-])(?:[0-3]?[0-9][./\-][01]?[0-9](?:[./\-](?:19|20)?[0-9]{2})|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]|[0-3]?[0-9] ב(?:ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר)(?: [0-9]{4})?|(?:[0-3]?[0-9](?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October|November|December) [0-3]?[0-9](?:st|nd|rd|th)?(?:,? [0-9]{4})?)(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Dates();

    // T.R., ר.מ.: the first letters of somebody's names; not U.S. and its like.
    [GeneratedRegex(@"(?<![\p{L}.])(?!U\.[SKN]\.|D\.C\.|E\.U\.|נ\.ב\.|ב\.מ\.|ת\.[זד]\.)(?:[A-Z]\.[ ]?[A-Z]\.|[א-ת]\.[ ]?[א-ת]\.)(?![\p{L}])", RegexOptions.CultureInvariant)]
    private static partial Regex LettersOfName();

    // A day that happened to a whole country is a subject of research and points at nobody.
    [GeneratedRegex(@"^(?:7 באוקטובר(?: 2023)?|7[./]10(?:[./](?:20)?23)|(?:7(?:th)? )?October 7(?:th)?(?:,? 2023)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex PublicDay();

    [GeneratedRegex(@"((?<![א-ת])(?:ו|ה|ש|ל)?(?:בן|בת|בני|בנות|בגיל|גיל)[ ]ה?-?)([0-9]{1,2})(?![0-9]|[.:,\-–/][0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex HebrewAges();

    [GeneratedRegex(@"((?<![A-Za-z])(?:aged?[ ]|)(?<=aged?[ ]|(?<![0-9.\-/])))([0-9]{1,2})((?:[ -]?(?:years?|yrs?)[ -]olds?|[ ]?y/?o)(?![A-Za-z]))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex EnglishAges();

    [GeneratedRegex(@"((?<![A-Za-z])(?:works|worked|working|employed|job|engineer|manager|employee|analyst)[ ](?:(?:at|for)[ ])|(?<![א-ת])(?:עובד|עובדת|עבד|עבדה|עובדים|מועסק|מועסקת)[ ]ב-?)(?:\p{Lu}[\p{L}&]+(?:[ ]\p{Lu}[\p{L}&]+){0,2}|אינטל|גוגל|מיקרוסופט|אפל|אמזון|רפאל|אלביט|מובילאיי|טבע|אמדוקס|וויקס|אל[ -]על)", RegexOptions.CultureInvariant)]
    private static partial Regex Employers();
}
