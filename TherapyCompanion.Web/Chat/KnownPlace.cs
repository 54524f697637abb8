using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Web.Chat;

/// <summary>
/// What a browser keeps of the place its patient comes to: the neutral name and the shape, and nothing else. So the door has the
/// name of the place also when nobody is signed in, and the database is away.
/// </summary>
/// <param name="Name">The practice's neutral name.</param>
public sealed record KnownPlace(string Name, PlaceIcon Icon)
{
    /// <summary>The cookie's name.</summary>
    public const string Cookie = "__Host-tc-place";

    // Browsers keep no cookie longer.
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(400);

    /// <summary>The path of the shape, without its ending.</summary>
    public string Shape => "place-icon/" + Icon.ToString().ToLower(CultureInfo.InvariantCulture);

    /// <summary>What this browser knows; null when it knows none, or not rightly.</summary>
    public static KnownPlace? Of(HttpContext context)
    {
        if (context.Request.Cookies[Cookie]?.Split('.') is not [var icon, var name]) return null;
        if (!Enum.TryParse<PlaceIcon>(icon, out var shape) || !Enum.IsDefined(shape) || !Base64Url.IsValid(name, out var length)) return null;
        // Only its own browser can have written something else there, and is shown it; no more of it than a name is long.
        var words = PlainLine.Of(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(name)));
        return length > 4 * TherapyPractice.LongestPlaceName || words.Length is 0 or > TherapyPractice.LongestPlaceName ? null : new(words, shape);
    }

    /// <summary>Lets the browser know it from now on.</summary>
    public void Keep(HttpContext context)
    {
        if (Of(context) == this || context.Response.HasStarted) return;
        context.Response.Cookies.Append(Cookie, $"{Icon}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Name))}", new()
        {
            Path = "/",
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            MaxAge = Lasts,
        });
    }
}
