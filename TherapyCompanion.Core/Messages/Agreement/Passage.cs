using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>A text cut into words, clauses and sentences, with its quotations known.</summary>
internal sealed class Passage
{
    // A clause is searched this far to the left; longer ones are not worth a guess.
    private const int Reach = 10;

    private static readonly string[] Pronouns = ["אני", "אנחנו", "אנו", "אתה", "את", "אתם", "אתן", "היא", "הוא", "הם", "הן", "זה", "זו", "זאת"];
    private static readonly string[] Prefixes = ["ו", "ש", "וש", "כש", "וכש", "לכש"];

    private readonly List<Token> tokens;
    private readonly int[] questionMarks;

    private Passage(string text, List<Token> tokens)
    {
        Text = text;
        this.tokens = tokens;
        questionMarks = new int[tokens.Count];
        FindQuestions();
    }

    public string Text { get; }

    public int Count => tokens.Count;

    public Token this[int i] => tokens[i];

    public static Passage Read(string text, IReadOnlyList<Word> words)
    {
        var quoted = Quotations.In(text);
        var tokens = new List<Token>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var (prefix, readings) = word.IsHebrew ? FormLexicon.Find(word.Folded) : (0, []);
            if (readings.Length == 0)
            {
                prefix = SmallWordPrefix(word.Folded, prefix);
            }

            var bare = word.Folded[prefix..];
            var subordinate = prefix > 0 && word.Folded.AsSpan(0, prefix).Contains('ש');
            var starts = word.Before != Gap.None || subordinate || IsThat(word.Folded) || SmallWords.Is("subordinator", bare);
            tokens.Add(new Token(word, prefix, bare, readings, quoted.Exists(q => q.Start < word.End && word.Start < q.End), starts || i == 0, word.Before == Gap.Sentence || i == 0));
        }

        return new Passage(text, tokens);
    }

    /// <summary>First word of the clause of a word; at most ten words back.</summary>
    public int ClauseStart(int i)
    {
        var start = i;
        while (start > 0 && i - start < Reach && !tokens[start].StartsClause)
        {
            start--;
        }

        return start;
    }

    /// <summary>Just behind the last word of the clause of a word.</summary>
    public int ClauseEnd(int i)
    {
        var end = i + 1;
        while (end < tokens.Count && end - i < Reach && tokens[end].Word.Before == Gap.None)
        {
            end++;
        }

        return end;
    }

    /// <summary>Just behind the last word of the sentence of a word.</summary>
    public int SentenceEnd(int i)
    {
        var end = i + 1;
        while (end < tokens.Count && end - i < Reach * 3 && !tokens[end].StartsSentence)
        {
            end++;
        }

        return end;
    }

    /// <summary>Whether the sentence of a word ends in a question mark.</summary>
    public bool IsAsked(int i) => questionMarks[i] > 0;

    /// <summary>The word at a place of the same clause, or null.</summary>
    public Token? InClause(int i, int from) =>
        i >= 0 && i < tokens.Count && (i <= from || ClauseEnd(from) > i) && (i >= from || ClauseStart(from) <= i) ? tokens[i] : null;

    /// <summary>Whether a word stands at the head of its clause or behind words that change nothing.</summary>
    public bool IsHead(int i)
    {
        for (var j = i; ; j--)
        {
            if (tokens[j].StartsClause || j == 0)
            {
                return j == i || SmallWords.Is("bridge", tokens[j].Bare) || SmallWords.Is("connector", tokens[j].Bare) || (SmallWords.Is("subordinator", tokens[j].Bare) && j < i);
            }

            if (!SmallWords.Is("bridge", tokens[j - 1].Bare) && !SmallWords.Is("connector", tokens[j - 1].Bare) && !tokens[j - 1].StartsClause)
            {
                return false;
            }
        }
    }

    private static int SmallWordPrefix(string folded, int otherwise)
    {
        foreach (var prefix in Prefixes)
        {
            if (folded.Length > prefix.Length + 1 && folded.StartsWith(prefix, StringComparison.Ordinal))
            {
                var rest = folded[prefix.Length..];
                if (Array.IndexOf(Pronouns, rest) >= 0 || rest is "לא" or "אל" or "יש" or "אין" or "אם" or "כי" or "גם" or "רק" or "אולי")
                {
                    return prefix.Length;
                }
            }
        }

        return otherwise;
    }

    // "שהפגישה", "שבפגישה", "כשהיא": that + a definite noun.
    private static bool IsThat(string folded) =>
        folded.Length >= 5 && (folded.StartsWith("שה", StringComparison.Ordinal) || folded.StartsWith("כשה", StringComparison.Ordinal) || folded.StartsWith("ושה", StringComparison.Ordinal));

    private void FindQuestions()
    {
        var start = 0;
        for (var i = 1; i <= tokens.Count; i++)
        {
            if (i < tokens.Count && !tokens[i].StartsSentence)
            {
                continue;
            }

            var from = tokens[i - 1].Word.End;
            var to = i < tokens.Count ? tokens[i].Word.Start : Text.Length;
            var asked = Text.AsSpan(from, to - from).Contains('?') ? 1 : 0;
            for (; start < i; start++)
            {
                questionMarks[start] = asked;
            }
        }
    }
}
