using System.Globalization;

namespace TherapyCompanion.Web.Chat;

/// <summary>A therapist's name as sentences need it. Hebrew glues "to" and "from" to a Hebrew name, and joins them to others with a maqaf.</summary>
/// <param name="Full">As the therapist wrote it.</param>
public sealed record AddressedName(string Full)
{
    private static readonly string[] Titles =
        ["ד״ר", "ד\"ר", "דר׳", "פרופ׳", "פרופ'", "פרופסור", "Dr", "Dr.", "Prof", "Prof.", "Professor", "Mr.", "Mrs.", "Ms."];

    /// <summary>The first word that is a name: what patients say.</summary>
    public string First =>
        Full.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(w => !Titles.Contains(w)) ?? Full;

    /// <summary>For a text's places: {0} first name, {1} to them, {2} from them, {3} full name, {4} from the full name.</summary>
    public object[] Args => [First, With('ל', First), With('מ', First), Full, With('מ', Full)];

    private static string With(char prefix, string name) =>
        name is [>= 'א' and <= 'ת', ..] ? prefix + name : string.Create(CultureInfo.InvariantCulture, $"{prefix}־{name}");
}
