using System.Globalization;

namespace TherapyCompanion.Core.Patients;

/// <summary>A name as lists show it: «מ׳ ל׳», "M. L.".</summary>
public static class Initials
{
    /// <summary>The first letters of the first and the last word, each marked as an abbreviation in its script.</summary>
    public static string Of(string name)
    {
        var words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(w => char.IsLetterOrDigit(w, 0)).ToArray();
        if (words.Length == 0) return "";
        string[] ends = words.Length == 1 ? [words[0]] : [words[0], words[^1]];
        return string.Join(' ', ends.Select(Mark));
    }

    private static string Mark(string word)
    {
        var first = StringInfo.GetNextTextElement(word);
        return first[0] is >= '\u0590' and <= '\u05FF' ? first[0] + "׳" : first.ToUpperInvariant() + ".";
    }
}
