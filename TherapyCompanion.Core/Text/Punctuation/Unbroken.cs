using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Punctuation;

/// <summary>Stretches with marks inside that are one word to a reader: web and mail addresses, file names, initials with points (p.m., U.N.).</summary>
internal static class Unbroken
{
    private const int Longest = 300;

    private static readonly FrozenSet<string> Endings = SentenceWords.Of("ending");

    /// <summary>Just behind the stretch that begins at <paramref name="start"/>, or <paramref name="start"/> where none does.</summary>
    /// <param name="initials">Whether the stretch is initials.</param>
    public static int At(string text, int start, out bool initials)
    {
        initials = false;
        if (!char.IsAsciiLetterOrDigit(text[start]) || (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]))) return start;
        var (end, marks, mail) = (start, false, false);
        var stop = Math.Min(text.Length, start + Longest);
        while (end < stop && IsAddress(text[end]))
        {
            mail |= text[end] == '@';
            marks |= mail || text[end] == '.';
            end++;
        }

        if (!marks) return start;
        var run = mail ? start : Initials(text, start, end);
        if (run > start)
        {
            initials = true;
            return run;
        }

        while (end > start && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or '-' or '&' or '=' or '#' or '~' or '_' or '%' or '+' or '/' && !(text[end - 1] == '/' && end - start > 8)) end--;
        return IsWhole(text.AsSpan(start, end - start)) ? end : start;
    }

    private static bool IsAddress(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '@' or '_' or '-' or '/' or ':' or '?' or '=' or '&' or '#' or '~' or '%' or '+';

    // "p.m." and "U.N" but not "J.Smith".
    private static int Initials(string text, int start, int end)
    {
        var at = start;
        while (at + 1 < end && char.IsAsciiLetter(text[at]) && text[at + 1] == '.') at += 2;
        if (at == start) return start;
        if (at < end && char.IsAsciiLetter(text[at]) && (at + 1 >= text.Length || !char.IsLetterOrDigit(text[at + 1]))) return at + 1;
        return at - start >= 4 && (at >= text.Length || !char.IsLetterOrDigit(text[at])) && !(at < end && text[at] is '@' or '.') ? at : start;
    }

    private static bool IsWhole(ReadOnlySpan<char> run)
    {
        if (run.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) return run.Length > 6;
        if (run.IndexOf("://", StringComparison.Ordinal) > 0) return true;
        var at = run.IndexOf('@');
        if (at > 0) return run[(at + 1)..].IndexOf('.') > 0;
        var path = run.IndexOfAny('/', '?', ':');
        var host = path < 0 ? run : run[..path];
        var dot = host.LastIndexOf('.');
        // "well.com" is an address, "3.me" and "so.i" are not.
        return dot > 1 && host.IndexOf("..", StringComparison.Ordinal) < 0 && char.IsAsciiLetter(host[0]) && Endings.Contains(host[(dot + 1)..].ToString().ToLowerInvariant());
    }
}
