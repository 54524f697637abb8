using System.Text;
using TherapyCompanion.Core.Privacy.Redaction.Names;
using TherapyCompanion.Core.Privacy.Redaction.Numbers;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction;

/// <summary>
/// Finds what tells who somebody is, in Hebrew and English, and takes it out. By rules and lists, so it may miss: a screen or a log is safer for
/// it, never proven safe.
/// </summary>
public static class Redactor
{
    /// <summary>What the text tells, in reading order; no two share a letter. Never fails.</summary>
    public static IReadOnlyList<Redaction> Find(string text, RedactionUse use = RedactionUse.Text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var found = new List<Redaction>();
        Emails.Find(text, found);
        if (text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            CuedNumbers.Find(text, found);
            NumberShapes.Find(text, use, found);
            Addresses.Find(text, found);
            found = Apart(found);
        }

        NameSpans.Find(text, use, found);
        return Apart(found);
    }

    /// <summary>The text with a placeholder for each thing found, in the language of the text.</summary>
    public static string Mask(string text, RedactionUse use = RedactionUse.Text) => Mask(text, Find(text, use));

    /// <summary>The text with placeholders for what was found in it already.</summary>
    public static string Mask(string text, IReadOnlyList<Redaction> found) => Replace(text, found, (r, language) => Placeholders.For(r.Kind, language));

    /// <summary>The same, with a number for each person, so that who is who can still be followed: "[name 1] told [name 2]".</summary>
    public static string MaskNumbered(string text, IReadOnlyList<Redaction> found)
    {
        var persons = new Persons();
        return Replace(text, found, (r, language) => Placeholders.For(r.Kind, language, r.Kind == RedactionKind.Name ? persons.NumberOf(r.Words) : null));
    }

    private static string Replace(string text, IReadOnlyList<Redaction> found, Func<Redaction, string, string> placeholder)
    {
        if (found.Count == 0) return text;
        var language = TextLanguage.Of(text);
        var masked = new StringBuilder(text.Length + 16);
        var at = 0;
        foreach (var r in found)
        {
            masked.Append(text, at, r.Span.Start - at).Append(placeholder(r, language));
            at = r.Span.End;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }

    // Of two that overlap the surer one stays; of equals the longer.
    private static List<Redaction> Apart(List<Redaction> found)
    {
        if (found.Count < 2) return found;
        found.Sort((a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : b.Span.Length != a.Span.Length ? b.Span.Length.CompareTo(a.Span.Length) : a.Span.Start.CompareTo(b.Span.Start));
        var kept = new SortedList<int, Redaction>();
        foreach (var r in found)
        {
            if (IsFree(kept, r.Span)) kept.Add(r.Span.Start, r);
        }

        return [.. kept.Values];
    }

    private static bool IsFree(SortedList<int, Redaction> kept, TextSpan span)
    {
        int low = 0, high = kept.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (kept.Keys[middle] < span.Start) low = middle + 1;
            else high = middle;
        }

        return !(low > 0 && kept.Values[low - 1].Span.Overlaps(span)) && !(low < kept.Count && kept.Values[low].Span.Overlaps(span));
    }
}
