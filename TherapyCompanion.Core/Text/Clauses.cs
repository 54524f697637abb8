using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text;

/// <summary>
/// Cuts a sentence into clauses, as far as commas, dashes and joining words tell. What a "not" denies and what may be cut off a sentence ends with its
/// clause. Lists ("no pain, nausea or vomiting") stay whole.
/// </summary>
public static class Clauses
{
    private const int ShortestAfterComma = 4;

    private static readonly FrozenDictionary<string, FrozenSet<string>> Kinds = EmbeddedLines.Read("Text.clauses.tsv")
        .ToFrozenDictionary(f => f[0], f => f[1].Split('|').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The clauses of a stretch, in order; together they cover it. Never fails.</summary>
    public static IReadOnlyList<TextSpan> In(string text, TextSpan sentence)
    {
        var words = Words.Of(text.Substring(sentence.Start, sentence.Length));
        var clauses = new List<TextSpan>();
        var start = 0;
        for (var i = 1; i < words.Count; i++)
        {
            if (!Begins(words, i)) continue;
            clauses.Add(new TextSpan(sentence.Start + start, words[i].Start - start));
            start = words[i].Start;
        }

        if (start < sentence.Length) clauses.Add(new TextSpan(sentence.Start + start, sentence.Length - start));
        return clauses;
    }

    private static bool Begins(IReadOnlyList<Word> words, int i)
    {
        var word = words[i];
        if (word.Before == Gap.Sentence) return true;
        var (comma, folded) = (word.Before == Gap.Clause, word.Folded);
        if (Kinds["conjunction"].Contains(folded) || (comma && Kinds["subject"].Contains(folded))) return true;
        // והיא, ואז; "and she"
        if (folded.Length > 2 && folded[0] == 'ו' && (Kinds["subject"].Contains(folded[1..]) || Kinds["conjunction"].Contains(folded[1..]))) return true;
        // כשהיא, כשנרדמתי
        if (comma && folded.Length > 3 && folded.StartsWith("כש", StringComparison.Ordinal)) return true;
        if (folded is "and" or "or" && i + 1 < words.Count && words[i + 1].Before == Gap.None) return Kinds["subject"].Contains(words[i + 1].Folded);
        return comma && Stretch(words, i) >= ShortestAfterComma;
    }

    // Words up to the next mark: a short stretch between commas is an item of a list.
    private static int Stretch(IReadOnlyList<Word> words, int i)
    {
        var end = i + 1;
        while (end < words.Count && end - i < ShortestAfterComma && words[end].Before == Gap.None) end++;
        return end - i;
    }
}
