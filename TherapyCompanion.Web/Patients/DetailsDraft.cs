using System.Globalization;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Patients;

/// <summary>Details as somebody is writing them: whatever was typed stays, also what can't be kept.</summary>
public sealed class DetailsDraft
{
    public string First { get; set; } = "";
    public string Last { get; set; } = "";
    public string Called { get; set; } = "";
    public string Identity { get; set; } = "";
    public DateOnly? BirthDate { get; set; }
    public string Gender { get; set; } = "";
    public string Phone { get; set; } = "";
    public string Email { get; set; } = "";
    public string Address { get; set; } = "";
    public string ContactName { get; set; } = "";
    public string ContactRelation { get; set; } = "";
    public string ContactPhone { get; set; } = "";
    public Form Form { get; set; }
    public string Language { get; set; } = "";
    public HashSet<DayOfWeek> RestDays { get; } = [];
    public TimeOnly? QuietFrom { get; set; }
    public TimeOnly? QuietUntil { get; set; }
    public string Tags { get; set; } = "";

    public static DetailsDraft Of(PatientDetails d)
    {
        var draft = new DetailsDraft
        {
            First = d.About.First,
            Last = d.About.Last,
            Called = d.About.Called,
            Identity = d.About.IdentityNumber,
            BirthDate = d.About.BirthDate,
            Gender = d.About.Gender,
            Phone = d.About.Phone,
            Email = d.Email,
            Address = d.About.Address,
            ContactName = d.About.Contact.Name,
            ContactRelation = d.About.Contact.Relation,
            ContactPhone = d.About.Contact.Phone,
            Form = d.Form,
            Language = d.About.Language,
            QuietFrom = d.Rest.From,
            QuietUntil = d.Rest.Until,
            Tags = string.Join(", ", d.Tags),
        };
        draft.RestDays.UnionWith(d.Rest.Days);
        return draft;
    }

    public PatientDetails ToDetails() => new PatientDetails(
        new About(First, Last, Called, Identity, Phone, Address, BirthDate, Gender, Language, new(ContactName, ContactRelation, ContactPhone)),
        Email, Form, new RestTimes([.. RestDays], QuietFrom, QuietUntil), Tags.Split([',', '،', ';', '\n'])).Tidy();

    /// <summary>Each detail by the name of its field, as a reader compares it.</summary>
    public static IEnumerable<(string Field, string Text)> Read(PatientDetails d, IStringLocalizer<PatientsText> patients, IStringLocalizer<AppText> app)
    {
        yield return (nameof(DetailsText.First), d.About.First);
        yield return (nameof(DetailsText.Last), d.About.Last);
        yield return (nameof(DetailsText.Called), d.About.Called);
        yield return (nameof(DetailsText.Identity), d.About.IdentityNumber);
        yield return (nameof(DetailsText.BirthDate), d.About.BirthDate?.ToString(app[nameof(AppText.DateYearFormat)], CultureInfo.CurrentUICulture) ?? "");
        yield return (nameof(DetailsText.Gender), d.About.Gender);
        yield return (nameof(DetailsText.Phone), d.About.Phone);
        yield return (nameof(DetailsText.Email), d.Email);
        yield return (nameof(DetailsText.Address), d.About.Address);
        yield return (nameof(DetailsText.EmergencyTitle), string.Join(", ", new[] { d.About.Contact.Name, d.About.Contact.Relation, d.About.Contact.Phone }.Where(t => t.Length > 0)));
        yield return (nameof(DetailsText.AddressTitle), patients["Form" + d.Form]);
        yield return (nameof(DetailsText.Language), d.About.Language);
        yield return (nameof(DetailsText.RestDays), string.Join(", ", d.Rest.Days.Order().Select(day => app["Day" + (int)day].Value)));
        yield return (nameof(DetailsText.QuietFrom), Clock(d.Rest.From));
        yield return (nameof(DetailsText.QuietUntil), Clock(d.Rest.Until));
        yield return (nameof(DetailsText.TagsTitle), string.Join(", ", d.Tags));
    }

    private static string Clock(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "";
}
