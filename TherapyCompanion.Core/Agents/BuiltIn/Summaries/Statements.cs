using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>
/// Cuts a typed sentence where a new statement begins: at a semicolon, after a comma where <c>clauses.tsv</c> knows the opening, and in dictation without
/// marks at the words that open statements in speech. Never inside brackets or quotation marks.
/// </summary>
internal static class Statements
{
    // Fewer words than this are no statement of their own.
    private const int ShortestStatement = 3;
    private const int ShortestSpoken = 4;
    private const int ShortestBeforeStrong = 2;

    // What was said in so many words can stand in a summary whole.
    private const int LongestSaid = 26;

    // A sentence with this many words to each mark was dictated.
    private const int DictatedWords = 30;
    private const int WordsPerMark = 20;

    private static readonly PhraseBook<string> Book = new(f => f[0], "BuiltIn.Summaries.clauses.tsv");

    /// <summary>The clauses, as stretches of <paramref name="text"/> that cover it.</summary>
    public static IReadOnlyList<TextSpan> Of(string text)
    {
        var words = Words.Of(text);
        return words.Count < ShortestStatement * 2 ? [new TextSpan(0, text.Length)] : Of(text, words, IsDictated(words));
    }

    /// <summary>The clauses of something said, whatever marks the transcript has; one that fits a summary as it is stays whole.</summary>
    public static IReadOnlyList<TextSpan> OfSpeech(string text)
    {
        var words = Words.Of(text);
        return words.Count < LongestSaid ? [new TextSpan(0, text.Length)] : Of(text, words, dictated: true);
    }

    private static List<TextSpan> Of(string text, IReadOnlyList<Word> words, bool dictated)
    {
        var shut = Shut(text);
        var sentences = Sentences.In(text, new TextSpan(0, text.Length)).Select(s => s.Start).ToList();
        var starts = Book.Find(words).Where(h => h.Entry == "comma" || dictated).Select(h => (h.First, h.Entry)).ToHashSet();
        var spans = new List<TextSpan>();
        var (from, fromWord) = (0, 0);
        for (var i = 1; i < words.Count; i++)
        {
            if (sentences.Exists(s => s > words[i - 1].Start && s <= words[i].Start) && !shut[words[i].Start])
            {
                spans.Add(new TextSpan(from, words[i].Start - from));
                (from, fromWord) = (words[i].Start, i);
                continue;
            }

            var strong = dictated && starts.Contains((i, "strong"));
            var shortest = strong ? ShortestBeforeStrong : dictated ? ShortestSpoken : ShortestStatement;
            if (shut[words[i].Start] || words.Count - i < ShortestStatement || i - fromWord < shortest) continue;
            var semicolon = text.AsSpan(words[i - 1].End, words[i].Start - words[i - 1].End).Contains(';');
            var comma = words[i].Before != Gap.None && starts.Contains((i, "comma"));
            if (!semicolon && !comma && !strong && !(dictated && starts.Contains((i, "spoken")))) continue;
            spans.Add(new TextSpan(from, words[i].Start - from));
            (from, fromWord) = (words[i].Start, i);
        }

        spans.Add(new TextSpan(from, text.Length - from));
        return spans;
    }

    /// <summary>Whether a sentence is so long with so few marks that it must be several, spoken in one go.</summary>
    public static bool IsDictated(IReadOnlyList<Word> words) =>
        words.Count >= DictatedWords && words.Skip(1).Count(w => w.Before != Gap.None) * WordsPerMark < words.Count;

    // For each place of the text whether it lies inside brackets or quotation marks.
    private static bool[] Shut(string text)
    {
        var shut = new bool[text.Length];
        var (depth, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[') depth++;
            if (text[i] is ')' or ']') depth = Math.Max(0, depth - 1);
            var inside = i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
            if (Characters.IsDoubleQuote(text[i]) && !inside) quoted = !quoted && text.AsSpan(i + 1).ContainsAny('"', '”', '״');
            shut[i] = depth > 0 || quoted;
        }

        return shut;
    }
}
