using System.Globalization;
using System.Text;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Core.Patients.Finding;

/// <summary>How well a name answers what was typed; the lower comes first.</summary>
public enum NameFit
{
    /// <summary>A word of the name begins so.</summary>
    Beginning,

    /// <summary>It stands inside a word.</summary>
    Inside,

    /// <summary>In another spelling.</summary>
    OtherSpelling,
}

/// <summary>
/// Names as the index compares them: letters and digits alone, small, without niqqud, geresh or final letters; and beside that a frame in
/// which the usual spellings of a name agree (דויד and דוד, טליה and תליה, Maya and Maia). Pieces are cut from both.
/// </summary>
public static class NameForms
{
    /// <summary>What is typed beyond this tells no name apart.</summary>
    public const int LongestQuery = 100;

    // A piece at a word's beginning, for a single letter typed; no letter of a word is this.
    private const char Start = '^';
    private const int Piece = 3;

    /// <summary>The words of a name, each as plain letters. Never fails; what has no letters has no words.</summary>
    public static IReadOnlyList<string> WordsOf(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in Whole(name).Normalize(NormalizationForm.FormKD).Append(' '))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(Stemmer.Unfinal(char.ToLowerInvariant(c)));
            }
            else if (word.Length > 0 && !IsPartOfWord(c))
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }

    /// <summary>The frame of a word: the first letter, and of the others those that spellings agree on.</summary>
    public static string FrameOf(string word)
    {
        var frame = new StringBuilder(word.Length);
        var kept = -1;
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i] switch
            {
                'ו' or 'י' or 'א' when i > 0 => '\0',
                'ט' => 'ת',
                'ק' => 'כ',
                'h' when i > 0 && word[i - 1] == 'p' => 'f',
                'h' when i > 0 => '\0',
                'p' when i + 1 < word.Length && word[i + 1] == 'h' => '\0',
                'y' => 'i',
                'c' => 'k',
                'w' => 'v',
                var other => other,
            };
            if (c == '\0') continue;
            // Letters that stand side by side are one («אלה» and Ella); those that a vowel parts are two («דוד»).
            if (kept < 0 || kept < i - 1 || frame[^1] != c) frame.Append(c);
            kept = i;
        }

        return frame.ToString();
    }

    /// <summary>Every piece under which names are found.</summary>
    public static IReadOnlySet<string> PiecesOf(params ReadOnlySpan<string> names)
    {
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
            foreach (var word in WordsOf(name))
                foreach (var form in new[] { word, FrameOf(word) })
                {
                    pieces.Add($"{Start}{form[0]}");
                    for (var size = 2; size <= Piece; size++)
                        for (var at = 0; at + size <= form.Length; at++) pieces.Add(form.Substring(at, size));
                }

        return pieces;
    }

    /// <summary>The pieces that a name must have to answer what was typed: as it is spelled, and by its frame where that says enough.</summary>
    public static IEnumerable<IReadOnlySet<string>> Asked(IReadOnlyList<string> typed)
    {
        if (typed.Count == 0) yield break;
        yield return Asked(typed, w => w);
        // One letter is no frame: «לוי» would ask for everybody under ל. Such a word is asked for as it is spelled.
        if (typed.Any(w => FrameOf(w).Length > 1)) yield return Asked(typed, w => FrameOf(w) is { Length: > 1 } frame ? frame : w);
    }

    /// <summary>Whether every word typed stands in a word of the name, and how.</summary>
    public static NameFit? Fit(IReadOnlyList<string> typed, IReadOnlyList<string> name)
    {
        var worst = NameFit.Beginning;
        foreach (var word in typed)
        {
            if (name.Any(n => n.StartsWith(word, StringComparison.Ordinal))) continue;
            if (word.Length == 1) return null; // a single letter is an initial
            if (name.Any(n => n.Contains(word, StringComparison.Ordinal))) worst = worst < NameFit.Inside ? NameFit.Inside : worst;
            else if (FrameOf(word) is { Length: > 1 } frame && name.Any(n => FrameOf(n).Contains(frame, StringComparison.Ordinal))) worst = NameFit.OtherSpelling;
            else return null;
        }

        return worst;
    }

    private static HashSet<string> Asked(IReadOnlyList<string> typed, Func<string, string> form)
    {
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in typed.Select(form))
        {
            if (word.Length == 1) pieces.Add($"{Start}{word}");
            else if (word.Length < Piece) pieces.Add(word);
            for (var at = 0; at + Piece <= word.Length; at++) pieces.Add(word.Substring(at, Piece));
        }

        return pieces;
    }

    // Points, quotes and marks nobody sees stand inside a word and are no letter of it.
    private static bool IsPartOfWord(char c) => Characters.IsSilent(c) || Characters.IsApostrophe(c) || Characters.IsDoubleQuote(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;

    // Half a surrogate pair is no text, and normalising it would fail.
    private static string Whole(string text) => string.Concat(text.EnumerateRunes().Select(r => r.ToString()));
}
