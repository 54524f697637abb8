using TherapyCompanion.Core;
using System.Text;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// Words that stand nowhere else: they go into the house through its doors, and whoever looks behind the seals must find none
/// of them in any spelling.
/// </summary>
public static class Canaries
{
    public const string PatientName = "קנריתשם Zephyrnamed";
    public const string PatientEmail = "quillmoth.canary@example.org";
    public const string TherapistName = "קנריתמטפלת Therapyzork";
    public const string Licence = "27-QX55417";
    public const string Title = "תוארקנרי Titlezorb";
    public const string PracticeName = "קליניקתקנרי Clinizorb";
    public const string GuardianName = "אפוטרופוסקנרי Guardzorb";
    public const string StaffEmail = "staffmoth.canary@example.org";
    public const string PlaceName = "מקוםקנרי Placezorb";
    public const string Notes = "הגיעה בזמן. תיארה חלוםקנרי על wombatdream.\nעבדנו על נשימהקנרית.\nש\"ב: לכתוב מכתבקנרי letterzorb לאבא.";
    public const string Own = "תצפיתקנרית observezorb";
    public const string Message = "שלום, פתקקנרי messagezorb מחכה לך. קנריתמטפלת";
    public const string Reply = "תודה, עניתיקנרי replyzorb";
    public const string Crisis = "אני רוצה למות סופקנרי endzorb";
    public const string UserAgent = "Agentzorb/9.9 (קנריתדפדפן)";

    /// <summary>The telling parts, a word each; common words would be found by chance.</summary>
    public static readonly IReadOnlyList<string> Words =
    [
        "קנריתשם", "Zephyrnamed", "quillmoth", "קנריתמטפלת", "Therapyzork", "QX55417", "תוארקנרי", "Titlezorb", "קליניקתקנרי", "Clinizorb",
        "מקוםקנרי", "Placezorb", "חלוםקנרי", "wombatdream", "נשימהקנרית", "מכתבקנרי", "letterzorb", "תצפיתקנרית", "observezorb", "פתקקנרי",
        "messagezorb", "עניתיקנרי", "replyzorb", "סופקנרי", "endzorb", "Agentzorb", "קנריתדפדפן",
        "אפוטרופוסקנרי", "Guardzorb", "staffmoth",
    ];

    /// <summary>An origin with a browser's name worth finding; the address stands in the audit by design.</summary>
    public static Origin Origin { get; } = new("203.0.113.77", UserAgent);

    /// <summary>Which words stand in these bytes, in any of the spellings a careless hand would leave.</summary>
    public static IReadOnlyList<string> In(byte[] haystack)
    {
        // Latin-1 maps a byte to a character, so that a text search is a byte search.
        var text = Encoding.Latin1.GetString(haystack);
        var lower = text.ToLowerInvariant();
        return [.. Words.Where(w => Spellings(w).Any(s => text.Contains(s, StringComparison.Ordinal) || lower.Contains(s, StringComparison.Ordinal)))];
    }

    private static IEnumerable<string> Spellings(string word)
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(word), Encoding.Unicode.GetBytes(word), Encoding.BigEndianUnicode.GetBytes(word) })
        {
            yield return Encoding.Latin1.GetString(bytes);
            yield return Convert.ToHexStringLower(bytes);
            // Base64 of the word stands at one of three offsets in the base64 of a text around it.
            for (var skip = 0; skip < 3; skip++)
            {
                var inner = bytes[((3 - skip) % 3)..];
                yield return Convert.ToBase64String(inner[..(inner.Length / 3 * 3)]);
            }
        }

        yield return string.Concat(word.Select(c => $"\\u{(int)c:x4}"));
        yield return Uri.EscapeDataString(word);
        yield return Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(new string([.. word.Reverse()])));
    }
}
