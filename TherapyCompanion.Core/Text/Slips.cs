using TherapyCompanion.Core.Text.Spelling;

namespace TherapyCompanion.Core.Text;

/// <summary>Typing slips: a letter doubled, missing, added, swapped with its neighbour, hit beside its key, or heard alike.</summary>
public static class Slips
{
    /// <summary>The cost of one whole slip; a likely one (a letter heard alike, doubled, beside its key, or two swapped) costs less.</summary>
    public const int Whole = 4;

    private const int Likely = 3;

    // Words longer than this are no words; the table of distances stays small.
    private const int Longest = 40;

    private static readonly string[] Alike = ["אע", "טת", "כק", "כח", "סש", "בו", "אה", "ck", "sz", "sc", "fv", "ei", "iy", "ae", "uo", "gj"];

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
            return (Characters.IsHebrew(a[0]) && SoundAlike(a[0], b[0]) && a[1..].SequenceEqual(b[1..]))
                || (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..]));
        }

        return a.Length > b.Length ? a[1..].SequenceEqual(b) : b[1..].SequenceEqual(a);
    }

    /// <summary>
    /// The cost of the cheapest slips that turn one word into the other, by optimal string alignment (F. J. Damerau, Communications of the ACM 7,
    /// 1964; neighbours swapped at most once): <see cref="Whole"/> a slip, less for a likely one. Stops at <paramref name="most"/>.
    /// </summary>
    /// <returns>The cost, or <c>most + 1</c> where it is higher.</returns>
    public static int Cost(ReadOnlySpan<char> typed, ReadOnlySpan<char> meant, int most)
    {
        if (typed.SequenceEqual(meant)) return 0;
        if (typed.Length > Longest || meant.Length > Longest || Math.Abs(typed.Length - meant.Length) * Likely > most) return most + 1;
        Span<int> two = stackalloc int[Longest + 1], one = stackalloc int[Longest + 1], row = stackalloc int[Longest + 1];
        for (var j = 0; j <= meant.Length; j++) one[j] = j * Whole;
        for (var i = 1; i <= typed.Length; i++)
        {
            row[0] = i * Whole;
            var least = row[0];
            for (var j = 1; j <= meant.Length; j++)
            {
                var (a, b) = (typed[i - 1], meant[j - 1]);
                var cost = one[j - 1] + (a == b ? 0 : SoundAlike(a, b) || KeyboardLayout.Neighbours(a, b) ? Likely : Whole);
                cost = Math.Min(cost, one[j] + (i > 1 && typed[i - 2] == a ? Likely : Whole));
                cost = Math.Min(cost, row[j - 1] + (j > 1 && meant[j - 2] == b ? Likely : Whole));
                if (i > 1 && j > 1 && a == meant[j - 2] && typed[i - 2] == b) cost = Math.Min(cost, two[j - 2] + Likely);
                row[j] = cost;
                least = Math.Min(least, cost);
            }

            if (least > most) return most + 1;
            var spare = two;
            two = one;
            one = row;
            row = spare;
        }

        return Math.Min(one[meant.Length], most + 1);
    }

    /// <summary>Whether one was likely typed for the other: no slip under 4 letters, a likely one at 4, one from 5, two from 8.</summary>
    public static bool Near(ReadOnlySpan<char> typed, ReadOnlySpan<char> meant)
    {
        var most = Math.Min(typed.Length, meant.Length) switch { < 4 => 0, 4 => Likely, < 8 => Whole, _ => 2 * Whole };
        return Cost(typed, meant, most) <= most;
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
