using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Wordings;

/// <summary>A sign of wording in a line and the word it begins at.</summary>
/// <param name="Name">As it stands in the weights' file.</param>
/// <param name="First">Index of its first word.</param>
/// <param name="End">Index just behind its last word.</param>
public readonly record struct WordingSign(string Name, int First, int End);

/// <summary>
/// The signs by which a line's wording is weighed: its words, its pairs and triples of neighbours, pairs with one word between, and the runs of
/// letters inside words, so that inflections and slips share what they have in common.
/// </summary>
public static class WordingSigns
{
    private const int ShortestRun = 3;
    private const int LongestRun = 5;
    private const int Near = 6;
    private const int Nearer = 4;

    // A longer line is told at length, and is read sentence by sentence.
    private const int MostWords = 80;

    /// <summary>The signs of a line; each name may occur several times.</summary>
    public static List<WordingSign> Of(IReadOnlyList<Word> words)
    {
        var count = Math.Min(words.Count, MostWords);
        var plain = new string[count];
        for (var i = 0; i < count; i++) plain[i] = Plain(words[i]);
        var signs = new List<WordingSign>(count * 14 + 4);
        for (var i = 0; i < count; i++)
        {
            signs.Add(new(plain[i], i, i + 1));
            var next = i + 1 < count ? plain[i + 1] : "$";
            if (i == 0) signs.Add(new("^ " + plain[0], 0, 1));
            signs.Add(new(plain[i] + " " + next, i, Math.Min(count, i + 2)));
            if (i + 1 < count)
            {
                signs.Add(new(plain[i] + " " + next + " " + (i + 2 < count ? plain[i + 2] : "$"), i, Math.Min(count, i + 3)));
            }

            if (i + 2 < count) signs.Add(new(plain[i] + " _ " + plain[i + 2], i, i + 3));
            AddRuns(signs, plain[i], i);
        }

        AddClasses(signs, words, count);
        return signs;
    }

    // Classes are met in order and not far apart, whatever stands between: "wake" after "not", "without" after "better".
    private static void AddClasses(List<WordingSign> signs, IReadOnlyList<Word> words, int count)
    {
        var met = new List<(string Class, int At)>();
        for (var i = 0; i < count; i++)
        {
            foreach (var name in WordClasses.Of(words[i].Folded)) met.Add((name, i));
        }

        for (var a = 0; a < met.Count; a++)
        {
            signs.Add(new("[" + met[a].Class + "]", met[a].At, met[a].At + 1));
            for (var b = a + 1; b < met.Count && met[b].At - met[a].At <= Near; b++)
            {
                if (met[b].At == met[a].At) continue;
                var pair = "[" + met[a].Class + "][" + met[b].Class + "]";
                signs.Add(new(pair, met[a].At, met[b].At + 1));
                for (var c = b + 1; c < met.Count && met[c].At - met[b].At <= Nearer; c++)
                {
                    if (met[c].At > met[b].At) signs.Add(new(pair + "[" + met[c].Class + "]", met[a].At, met[c].At + 1));
                }
            }
        }
    }

    private static void AddRuns(List<WordingSign> signs, string word, int at)
    {
        if (word.Length < ShortestRun - 1 || word[0] == '#') return;
        var whole = "<" + word + ">";
        for (var length = ShortestRun; length <= LongestRun; length++)
        {
            for (var i = 0; i + length <= whole.Length; i++) signs.Add(new(whole.Substring(i, length) + "~", at, at + 1));
        }
    }

    // Letters repeated for emphasis count once ("למותתת"); numbers by their size, since what matters is one pill or thirty.
    private static string Plain(in Word word)
    {
        if (word.IsNumber) return word.Folded.Length == 1 ? "#1" : word.Folded.Length == 2 ? "#2" : "#3";
        var letters = word.Folded;
        for (var i = 2; i < letters.Length; i++)
        {
            if (letters[i] == letters[i - 1] && letters[i] == letters[i - 2]) return Collapsed(letters);
        }

        return letters.Length > 24 ? letters[..24] : letters;
    }

    private static string Collapsed(string letters)
    {
        var result = new System.Text.StringBuilder(letters.Length);
        foreach (var c in letters)
        {
            if (result.Length == 0 || result[^1] != c) result.Append(c);
        }

        return result.Length > 24 ? result.ToString(0, 24) : result.ToString();
    }
}
