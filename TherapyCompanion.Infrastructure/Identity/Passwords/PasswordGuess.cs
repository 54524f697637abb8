namespace TherapyCompanion.Infrastructure.Identity.Passwords;

/// <summary>
/// How many tries a guesser needs who knows the lists and the keyboard, as a power of two: the cheapest way to put the
/// password together from known words, own words, walks over keys, dates, repetitions, and what has to be tried
/// character by character.
/// </summary>
internal sealed class PasswordGuess(KnownWords words, IReadOnlySet<string> ownWords)
{
    private const double Own = 3;
    private const double Changed = 2; // to have written it with signs, on the other layout or backwards
    private const double Repeated = 4;
    private const double Year = 7;
    private const double Date = 15;

    public double BitsOf(FoldedPassword password)
    {
        var text = password.Text;
        var best = new double[text.Length + 1];
        Array.Fill(best, double.MaxValue, 1, text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            Reach(i + 1, best[i] + OfOne(text[i]));
            for (var end = i + 3; end <= Math.Min(text.Length, i + words.Longest); end++)
                if (OfWord(password, i, end) is { } bits) Reach(end, best[i] + bits);
            foreach (var (end, bits) in KeyWalks.From(password, i)) Reach(end, best[i] + bits);
            foreach (var end in RepetitionsFrom(text, i)) Reach(end, best[i] + Repeated);
            foreach (var (end, bits) in DatesFrom(text, i)) Reach(end, best[i] + bits);
        }

        return best[^1];

        void Reach(int end, double bits) => best[end] = Math.Min(best[end], bits);
    }

    private static double OfOne(char c) => c switch
    {
        >= '0' and <= '9' => 3.3,
        >= 'a' and <= 'z' => 4.7,
        >= 'א' and <= 'ת' => 4.7,
        ' ' => 1.5,
        < (char)128 => 4,
        _ => 6,
    };

    private double? OfWord(FoldedPassword password, int start, int end)
    {
        double? least = null;
        for (var reading = 0; reading < password.Readings.Count; reading++)
            if (OfWord(password.Readings[reading].AsSpan(start, end - start)) is { } bits) Take(reading == 0 ? bits : bits + Changed);
        var length = password.Text.Length;
        if (OfWord(password.Backwards.AsSpan(length - end, end - start)) is { } backwards) Take(backwards + Changed);
        return least;

        void Take(double bits) => least = least is { } l ? Math.Min(l, bits) : bits;
    }

    private double? OfWord(ReadOnlySpan<char> word)
    {
        foreach (var own in ownWords)
            if (word.SequenceEqual(own)) return Own;
        return words.BitsOf(word);
    }

    // What stood before once more, forwards ("abcabc", "aaaa") or turned round ("abccba").
    private static IEnumerable<int> RepetitionsFrom(string text, int start)
    {
        for (var back = 1; back <= start; back++)
        {
            var same = 0;
            while (start + same < text.Length && text[start + same] == text[start + same - back]) same++;
            if (same >= 3) yield return start + same;
        }

        var mirrored = 0;
        while (mirrored < start && start + mirrored < text.Length && text[start + mirrored] == text[start - 1 - mirrored]) mirrored++;
        if (mirrored >= 3) yield return start + mirrored;
    }

    private static IEnumerable<(int End, double Bits)> DatesFrom(string text, int start)
    {
        if (Number(4) is >= 1900 and < 2100) yield return (start + 4, Year);
        if (Number(2) is >= 1 and <= 31 && Number(2, 2) is >= 1 and <= 12)
        {
            if (Number(2, 4) is not null) yield return (start + 6, Date);
            if (Number(4, 4) is >= 1900 and < 2100) yield return (start + 8, Date);
        }

        if (Number(4) is >= 1900 and < 2100 && Number(2, 4) is >= 1 and <= 12 && Number(2, 6) is >= 1 and <= 31) yield return (start + 8, Date);

        int? Number(int digits, int skip = 0)
        {
            if (start + skip + digits > text.Length) return null;
            var number = 0;
            foreach (var c in text.AsSpan(start + skip, digits))
            {
                if (!char.IsAsciiDigit(c)) return null;
                number = (number * 10) + c - '0';
            }

            return number;
        }
    }
}
