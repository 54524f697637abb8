using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries.Notes;

/// <summary>A heading typed before a colon or a dash, or on a line of its own.</summary>
/// <param name="Section">The section it names, or null when it is only a label ("גיא:").</param>
/// <param name="Drop">Whether it repeats the section's own name and may go.</param>
/// <param name="Body">What follows; empty for a heading on a line of its own.</param>
internal sealed record Heading(string? Section, bool Drop, string Body);

/// <summary>Recognises headings by <c>headings.tsv</c> and by the titles of the therapist's own template.</summary>
internal static class Headings
{
    private const int LongestHeading = 5;
    private const int LongestLabel = 60;

    private static readonly char[] Ornaments = ['#', '*', '_', '=', ' ', '•', '\u200E', '\u200F', '\uFEFF'];
    private static readonly string[] Dashes = [" – ", " — ", " - ", "– ", "— "];

    private static readonly PhraseBook<(string Section, bool Drop)> Book =
        new(f => (f[0], f[1] == "drop"), "Summaries.Notes.headings.tsv");

    /// <summary>The heading a text opens with, or null.</summary>
    /// <param name="opensLine">Whether a line begins here: only there a heading may do without a colon.</param>
    public static Heading? At(string text, bool opensLine, IReadOnlyList<SectionSpec> sections)
    {
        var bare = text.TrimStart(Ornaments);
        var colon = bare.AsSpan(0, Math.Min(bare.Length, LongestLabel)).IndexOf(':');
        if (colon > 0 && !(colon + 1 < bare.Length && char.IsAsciiDigit(bare[colon + 1]) && char.IsAsciiDigit(bare[colon - 1])))
        {
            var body = bare[(colon + 1)..].Trim(Ornaments);
            if (Named(bare[..colon], sections, whole: !opensLine) is { } named) return named with { Body = body };
            return IsLabel(Words.Of(bare[..colon])) ? new Heading(null, false, body) : null;
        }

        if (!opensLine) return null;
        foreach (var dash in Dashes)
        {
            var at = bare.IndexOf(dash, StringComparison.Ordinal);
            if (at is <= 0 or >= LongestLabel || Named(bare[..at], sections, whole: true) is not { } named) continue;
            return named with { Body = bare[(at + dash.Length)..].Trim() };
        }

        return bare.Length < LongestLabel && bare.TrimEnd(Ornaments) is { Length: > 0 } line && line[^1] is not ('.' or '!' or '?' or ',')
            ? Named(line, sections, whole: true) : null;
    }

    private static Heading? Named(string label, IReadOnlyList<SectionSpec> sections, bool whole)
    {
        var words = Words.Of(label);
        if (!IsLabel(words)) return null;
        var title = Folded(words);
        var own = sections.FirstOrDefault(s => Folded(Words.Of(s.Title)) == title);
        if (own is not null) return new Heading(own.Key, true, "");
        var hits = Book.Find(words).Where(h => h.First == 0 && h.End == words.Count).ToList();
        if (hits.Count > 0) return new Heading(hits[0].Entry.Section, hits[0].Entry.Drop, "");

        if (whole) return null;

        // "חשיפה אינטרוספטיבית בחדר": a heading begins with a known one and says more.
        var longest = Book.Find(words).Where(h => h.First == 0).OrderByDescending(h => h.End).Select(h => h.Entry.Section).FirstOrDefault();
        return longest is null or SectionCues.Homework || words[0].Folded.Length < 3 ? null : new Heading(longest, false, "");
    }

    private static bool IsLabel(IReadOnlyList<Word> words) => words.Count is > 0 and <= LongestHeading && words.Skip(1).All(w => w.Before == Gap.None);

    private static string Folded(IReadOnlyList<Word> words) => string.Join(' ', words.Select(w => w.Folded));
}
