using System.Text.RegularExpressions;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Numbers;

/// <summary>
/// Cards, identity numbers and phones: by their shape, their check digit and what is said in front of them. A run of digits is taken
/// apart once; then each kind weighs it.
/// </summary>
internal static partial class NumberShapes
{
    private static readonly NumberCues Cues = NumberCues.Load();
    private const int FurthestCue = 32;

    public static void Find(string text, RedactionUse use, List<Redaction> found)
    {
        Span<char> digits = stackalloc char[24];
        foreach (var match in Runs().EnumerateMatches(text))
        {
            var span = WithoutAmount(text, Trimmed(text, match.Index, match.Length));
            if (span.Length < 7 || Glued(text, span) || CountsThings().IsMatch(text.AsSpan(span.End, Math.Min(12, text.Length - span.End)))) continue;
            var said = text.AsSpan(span.Start, span.Length);
            var count = Digits(said, digits);
            if (count is < 7 or > 19) continue;
            if (Weigh(text, span, digits[..count], use) is { } kind) found.Add(new Redaction(kind.Kind, span, kind.Score, said.ToString()));
        }
    }

    private static (RedactionKind Kind, double Score)? Weigh(string text, TextSpan span, ReadOnlySpan<char> digits, RedactionUse use)
    {
        var said = text.AsSpan(span.Start, span.Length);
        var cue = Cues.Before(text, span.Start, FurthestCue);
        if (digits.Length >= 13)
        {
            var card = (CheckDigits.IsCardShape(digits) ? 1.0 : 0) + (CheckDigits.Luhn(digits) ? 1.2 : -1) + (cue == NumberCue.Card ? 2 : 0);
            if (card >= 2) return (RedactionKind.Card, card);
        }

        if (cue is NumberCue.Other or NumberCue.Record) return null;
        if (digits.Length is 8 or 9 && !said.StartsWith("+") && IdShape().IsMatch(said))
        {
            var id = (digits.Length == 9 ? 1.0 : 0) + (CheckDigits.Luhn(digits) ? 1.2 : 0) + (cue == NumberCue.Id ? 2 : 0) - (cue == NumberCue.Phone ? 3 : 0);
            // Nine digits that begin as an area code and pass by chance are a phone only where they are grouped like one.
            if (id >= 2 && (cue == NumberCue.Id || !Phones.IsIsraeli(said, digits) || !Phones.IsGrouped(said))) return (RedactionKind.IdNumber, id);
        }

        var phone = Phones.Score(said, digits, use) + (cue == NumberCue.Phone ? 1.5 : 0) - (cue is NumberCue.Id or NumberCue.Card ? 2 : 0);
        return phone >= 2 ? (RedactionKind.Phone, phone) : null;
    }

    // Part of an identifier, a path or a decimal: no number of a person.
    private static bool Glued(string text, TextSpan span)
    {
        var before = span.Start > 0 ? text[span.Start - 1] : ' ';
        var after = span.End < text.Length ? text[span.End] : ' ';
        if (before is '_' or '/' or '#' or '=' or '$' or '₪' or '€' or '£' or '.' || char.IsAsciiLetter(before)) return true;
        if (before == '-' && span.Start > 1 && char.IsAsciiLetterOrDigit(text[span.Start - 2])) return true;
        return after is '_' or '%' or '₪' or '$' or '€' || (after is '-' or ':' or '/' && span.End + 1 < text.Length && char.IsAsciiLetterOrDigit(text[span.End + 1]))
            || char.IsAsciiLetter(after);
    }

    // "0523390172 350": ten digits in one piece are whole; what follows behind a space is another number.
    private static TextSpan WithoutAmount(string text, TextSpan span)
    {
        var said = text.AsSpan(span.Start, span.Length);
        var space = said.IndexOf(' ');
        return space >= 9 && !said[..space].ContainsAnyExceptInRange('0', '9') ? span with { Length = space } : span;
    }

    private static TextSpan Trimmed(string text, int start, int length)
    {
        var end = start + length;
        while (end > start && !char.IsAsciiDigit(text[end - 1])) end--;
        while (start < end && text[start] is not ('+' or '(' or '*') && !char.IsAsciiDigit(text[start])) start++;
        // "(tel 03-1234567)": an opening bracket that doesn't close inside the number isn't part of it.
        if (start < end && text[start] == '(' && text.AsSpan(start, end - start).IndexOf(')') < 0) start++;
        return new TextSpan(start, end - start);
    }

    private static int Digits(ReadOnlySpan<char> said, Span<char> into)
    {
        var count = 0;
        foreach (var c in said)
        {
            if (!char.IsAsciiDigit(c)) continue;
            if (count == into.Length) return into.Length + 1;
            into[count++] = c;
        }

        return count;
    }

    // Digits with single separators between groups; two only around a bracket.
    [GeneratedRegex(@"[+(]{0,2}[0-9](?:(?:[ \u00A0.\-\u2010\u2011\u2013\u200E\u200F־/]|[ \-]?[()][ \-]?|[ ]-[ ])?[0-9]){6,24}", RegexOptions.CultureInvariant)]
    private static partial Regex Runs();

    // "123456782 rows"
    [GeneratedRegex(@"^[ ]?(?:rows?|bytes|ms|ticks|entries|items|records|ns|µs|KB|MB|שקל|ש[""״]ח|שורות)(?![\p{L}])", RegexOptions.CultureInvariant)]
    private static partial Regex CountsThings();

    [GeneratedRegex(@"^[0-9]{8,9}$|^[0-9]{7,8}-[0-9]$|^[0-9]-?[0-9]{7}-?[0-9]$|^[0-9]{3}[ -][0-9]{3}[ -][0-9]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();
}
