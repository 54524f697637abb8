using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>A heading typed before a colon.</summary>
/// <param name="Section">The section it names, or null when it is only a label ("גיא:").</param>
/// <param name="Drop">Whether it repeats the section's own name and may go.</param>
/// <param name="Body">What follows the colon; empty for a heading on a line of its own.</param>
internal sealed record Heading(string? Section, bool Drop, string Body);

/// <summary>Recognises headings by <c>headings.tsv</c> and by the titles of the therapist's own template.</summary>
internal static class Headings
{
    private const int LongestHeading = 5;

    private static readonly PhraseBook<(string Section, bool Drop)> Book =
        new(f => (f[0], f[1] == "drop"), "BuiltIn.headings.tsv");

    /// <summary>The heading a text opens with, or null.</summary>
    public static Heading? At(string text, IReadOnlyList<SectionSpec> sections)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || (colon + 1 < text.Length && char.IsAsciiDigit(text[colon + 1])))
        {
            return null;
        }

        var label = Words.Of(text[..colon]);
        if (label.Count is 0 or > LongestHeading || label.Skip(1).Any(w => w.Before != Gap.None))
        {
            return null;
        }

        var body = text[(colon + 1)..].Trim();
        var title = string.Join(' ', label.Select(w => w.Folded));
        var own = sections.FirstOrDefault(s => string.Join(' ', Words.Of(s.Title).Select(w => w.Folded)) == title);
        if (own is not null)
        {
            return new Heading(own.Key, true, body);
        }

        var hits = Book.Find(label).Where(h => h.First == 0).OrderByDescending(h => h.End).ToList();
        return hits.Count == 0 ? new Heading(null, false, body) : new Heading(hits[0].Entry.Section, hits[0].Entry.Drop && hits[0].End == label.Count, body);
    }
}
