using Microsoft.Extensions.Localization;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// A browser and its system in words that its owner knows, from what it calls itself: enough to tell one's own phone from one's own
/// computer. What it says of itself is no proof of anything.
/// </summary>
public static class DeviceName
{
    // Most browsers call themselves by the names of older ones too: the first that fits is the most particular.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("YaBrowser/", "Yandex"), ("Vivaldi/", "Vivaldi"), ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
    ];

    /// <summary>«Chrome ב־Windows».</summary>
    public static string Of(string userAgent, IStringLocalizer<SignedInText> texts) => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
    {
        ({ } browser, { } system) => texts[nameof(SignedInText.BrowserOnSystem), browser, system],
        ({ } browser, null) => browser,
        _ => texts[nameof(SignedInText.UnknownBrowser)],
    };

    private static string? Find((string Sign, string Name)[] known, string userAgent) =>
        known.FirstOrDefault(k => userAgent.Contains(k.Sign, StringComparison.Ordinal)).Name;
}
