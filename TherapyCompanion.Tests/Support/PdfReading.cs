using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// What stands in a PDF, line by line as it is seen. A PDF keeps the signs where they stand and not in the order in which they are
/// read, which in Hebrew is another; so the signs of a line are compared as they are, and their order by where the line begins.
/// </summary>
public sealed class PdfReading
{
    /// <summary>Points from the edge of the sheet to the end of the words: what lies below is the foot.</summary>
    private const double Foot = 70;

    private PdfReading(IReadOnlyList<IReadOnlyList<PdfLine>> pages, string title) => (Pages, Title) = (pages, title);

    public IReadOnlyList<IReadOnlyList<PdfLine>> Pages { get; }

    public string Title { get; }

    public IEnumerable<PdfLine> Body => Pages.SelectMany(p => p.Where(l => !l.IsFoot));

    public IEnumerable<string> Feet => Pages.Select(p => string.Concat(p.Where(l => l.IsFoot).Select(l => l.Signs)));

    public static PdfReading Of(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        var pages = document.GetPages().Select(p => (IReadOnlyList<PdfLine>)[.. LinesOf(p)]).ToList();
        return new(pages, document.Information.Title ?? "");
    }

    /// <summary>Signs without spaces, in one spelling: a letter with its points is the letter and the points.</summary>
    public static string SignsOf(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormKD).EnumerateRunes().Where(r => !Rune.IsWhiteSpace(r) && Rune.GetUnicodeCategory(r) is not System.Globalization.UnicodeCategory.Format));

    private static IEnumerable<PdfLine> LinesOf(Page page)
    {
        var lines = new List<(double Y, List<Letter> Letters)>();
        foreach (var letter in page.Letters.Where(l => !string.IsNullOrWhiteSpace(l.Value)).OrderByDescending(l => l.StartBaseLine.Y))
        {
            if (lines.Count == 0 || lines[^1].Y - letter.StartBaseLine.Y > 4) lines.Add((letter.StartBaseLine.Y, []));
            lines[^1].Letters.Add(letter);
        }

        return lines.Select(l =>
        {
            var signs = l.Letters.OrderBy(x => x.StartBaseLine.X).ToList();
            return new PdfLine(SignsOf(string.Concat(signs.Select(s => s.Value))), SignsOf(signs[0].Value), SignsOf(signs[^1].Value), l.Y < Foot);
        });
    }
}

/// <summary>A line as it is seen.</summary>
/// <param name="Signs">From left to right, without spaces.</param>
public sealed record PdfLine(string Signs, string Leftmost, string Rightmost, bool IsFoot)
{
    /// <summary>The same signs in one order, whatever the direction: in a line from the right a bracket that opens is drawn as one that closes.</summary>
    public static string Sorted(string signs) => string.Concat(signs.EnumerateRunes().Select(Unmirrored).OrderBy(r => r.Value));

    private static Rune Unmirrored(Rune sign) => sign.Value switch { ')' => new('('), '>' => new('<'), ']' => new('['), '}' => new('{'), _ => sign };
}
