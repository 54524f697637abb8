using System.Text;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Reading;

/// <summary>
/// Undoes what people do to the spelling of a word: letters repeated for emphasis ("למותתת", "dieee"), digits and signs in place of
/// letters ("k1ll", "su!cide", "s*icide"), letters set apart ("k m s", "s.u.i.c.i.d.e").
/// </summary>
internal static class Spellings
{
    // Longer words than this are no words; nothing is undone in them.
    private const int LongestWord = 40;

    /// <summary>Plainer spellings of a word: letters written three times and more once or twice, digits as the letters they stand for.</summary>
    public static IEnumerable<string> Plainer(string folded)
    {
        if (folded.Length is < 3 or > LongestWord) yield break;
        var twice = Collapsed(folded, 2);
        if (twice != folded)
        {
            yield return twice;
            yield return Collapsed(folded, 1);
        }

        var letters = Lettered(folded);
        if (letters == folded) yield break;
        yield return letters;
        yield return Collapsed(letters, 1);
    }

    /// <summary>The words of a text, with words joined whose letters were set apart or masked, where the whole means something.</summary>
    public static IReadOnlyList<Word> Joined(string text, IReadOnlyList<Word> words, Vocabulary vocabulary)
    {
        List<Word>? result = null;
        for (var i = 0; i < words.Count; i++)
        {
            var whole = SetApart(words, i, vocabulary) ?? Masked(text, words, i, vocabulary);
            if (whole is { } found)
            {
                result ??= [.. words.Take(i)];
                result.Add(found.Word);
                i = found.Last;
            }
            else
            {
                result?.Add(words[i]);
            }
        }

        return result ?? words;
    }

    private static (Word Word, int Last)? SetApart(IReadOnlyList<Word> words, int i, Vocabulary vocabulary)
    {
        if (words[i].Folded.Length != 1 || i + 1 >= words.Count) return null;
        var joined = words[i].Folded + words[i + 1].Folded;
        if (words[i].IsHebrew && words[i + 1].Before == Gap.None && words[i + 1].Folded.Length > 1 && HebrewPrefixes.IsChain(words[i].Folded))
            return vocabulary.Names(joined) ? (new Word(words[i].Start, words[i + 1].End, joined, words[i].Before), i + 1) : null;
        if (i + 2 >= words.Count || words[i + 1].Folded.Length != 1) return null;
        var letters = new StringBuilder();
        var last = i;
        while (last < words.Count && words[last].Folded.Length == 1 && letters.Length < 12) letters.Append(words[last++].Folded);
        return letters.Length >= 3 && vocabulary.Names(letters.ToString())
            ? (new Word(words[i].Start, words[last - 1].End, letters.ToString(), words[i].Before), last - 1)
            : null;
    }

    // A sign inside a word splits it: "s*icide", "su!cide", "k!ll". The sign is read as the letter it stands for.
    private static (Word Word, int Last)? Masked(string text, IReadOnlyList<Word> words, int i, Vocabulary vocabulary)
    {
        if (i + 1 >= words.Count || words[i + 1].Start != words[i].End + 1) return null;
        var sign = text[words[i].End];
        var letters = sign switch { '!' or '|' => "i", '@' => "a", '$' => "s", '*' or '#' or '_' => "iuae", _ => "" };
        foreach (var letter in letters)
        {
            var whole = words[i].Folded + letter + words[i + 1].Folded;
            if (whole.Length is >= 3 and <= 12 && vocabulary.Names(whole)) return (new Word(words[i].Start, words[i + 1].End, whole, words[i].Before), i + 1);
        }

        return null;
    }

    private static string Collapsed(string word, int keep)
    {
        var result = new StringBuilder(word.Length);
        var run = 0;
        for (var i = 0; i < word.Length; i++)
        {
            run = i > 0 && word[i] == word[i - 1] ? run + 1 : 1;
            if (run <= keep) result.Append(word[i]);
        }

        return result.ToString();
    }

    private static string Lettered(string word)
    {
        if (!word.Any(char.IsAsciiLetter) || !word.Any(char.IsAsciiDigit)) return word;
        return string.Concat(word.Select(c => c switch { '1' => 'i', '3' => 'e', '0' => 'o', '4' => 'a', '5' => 's', '7' => 't', _ => c }));
    }
}
