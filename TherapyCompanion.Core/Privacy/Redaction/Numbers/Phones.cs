using System.Text.RegularExpressions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Numbers;

/// <summary>
/// Phone numbers: Israel's plan (Ministry of Communications: 02 to 09, 05x, 07x, 1-700, 1-800 and 1-599), numbers with a country code (ITU-T E.164), and
/// the groupings of North America and Britain.
/// </summary>
internal static partial class Phones
{
    /// <summary>The evidence of the shape alone; 2 is enough by itself.</summary>
    public static double Score(ReadOnlySpan<char> said, ReadOnlySpan<char> digits, RedactionUse use)
    {
        if (Dates().IsMatch(said)) return -3;
        if (IsIsraeli(said, digits)) return digits.Length == 10 || IsGrouped(said) || use == RedactionUse.Log ? 3 : 1.6;
        if (said[0] is '+' || (said[0] == '(' && said.Length > 1 && said[1] == '+')) return digits.Length is >= 8 and <= 15 ? 3 : 0;
        if (digits.StartsWith("00") && digits.Length is >= 11 and <= 16) return 2.4;
        if (digits.StartsWith("972") && digits.Length is 11 or 12) return 2.6;
        if (NorthAmerican().IsMatch(said) || British().IsMatch(said)) return 2.4;
        return digits.Length is 7 && Local().IsMatch(said) ? 0.8 : digits.Length is >= 9 and <= 12 ? 0.6 : 0.5;
    }

    /// <summary>Whether the digits are a number of Israel's plan as dialled inside the country.</summary>
    public static bool IsIsraeli(ReadOnlySpan<char> said, ReadOnlySpan<char> digits)
    {
        if (said[0] == '+') return false;
        if (digits.Length == 10) return digits[0] == '0' && digits[1] is '5' or '7' || (digits[0] == '1' && (digits[1..].StartsWith("800") || digits[1..].StartsWith("700") || digits[1..].StartsWith("599") || digits[1..].StartsWith("801")));
        return digits.Length == 9 && digits[0] == '0' && digits[1] is '2' or '3' or '4' or '8' or '9';
    }

    /// <summary>Whether something separates groups of digits.</summary>
    public static bool IsGrouped(ReadOnlySpan<char> said) => said.ContainsAnyExceptInRange('0', '9');

    [GeneratedRegex(@"^\(?[2-9][0-9]{2}\)?[ .\-–]{1,3}[0-9]{3}[ .\-–][0-9]{4}$|^1[ .-]?\(?[2-9][0-9]{2}\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}$", RegexOptions.CultureInvariant)]
    private static partial Regex NorthAmerican();

    [GeneratedRegex(@"^\(?0[0-9]{2,4}\)?[ -][0-9]{3,4}[ -]?[0-9]{3,4}$|^07[0-9]{3}[ -]?[0-9]{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex British();

    [GeneratedRegex(@"^[0-9]{3}[ -][0-9]{4}$|^[0-9]{7}$", RegexOptions.CultureInvariant)]
    private static partial Regex Local();

    [GeneratedRegex(@"^(?:[0-3]?[0-9][./-][01]?[0-9][./-](?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[./-][01]?[0-9][./-][0-3]?[0-9])(?:[ ].*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Dates();
}
