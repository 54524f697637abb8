using System.Globalization;
using Microsoft.Extensions.Localization;
using Radzen;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.App;

/// <summary>Radzen's own words in the page's language: a key of theirs with <c>Radzen_</c> before it, in AppText.</summary>
public sealed class RadzenTexts(IStringLocalizer<AppText> texts) : ILocalizer
{
    public string? Get(string key, CultureInfo culture) => texts["Radzen_" + key] is { ResourceNotFound: false } text ? text.Value : null;
}
