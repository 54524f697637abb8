using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace TherapyCompanion.Web.App;

/// <summary>The languages of the pages: Hebrew unless somebody chose otherwise.</summary>
public static class Languages
{
    public const string Hebrew = "he";
    public const string English = "en";

    public static readonly IReadOnlyList<string> All = [Hebrew, English];

    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    public static string Direction => CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>Only the choice counts, not what the browser was installed with: a shared computer tells nothing about its user.</summary>
    public static void Configure(RequestLocalizationOptions options)
    {
        options.SetDefaultCulture(Hebrew).AddSupportedCultures([.. All]).AddSupportedUICultures([.. All]);
        options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = Preferences.LanguageCookie }];
    }
}
