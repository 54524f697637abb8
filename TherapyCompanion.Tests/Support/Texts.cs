using System.Globalization;
using System.Resources;

namespace TherapyCompanion.Tests.Support;

/// <summary>The application's own texts, so that a journey finds a button by what it says, in the language it says it in.</summary>
public sealed class Texts(string language)
{
    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(language);

    public string this[string file, string key] =>
        new ResourceManager($"TherapyCompanion.Web.Resources.{file}", typeof(TherapyCompanion.Web.App.WebSetup).Assembly).GetString(key, _culture)
        ?? throw new ArgumentException($"No text {file}.{key}.");

    /// <summary>The same of letters.</summary>
    public string Mail(string key) =>
        new ResourceManager("TherapyCompanion.Infrastructure.Delivery.MailText", typeof(TherapyCompanion.Infrastructure.Delivery.MailOptions).Assembly).GetString(key, _culture)
        ?? throw new ArgumentException($"No text of a letter {key}.");
}
