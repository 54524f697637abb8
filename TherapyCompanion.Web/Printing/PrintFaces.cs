using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TherapyCompanion.Web.Printing;

/// <summary>The sheet of printed documents with the house's faces in it, so that a document carries all it needs.</summary>
public sealed partial class PrintFaces
{
    private readonly string _sheet;

    public PrintFaces(IWebHostEnvironment environment)
    {
        string Read(string path)
        {
            using var reader = new StreamReader(environment.WebRootFileProvider.GetFileInfo(path).CreateReadStream());
            return reader.ReadToEnd();
        }

        string Embedded(string path)
        {
            using var file = environment.WebRootFileProvider.GetFileInfo(path).CreateReadStream();
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return $"url(data:font/woff2;base64,{Convert.ToBase64String(bytes.ToArray())})";
        }

        // The faces as the pages have them; swapped for the machine's own they would be printed before they come.
        var faces = string.Join('\n', Face().Matches(Read("tokens.css")).Select(m => m.Value)).Replace("font-display: swap", "font-display: block", StringComparison.Ordinal);
        _sheet = Address().Replace(faces, m => Embedded(m.Groups[1].Value)) + "\n" + Read("print.css");
    }

    /// <summary>The sheet, with what stands at the foot of each page in the document's language.</summary>
    /// <param name="pageOf">With {0} for the page and {1} for how many there are.</param>
    public string Sheet(string language, string foot, string pageOf)
    {
        var number = string.Join(' ', Hole().Split(pageOf).Where(p => p.Length > 0)
            .Select(p => p switch { "{0}" => "counter(page)", "{1}" => "counter(pages)", _ => Words(p) }));
        var (start, end, direction) = language == "he" ? ("right", "left", "rtl") : ("left", "right", "ltr");
        return $$"""
            {{_sheet}}
            @page {
              @bottom-{{start}} { content: {{Words(foot)}}; direction: {{direction}}; }
              @bottom-{{end}} { content: {{number}}; direction: {{direction}}; }
            }
            """;
    }

    // A string of CSS in which nothing can end the string, the rule or the element around it.
    private static string Words(string text)
    {
        var css = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes()) css.Append(CultureInfo.InvariantCulture, $"\\{rune.Value:x6}");
        return css.Append('"').ToString();
    }

    [GeneratedRegex(@"@font-face \{[^}]*\}")]
    private static partial Regex Face();

    [GeneratedRegex("""url\("([^"]+)"\)""")]
    private static partial Regex Address();

    [GeneratedRegex(@"(\{[01]\})")]
    private static partial Regex Hole();
}
