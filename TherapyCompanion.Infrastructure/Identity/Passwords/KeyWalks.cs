namespace TherapyCompanion.Infrastructure.Identity.Passwords;

/// <summary>Runs of neighbouring keys and of an alphabet's neighbours: "qwerty", "1qaz", "ertyh", "abcdef", "9876", "אבגד".</summary>
internal static class KeyWalks
{
    private const double Start = 6;
    private const double Turn = 2;
    private const int Shortest = 3;

    private const string HebrewAlphabet = "אבגדהוזחטיכלמנסעפצקרשת";

    private static readonly string[] Rows = ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"];

    /// <summary>Every walk that begins at a place, by where it may end, and how many tries it takes, as a power of two.</summary>
    public static IEnumerable<(int End, double Bits)> From(FoldedPassword password, int start)
    {
        foreach (var step in new Func<FoldedPassword, int, (int, int)?>[] { OnKeys, InAlphabet })
        {
            var turns = 0;
            (int, int)? before = null;
            for (var i = start; i + 1 < password.Text.Length && step(password, i) is { } now; i++)
            {
                if (before is not null && now != before) turns++;
                before = now;
                if (i + 2 - start >= Shortest) yield return (i + 2, Start + (Turn * turns));
            }
        }
    }

    private static (int, int)? OnKeys(FoldedPassword password, int i)
    {
        if (PlaceOf(password.Keys[i]) is not { } from || PlaceOf(password.Keys[i + 1]) is not { } to) return null;
        var step = (to.Column - from.Column, to.Row - from.Row);
        return step is ( >= -1 and <= 1, >= -1 and <= 1) and not (0, 0) ? step : null;
    }

    private static (int Column, int Row)? PlaceOf(char key)
    {
        for (var row = 0; row < Rows.Length; row++)
            if (Rows[row].IndexOf(key, StringComparison.Ordinal) is >= 0 and var column) return (column, row);
        return null;
    }

    // One onward or one back, and the same way all along: a change of way is a turn.
    private static (int, int)? InAlphabet(FoldedPassword password, int i)
    {
        var (from, to) = (OrderOf(password.Text[i]), OrderOf(password.Text[i + 1]));
        return from is { } f && to is { } t && Math.Abs(t - f) == 1 ? (t - f, 0) : null;
    }

    private static int? OrderOf(char c) => c switch
    {
        >= '0' and <= '9' or >= 'a' and <= 'z' => c,
        >= 'א' and <= 'ת' when HebrewAlphabet.IndexOf(c, StringComparison.Ordinal) is >= 0 and var place => 10_000 + place,
        _ => null,
    };
}
