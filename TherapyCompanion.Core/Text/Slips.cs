namespace TherapyCompanion.Core.Text;

/// <summary>One typing slip: a letter doubled, missing, added or swapped with its neighbour, or a Hebrew letter that sounds alike.</summary>
public static class Slips
{
    private static readonly string[] Alike = ["אע", "טת", "כק", "כח", "סש", "בו", "אה"];

    /// <summary>Whether <paramref name="typed"/> differs from <paramref name="meant"/> by at most one such slip. Short words (under 5 letters) must be exact.</summary>
    public static bool AtMostOne(ReadOnlySpan<char> typed, ReadOnlySpan<char> meant)
    {
        if (typed.SequenceEqual(meant))
        {
            return true;
        }

        if (meant.Length < 5 || Math.Abs(typed.Length - meant.Length) > 1)
        {
            return false;
        }

        var same = 0;
        while (same < typed.Length && same < meant.Length && typed[same] == meant[same])
        {
            same++;
        }

        var a = typed[same..];
        var b = meant[same..];
        if (a.Length == b.Length)
        {
            return (SoundAlike(a[0], b[0]) && a[1..].SequenceEqual(b[1..]))
                || (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..]));
        }

        return a.Length > b.Length ? a[1..].SequenceEqual(b) : b[1..].SequenceEqual(a);
    }

    private static bool SoundAlike(char a, char b)
    {
        foreach (var pair in Alike)
        {
            if ((pair[0] == a && pair[1] == b) || (pair[0] == b && pair[1] == a))
            {
                return true;
            }
        }

        return false;
    }
}
