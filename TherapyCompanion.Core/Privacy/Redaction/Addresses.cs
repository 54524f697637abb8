using System.Text.RegularExpressions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction;

/// <summary>
/// Streets with a number, and post boxes. A street word is enough; a street's name alone needs more: that many towns have it, that somebody
/// is said to live there, or a town behind the number.
/// </summary>
internal static partial class Addresses
{
    private static readonly Lazy<Regex> Towns = new(() => OneOf("city"));
    private static readonly Lazy<Regex> KnownStreets = new(() => OneOf("street"));

    public static void Find(string text, List<Redaction> found)
    {
        foreach (var match in Boxes().EnumerateMatches(text)) Add(text, match.Index, match.Index + match.Length, 3, found);
        foreach (Match match in Hebrew().Matches(text)) Weigh(text, match, found);
        foreach (Match match in English().Matches(text)) Weigh(text, match, found);
        foreach (Match match in KnownStreets.Value.Matches(text)) WeighKnown(text, match, found);
    }

    private static void Weigh(string text, Match match, List<Redaction> found) => Add(text, match.Index, match.Index + match.Length, 3, found);

    // "ביאליק 45, רמת גן": a known street, its number, and either a town or a word of living there.
    private static void WeighKnown(string text, Match street, List<Redaction> found)
    {
        var end = street.Index + street.Length;
        var number = HouseNumber().Match(text, end, Math.Min(12, text.Length - end));
        if (!number.Success) return;
        var start = street.Index;
        var behind = number.Index + number.Length;
        var score = 1.2 + (Town(text, behind) > behind ? 1.5 : 0) + (LivesBefore().IsMatch(text.AsSpan(Math.Max(0, start - 40), start - Math.Max(0, start - 40))) ? 1.5 : 0);
        if (score >= 2) Add(text, start, behind, score, found);
    }

    private static void Add(string text, int start, int end, double score, List<Redaction> found)
    {
        end = Town(text, Parts(text, end));
        if (!found.Exists(f => f.Kind == RedactionKind.Address && f.Span.Overlaps(new TextSpan(start, end - start))))
            found.Add(new Redaction(RedactionKind.Address, new TextSpan(start, end - start), score, text[start..end]));
    }

    // Flat, entrance and floor belong to the address where they stand before the town.
    private static int Parts(string text, int end)
    {
        var at = end;
        while (UnitBehind().Match(text, at, Math.Min(40, text.Length - at)) is { Success: true } unit) at = unit.Index + unit.Length;
        if (at == end) return end;
        var floor = text.AsSpan(end, at - end);
        return Town(text, at) > at || !floor.Contains("קומה", StringComparison.Ordinal) ? at : end;
    }

    private static int Town(string text, int end)
    {
        var at = end;
        if (Separator().Match(text, at, Math.Min(12, text.Length - at)) is { Success: true } comma)
        {
            var from = comma.Index + comma.Length;
            var town = Towns.Value.Match(text, from, Math.Min(40, text.Length - from));
            if (town.Success && town.Index == from) at = town.Index + town.Length;
        }

        if (Postcode().Match(text, at, Math.Min(24, text.Length - at)) is { Success: true } code) at = code.Index + code.Length;
        return at;
    }

    // Longest first, so that "קריית גת" is not cut short; edges by hand, as a Hebrew letter may be joined in front.
    private static Regex OneOf(string kind)
    {
        var names = EmbeddedLines.Read("Redaction.places.tsv").Where(f => f[0] == kind).SelectMany(f => f[1].Split(' ')).Distinct()
            .OrderByDescending(n => n.Length).Select(n => Regex.Escape(n).Replace("_", "[ -]", StringComparison.Ordinal).Replace("'", "['’׳]", StringComparison.Ordinal).Replace("\"", "[\"״]", StringComparison.Ordinal));
        return new Regex(@"(?<![\p{L}0-9])(?:(?<=[א-ת]|^|[^א-ת])(?:ב|ל|מ)?-?)(?:" + string.Join('|', names) + @")(?![\p{L}])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    [GeneratedRegex(@"(?<=(?<![\p{L}0-9])(?:[לבמשו]{0,2}-?))(?<![\p{L}]{3})(?:ת\.?[ ]?ד\.?|תיבת[ ]דואר|ת[""״]ד|P\.?[ ]?O\.?[ ]?Box|PO[ ]Box|Post[ ]Office[ ]Box)[ :]{0,2}(?:מס['׳]?[ ])?[0-9]{1,7}(?![0-9])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Boxes();

    [GeneratedRegex(@"(?<=(?<![\p{L}0-9])[ובלמשהכ]{0,2}-?)(?:רחוב|רח['׳]?|שדרות|שד['׳]|שדרת|סמטת|סמ['׳]|כיכר|ככר|דרך|משעול|שכונת|שכ['׳])[ ](?:[א-ת][א-ת""״'׳.\-]{0,18}[ ]){1,4}(?:מס['׳]?[ ]|מספר[ ])?[0-9]{1,3}(?![0-9:%])[א-ד]?['׳]?(?:/[0-9]{1,3})?(?![א-ת\p{L}0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Hebrew();

    [GeneratedRegex(@"(?<![\p{L}0-9.:/-])[0-9]{1,5}[A-Za-z]?[ ](?:[\p{Lu}\p{Ll}][\p{L}.'’-]{0,18}[ ]){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Boulevard|Blvd|Close|Crescent|Cres|Square|Sq|Terrace|Gardens|Grove|Mews|Row|Parkway|Pkwy|Highway|Hwy|Circle|Alley|Walk)(?![\p{L}0-9])\.?|(?<![\p{L}0-9])(?:[\p{Lu}][\p{L}'’-]{1,18}[ ]){1,3}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Boulevard|Blvd\.?)[ ][0-9]{1,4}(?![0-9:%])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex English();

    [GeneratedRegex(@"\G[ ](?:מס['׳]?[ ]|מספר[ ])?[0-9]{1,3}[א-ד]?(?:/[0-9]{1,3})?(?![0-9:%.,]?[0-9])(?![א-ת\p{L}])", RegexOptions.CultureInvariant)]
    private static partial Regex HouseNumber();

    [GeneratedRegex(@"(?:גר|גרה|גרים|גרות|גרתי|מתגורר|מתגוררת|מתגוררים|כתובת|כתובתי|כתובתו|כתובתה|הכתובת|לכתובת|עברתי|עברה|עבר|עברו|לשלוח|lives?|living|address|moved|reside[sd]?|based)(?![\p{L}])[^.!?\n]{0,30}$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LivesBefore();

    [GeneratedRegex(@"\G,?[ ]?(?:דירה|ד['׳]|כניסה|קומה|Flat|Apt\.?|Apartment|Unit|Suite|entrance|floor|#)[ ]?[0-9A-Za-zא-ד]{1,4}['׳]?(?![\p{L}0-9])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UnitBehind();

    [GeneratedRegex(@"\G(?:,[ ]?|[ ]?[-–][ ]|[ ]in[ ]|[ ]ב-?|[ ])", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\G,?[ ](?:מיקוד[ :]{0,2}[0-9]{5,7}|[0-9]{7}(?![0-9])|[A-Z]{2}[ ][0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]?[ ][0-9][A-Z]{2})(?![\p{L}0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Postcode();
}
