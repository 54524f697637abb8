using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Agents.BuiltIn.Letters;

/// <summary>The name a letter uses for a person.</summary>
internal static class FirstNames
{
    private static readonly string[] Titles = ["ד\"ר", "ד״ר", "דר'", "דר", "פרופ'", "פרופ׳", "פרופסור", "גב'", "גב׳", "מר", "dr", "dr.", "prof", "prof.", "mr", "mr.", "mrs", "mrs.", "ms", "ms."];

    /// <summary>The first name without a title ("בת שבע" stays whole); a plural ("נועה וגיא") is used as it is given.</summary>
    public static string Of(string name, Form form)
    {
        var parts = (name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        while (parts.Count > 1 && Titles.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
        {
            parts.RemoveAt(0);
        }

        if (parts.Count < 2 || (form == Form.Plural && parts.Skip(1).Any(Joins)))
        {
            return string.Join(' ', parts);
        }

        return parts[0] == "בת" ? parts[0] + " " + parts[1] : parts[0];
    }

    private static bool Joins(string part) => part is "&" or "and" or "ו" || (part.Length > 2 && part[0] == 'ו');
}
