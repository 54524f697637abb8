using System.Collections.Frozen;
using System.Text;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>
/// A text as a reader sees it: compatibility forms composed (NFKC), Cyrillic and Greek letters that look like Latin ones inside a Latin word
/// replaced, invisible characters gone, letters that were spaced out ("s u i c i d e") joined.
/// Serves matching only; spans into it mean nothing in the original.
/// </summary>
public static class LookAlikes
{
    // Fewer single letters in a row are initials or a list.
    private const int SpacedOut = 4;

    private static readonly FrozenDictionary<char, char> Latin =
        EmbeddedLines.Read("Abstraction.look-alikes.tsv").ToFrozenDictionary(f => f[0][0], f => f[1][0]);

    /// <summary>Never fails: lone surrogates, null bytes and what is no character become spaces.</summary>
    public static string Plain(string text)
    {
        var whole = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                var pair = char.ConvertToUtf32(c, text[++i]);
                if (IsNoCharacter(pair)) whole.Append(' ');
                else whole.Append(c).Append(text[i]);
            }
            else if (char.IsSurrogate(c) || c == '\0' || IsNoCharacter(c)) whole.Append(' ');
            else if (!IsInvisible(c)) whole.Append(Latin.TryGetValue(c, out var seen) ? seen : c);
        }

        var composed = whole.ToString();
        return Joined(composed.IsNormalized(NormalizationForm.FormKC) ? composed : composed.Normalize(NormalizationForm.FormKC));
    }

    // Code points that Unicode keeps free for ever; normalisation refuses them.
    private static bool IsNoCharacter(int point) => (point & 0xFFFE) == 0xFFFE || point is >= 0xFDD0 and <= 0xFDEF;

    private static bool IsInvisible(char c) =>
        c is '\u034F' or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format;

    // "s u i c i d e", "ה ת א ב ד": each letter alone between single spaces, dots or hyphens.
    private static string Joined(string text)
    {
        StringBuilder? joined = null;
        var copied = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!StartsRun(text, i)) continue;
            var end = i;
            while (StandsAlone(text, end + 2) && IsJoint(text[end + 1])) end += 2;
            if (end - i < (SpacedOut - 1) * 2) continue;
            joined ??= new StringBuilder(text.Length);
            joined.Append(text, copied, i - copied);
            for (var k = i; k <= end; k += 2) joined.Append(text[k]);
            (copied, i) = (end + 1, end);
        }

        return joined is null ? text : joined.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool StartsRun(string text, int i) => char.IsLetter(text[i]) && (i == 0 || !char.IsLetterOrDigit(text[i - 1]));

    private static bool StandsAlone(string text, int i) =>
        i < text.Length && char.IsLetter(text[i]) && (i + 1 >= text.Length || !char.IsLetter(text[i + 1]));

    private static bool IsJoint(char c) => c is ' ' or '.' or '-' or '_' or '*' or '·';
}
