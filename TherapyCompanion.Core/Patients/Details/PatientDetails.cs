using System.Text.Json;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Core.Patients.Details;

/// <summary>Whom to call, and who that is to the patient in the therapist's words.</summary>
public sealed record EmergencyContact(string Name, string Relation, string Phone)
{
    public static readonly EmergencyContact None = new("", "", "");
}

/// <summary>The part of the details that lies in one sealed column. An empty text is one that nobody gave.</summary>
/// <param name="Called">What the person is called, where it is not the first name.</param>
/// <param name="Gender">In the person's own words; the form of address is another thing.</param>
/// <param name="Language">"he" or "en", the language of letters; empty: by the name.</param>
public sealed record About(
    string First, string Last, string Called, string IdentityNumber, string Phone, string Address, DateOnly? BirthDate, string Gender,
    string Language, EmergencyContact Contact)
{
    public static readonly About Empty = new("", "", "", "", "", "", null, "", "", EmergencyContact.None);

    /// <summary>A file that has only the one name it was opened with: the last word is taken for the family's, until somebody says otherwise.</summary>
    public static About OfName(string name) => name.LastIndexOf(' ') is var at and > 0
        ? Empty with { First = name[..at], Last = name[(at + 1)..] }
        : Empty with { First = name };

    public string Write() => JsonSerializer.Serialize(this);

    public static About Read(string words) => JsonSerializer.Deserialize<About>(words)!;
}

/// <summary>Everything that a file says about the person: what the page shows, and what it gives back.</summary>
public sealed record PatientDetails(About About, string Email, Form Form, RestTimes Rest, IReadOnlyList<string> Tags)
{
    public const int LongestLine = 200;
    public const int LongestAddress = 1_000;
    public const int LongestTag = 40;
    public const int MostTags = 20;

    /// <summary>The languages that letters are written in.</summary>
    public static readonly IReadOnlyList<string> Languages = ["he", "en"];

    /// <summary>The name that the file is under.</summary>
    public string Name => (About.First, About.Last) is ("", "") ? About.Called : $"{About.First} {About.Last}".Trim();

    /// <summary>As it is kept: lines that are one line, tags once each, days once each.</summary>
    public PatientDetails Tidy() => this with
    {
        About = About with
        {
            First = PlainLine.Of(About.First),
            Last = PlainLine.Of(About.Last),
            Called = PlainLine.Of(About.Called),
            IdentityNumber = PlainLine.Of(About.IdentityNumber),
            Phone = PlainLine.Of(About.Phone),
            Address = string.Join('\n', About.Address.Split('\n').Select(PlainLine.Of)).Trim(),
            Gender = PlainLine.Of(About.Gender),
            Language = Languages.Contains(About.Language) ? About.Language : "",
            Contact = new(PlainLine.Of(About.Contact.Name), PlainLine.Of(About.Contact.Relation), PlainLine.Of(About.Contact.Phone)),
        },
        Email = PlainLine.Of(Email),
        Rest = Rest with { Days = [.. Rest.Days.Distinct().Order()] },
        Tags = [.. Tags.Select(PlainLine.Of).Where(t => t.Length > 0).DistinctBy(t => t, StringComparer.CurrentCultureIgnoreCase)],
    };

    /// <summary>What stands in the way of keeping it; of several the first.</summary>
    /// <param name="today">By the practice's wall clock.</param>
    public Refusal? Check(DateOnly today)
    {
        if (Name.Length == 0) return PatientRefusals.NameMissing;
        if (Name.Length > OpenPatientFile.LongestName || About.Called.Length > OpenPatientFile.LongestName) return PatientRefusals.NameTooLong;
        if (Email.Length > 0 && !OpenPatientFile.LooksLikeAddress(Email)) return PatientRefusals.EmailWrong;
        if (new[] { About.IdentityNumber, About.Phone, About.Gender, About.Contact.Name, About.Contact.Relation, About.Contact.Phone }.Any(l => l.Length > LongestLine)
            || About.Address.Length > LongestAddress) return DetailsRefusals.TooLong;
        if (!LooksLikePhone(About.Phone)) return DetailsRefusals.PhoneWrong;
        if (!LooksLikePhone(About.Contact.Phone)) return DetailsRefusals.ContactPhoneWrong;
        if (About.BirthDate is { } born && (born > today || born < today.AddYears(-130))) return DetailsRefusals.BirthDateWrong;
        if (Tags.Any(t => t.Length > LongestTag)) return DetailsRefusals.TagTooLong;
        if (Tags.Count > MostTags) return DetailsRefusals.TooManyTags;
        return Rest.Check();
    }

    /// <summary>The day on which somebody turns eighteen; who was born on 29 February, on 1 March of a year without one.</summary>
    public static DateOnly EighteenOn(DateOnly born)
    {
        var day = born.AddYears(18);
        return day.Day == born.Day ? day : day.AddDays(1);
    }

    public bool Equals(PatientDetails? other) =>
        other is not null && About == other.About && Email == other.Email && Form == other.Form && Rest.Equals(other.Rest) && Tags.SequenceEqual(other.Tags);

    public override int GetHashCode() => HashCode.Combine(About, Email, Form);

    // Digits enough to call, however they are parted; an extension may follow.
    private static bool LooksLikePhone(string phone) =>
        phone.Length == 0 || phone.Count(char.IsAsciiDigit) is >= 3 and <= 25 && phone.All(c => char.IsAsciiDigit(c) || c is ' ' or '-' or '־' or '+' or '(' or ')' or '*' or '#' or '.' or ',' or '/' or 'x');
}
