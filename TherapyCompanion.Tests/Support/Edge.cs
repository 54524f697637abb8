using System.Text.RegularExpressions;
using TherapyCompanion.Core.Safety;

namespace TherapyCompanion.Tests.Support;

/// <summary>What every answer must tell a browser, said as complaints, so that a test can hold all its answers at once against it.</summary>
public static partial class Edge
{
    private const string Csp =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public const string OnCircuit = Csp + "; style-src-attr 'unsafe-inline'";
    public const string Plain = Csp + "; require-trusted-types-for 'script'; trusted-types help-worker";

    public const string Sensors =
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), "
        + "geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), midi=(), payment=(), screen-wake-lock=(), serial=(), "
        + "usb=(), xr-spatial-tracking=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";

    private static readonly Dictionary<string, string> Always = new()
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
        ["Referrer-Policy"] = "same-origin",
        ["Permissions-Policy"] = Sensors + ", microphone=()",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["X-Robots-Tag"] = "noindex, nofollow",
    };

    /// <summary>What is wrong with the headers and the cookies.</summary>
    /// <param name="mayBeKept">A file that is the same for everybody, or the help page.</param>
    public static async Task<List<string>> ComplaintsAsync(HttpResponseMessage answer, bool mayBeKept = false, bool secure = false)
    {
        var wrong = new List<string>();
        string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(" | ", values) : "";
        foreach (var (name, value) in Always)
            if (Header(name) != value) wrong.Add($"{name}: {Header(name)}");

        var body = answer.Content.Headers.ContentType?.MediaType == "text/html" ? await answer.Content.ReadAsStringAsync() : "";
        var csp = (body.Contains("_framework/blazor.web", StringComparison.Ordinal) ? OnCircuit : Plain) + (secure ? "; upgrade-insecure-requests" : "");
        // An answer without a page may be one of a circuit's address.
        if (Header("Content-Security-Policy") != csp && (body.Contains("<html", StringComparison.Ordinal) || Header("Content-Security-Policy") != OnCircuit)) wrong.Add("Content-Security-Policy: " + Header("Content-Security-Policy"));
        if (Header("Strict-Transport-Security") != (secure ? "max-age=31536000" : "")) wrong.Add("Strict-Transport-Security: " + Header("Strict-Transport-Security"));
        if (!mayBeKept && answer.Headers.CacheControl is not { NoStore: true }) wrong.Add($"Cache-Control: {answer.Headers.CacheControl}");
        foreach (var telling in new[] { "Server", "X-Powered-By", "Access-Control-Allow-Origin" })
            if (Header(telling).Length > 0) wrong.Add($"{telling}: {Header(telling)}");
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies)) wrong.AddRange(cookies.Where(c => !IsGuarded(c)).Select(c => "Set-Cookie: " + c));
        return wrong;
    }

    private static bool IsGuarded(string cookie)
    {
        var parts = cookie.Split(';', StringSplitOptions.TrimEntries).Select(p => p.ToLowerInvariant()).ToList();
        return cookie.StartsWith("__Host-tc", StringComparison.Ordinal) && parts.Contains("secure") && parts.Contains("path=/") && parts.Contains("httponly")
            && (parts.Contains("samesite=lax") || parts.Contains("samesite=strict")) && !parts.Any(p => p.StartsWith("domain", StringComparison.Ordinal));
    }

    /// <summary>What a page's markup must not have: code or styles in it, and anything from elsewhere.</summary>
    public static List<string> MarkupComplaints(string html)
    {
        var wrong = new List<string>();
        foreach (Match tag in Tags().Matches(html))
        {
            var name = tag.Groups[1].Value.ToLowerInvariant();
            foreach (Match attribute in Attributes().Matches(tag.Groups[2].Value))
            {
                var (key, value) = (attribute.Groups[1].Value.ToLowerInvariant(), System.Net.WebUtility.HtmlDecode(attribute.Groups[2].Value.Trim('"', '\'')).Trim());
                if (key.StartsWith("on", StringComparison.Ordinal)) wrong.Add($"<{name} {key}=…>: a handler in the markup");
                if (key == "srcdoc") wrong.Add($"<{name} srcdoc>");
                if (key is not ("href" or "src" or "action" or "formaction" or "srcset" or "poster" or "data" or "ping" or "manifest")) continue;
                if (!IsOurs(name, value)) wrong.Add($"<{name} {key}=\"{value}\">");
            }
        }

        wrong.AddRange(InlineScripts().Matches(html).Where(m => m.Groups[1].Value.Trim().Length > 0).Select(m => $"a script in the markup: {m.Value}"));
        if (html.Contains("<style", StringComparison.OrdinalIgnoreCase)) wrong.Add("a sheet in the markup");
        return wrong;
    }

    // The quick way out and a line that is written to leave on purpose; calls and texts are made by the telephone.
    private static bool IsOurs(string tag, string value) =>
        tag == "a" && (value == "https://www.google.com/" || CrisisLines.All.Any(l => l.Url == value) || value.StartsWith("tel:", StringComparison.Ordinal) || value.StartsWith("sms:", StringComparison.Ordinal))
        || tag is "link" or "img" && value.StartsWith("data:", StringComparison.Ordinal)
        || !value.StartsWith("//", StringComparison.Ordinal) && !value.StartsWith('\\') && !Scheme().IsMatch(value);

    [GeneratedRegex("""<([a-zA-Z][\w-]*)((?:\s+[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*/?>""")]
    private static partial Regex Tags();

    [GeneratedRegex("""([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")]
    private static partial Regex Attributes();

    [GeneratedRegex("<script[^>]*>(.*?)</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex InlineScripts();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex Scheme();
}
