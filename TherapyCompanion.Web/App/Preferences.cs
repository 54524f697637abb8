using System.Globalization;
using Microsoft.AspNetCore.Localization;
using TherapyCompanion.Web.Account;

namespace TherapyCompanion.Web.App;

/// <summary>
/// <c>?culture=en</c> and <c>?theme=dark</c> on any page: the choice goes into a cookie and the address back to what it was.
/// They change nothing but how this browser shows pages.
/// </summary>
public sealed class Preferences(RequestDelegate next)
{
    public const string LanguageCookie = "__Host-tc-language";
    public const string ThemeCookie = "__Host-tc-theme";
    public const string TextCookie = "__Host-tc-text";

    /// <summary>"system" is what holds without a choice.</summary>
    public static readonly IReadOnlyList<string> Themes = ["system", "light", "dark"];

    /// <summary>Sizes of the text on the patient's pages; the first is what holds without a choice.</summary>
    public static readonly IReadOnlyList<string> TextSizes = ["normal", "large"];

    public Task InvokeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var culture = query["culture"].ToString();
        var theme = query["theme"].ToString();
        var text = query["text"].ToString();
        if (!HttpMethods.IsGet(context.Request.Method) || (!Languages.All.Contains(culture) && !Themes.Contains(theme) && !TextSizes.Contains(text)))
            return next(context);

        if (Languages.All.Contains(culture))
            Keep(LanguageCookie, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(CultureInfo.GetCultureInfo(culture))));
        if (Themes.Contains(theme)) Keep(ThemeCookie, theme);
        if (TextSizes.Contains(text)) Keep(TextCookie, text);
        var rest = QueryString.Create(query.Where(q => q.Key is not "culture" and not "theme" and not "text"));
        // "//x" is a path when it is asked for, and another site when it is said.
        context.Response.Redirect(LocalPath.OrStart(context.Request.Path.ToUriComponent() + rest.ToUriComponent()));
        return Task.CompletedTask;

        void Keep(string name, string value) => context.Response.Cookies.Append(name, value, new()
        {
            MaxAge = TimeSpan.FromDays(365),
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            Path = "/",
        });
    }

    /// <summary>"light" or "dark" when chosen; null: as the system has it.</summary>
    public static string? ThemeOf(HttpContext? context) =>
        context?.Request.Cookies[ThemeCookie] is "light" or "dark" ? context.Request.Cookies[ThemeCookie] : null;

    /// <summary>One of <see cref="TextSizes"/>.</summary>
    public static string TextSizeOf(HttpContext context) =>
        context.Request.Cookies[TextCookie] is { } size && TextSizes.Contains(size) ? size : TextSizes[0];
}
