using System.Text;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Summaries;

/// <summary>Quoted words, and whether they stand in the source letter by letter.</summary>
internal static class Quotations
{
    /// <summary>What stands between quotation marks. Gershayim inside a word (ד״ר) are no quotation marks.</summary>
    public static IReadOnlyList<string> In(string sentence)
    {
        var found = new List<string>();
        var open = -1;
        var mark = '"';
        for (var i = 0; i < sentence.Length; i++)
        {
            if (!Characters.IsDoubleQuote(sentence[i]) || Inside(sentence, i))
            {
                continue;
            }

            if (open < 0)
            {
                (open, mark) = (i, sentence[i]);
            }
            else if (Closes(mark, sentence[i]))
            {
                found.Add(sentence[(open + 1)..i]);
                open = -1;
            }
        }

        return [.. found.Where(q => Plain(q).Length > 0)];
    }

    /// <summary>Whether the quoted words (each part, where "…" leaves some out) stand in one cited unit or in neighbouring ones of one speaker, in their order.</summary>
    public static bool StandsIn(string quotation, IReadOnlyList<SourceUnit> cited)
    {
        var parts = quotation.Split("…", StringSplitOptions.RemoveEmptyEntries).Select(Plain).Where(p => p.Trim().Length > 0).ToList();
        return cited.GroupBy(u => u.Speaker)
            .Select(g => Plain(string.Join(' ', g.OrderBy(u => u.Number).Select(u => u.Text))))
            .Any(text => InOrder(text, parts));
    }

    private static bool InOrder(string text, List<string> parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            at = text.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            at += part.Length - 1;
        }

        return true;
    }

    // Words between single spaces, with a space at both ends so that only whole words match. Points, quote style, white space and a transcript's split "do n't" don't count.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(" ");
        foreach (var word in Words.Of(text))
        {
            plain.Append(word.Folded).Append(' ');
        }

        return plain.Length == 1 ? "" : plain.ToString();
    }

    private static bool Inside(string s, int i) =>
        i > 0 && i + 1 < s.Length && Characters.IsHebrew(s[i - 1]) && Characters.IsHebrew(s[i + 1]);

    private static bool Closes(char open, char mark) => open switch
    {
        '“' or '„' => mark is '”' or '“',
        '«' => mark == '»',
        '״' => mark == '״',
        _ => mark == open || mark == '”',
    };
}
