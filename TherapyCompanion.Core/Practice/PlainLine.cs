namespace TherapyCompanion.Core.Practice;

/// <summary>A name as people type it, as one line: what breaks lines or steers a page's direction is left out.</summary>
public static class PlainLine
{
    public static string Of(string? typed) => string.Join(' ', string.Concat((typed ?? "").Select(c => char.IsWhiteSpace(c) ? ' ' : c).Where(c => !Steers(c)))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // Controls, and the marks that override direction (UAX #9): a name with one of them turns the words around it.
    private static bool Steers(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\uFEFF';
}
