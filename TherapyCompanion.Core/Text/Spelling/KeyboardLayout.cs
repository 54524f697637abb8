using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Core.Text.Spelling;

/// <summary>Text typed with the keyboard on the other language: "akuo" is שלום, "יקךךם" is hello. By the Israeli standard layout (SI 1452).</summary>
public static class KeyboardLayout
{
    private const string Latin = "qwertyuiopasdfghjkl;'zxcvbnm,./";
    private const string Hebrew = "/'קראטוןםפשדגכעיחלךף,זסבהנמצתץ.";

    /// <summary>What the same keys type in Hebrew.</summary>
    public static string ToHebrew(string text) => Convert(text.ToLowerInvariant(), Latin, Hebrew);

    /// <summary>What the same keys type in English.</summary>
    public static string ToEnglish(string text) => Convert(text, Hebrew, Latin);

    /// <summary>What was meant, when the words are none as typed and are words on the other layout; null when nothing speaks for that.</summary>
    public static string? Meant(string text)
    {
        var typed = Words.Of(text);
        if (typed.Count is 0 or > 50 || typed.Any(w => w.IsHebrew != typed[0].IsHebrew) || Knows(typed) > 0) return null;
        var other = typed[0].IsHebrew ? ToEnglish(text) : ToHebrew(text);
        var words = Words.Of(other);
        return words.Count > 0 && Knows(words) * 2 > words.Count ? other : null;
    }

    /// <summary>Whether two keys lie side by side, or one above the other, on either layout.</summary>
    internal static bool Neighbours(char a, char b)
    {
        var (x, y) = (Key(a), Key(b));
        if (x < 0 || y < 0) return false;
        var (rowX, rowY) = (Row(x), Row(y));
        var (columnX, columnY) = (x - Starts[rowX], y - Starts[rowY]);
        return rowX == rowY ? Math.Abs(columnX - columnY) == 1 : Math.Abs(rowX - rowY) == 1 && (rowX < rowY ? columnX - columnY is 0 or 1 : columnY - columnX is 0 or 1);
    }

    private static readonly int[] Starts = [0, 10, 21];

    private static int Row(int key) => key < Starts[1] ? 0 : key < Starts[2] ? 1 : 2;

    private static int Key(char c) => Characters.IsHebrew(c) ? Hebrew.IndexOf(c, StringComparison.Ordinal) : Latin.IndexOf(c, StringComparison.Ordinal);

    private static int Knows(IReadOnlyList<Word> words) => words.Count(w => w.Folded.Length > 1 && Stemmer.IsKnown(Stemmer.Letters(w.Folded)));

    private static string Convert(string text, string from, string to) =>
        string.Create(text.Length, (text, from, to), static (target, s) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                var at = s.from.IndexOf(s.text[i], StringComparison.Ordinal);
                target[i] = at < 0 ? s.text[i] : s.to[at];
            }
        });
}
