using System.Collections.Frozen;
using System.Text;
using TherapyCompanion.Core.Agents.Abstraction;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Core.Couples;

/// <summary>What the leak test keeps of texts: stems, pairs of neighbours, runs of letters, and the sound of names across scripts.</summary>
internal sealed class LexicalTrace(int letterRun)
{
    // A word with fewer consonants sounds like too many words of the other script; a name written with a capital may have one less.
    private const int LeastConsonants = 3;

    private static readonly FrozenSet<string> Small =
        EmbeddedLines.Read("Couples.small-words.tsv").SelectMany(f => f[0].Split('|')).ToFrozenSet(StringComparer.Ordinal);

    private static readonly (string Pair, string One)[] Digraphs = [("sh", "s"), ("ch", "k"), ("kh", "k"), ("ph", "p"), ("tz", "c"), ("ts", "c")];

    private readonly HashSet<string> stems = new(StringComparer.Ordinal);
    private readonly HashSet<string> pairs = new(StringComparer.Ordinal);
    private readonly HashSet<string> runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> hebrewSounds = new(StringComparer.Ordinal);
    private readonly HashSet<string> latinSounds = new(StringComparer.Ordinal);

    /// <summary>A word with its possible stems.</summary>
    /// <param name="IsSmall">It tells nothing of anybody.</param>
    /// <param name="MayBeName">A Hebrew word, or a Latin one with a capital.</param>
    public readonly record struct Stemmed(string Folded, IReadOnlyList<string> Stems, bool IsSmall, bool MayBeName);

    public void Add(string text)
    {
        var words = WordsOf(text);
        for (var i = 0; i < words.Count; i++)
        {
            stems.UnionWith(words[i].Stems);
            if (i + 1 < words.Count) pairs.UnionWith(Pairs(words, i));
            if (words[i].IsSmall) continue;
            var sounds = Characters.IsHebrew(words[i].Folded[0]) ? hebrewSounds : latinSounds;
            foreach (var sound in Sounds(words[i])) sounds.Add(sound);
        }

        runs.UnionWith(Runs(text, letterRun));
    }

    public bool HasStem(string stem) => stems.Contains(stem);

    public bool HasPair(string pair) => pairs.Contains(pair);

    public bool HasRun(string run) => runs.Contains(run);

    /// <summary>Whether a word of the other script sounds like this one.</summary>
    public bool HasSound(in Stemmed word) => Sounds(word).Any((Characters.IsHebrew(word.Folded[0]) ? latinSounds : hebrewSounds).Contains);

    public static IReadOnlyList<Stemmed> WordsOf(string text)
    {
        var plain = LookAlikes.Plain(text);
        return [.. Words.Of(plain).Where(w => w.Folded.Length > 0).Select(w => new Stemmed(
            w.Folded,
            Stemmer.Of(w.Folded) is { Count: > 0 } stems ? stems : [w.Folded],
            Small.Contains(w.Folded) || w.Folded.Length < 2 && !w.IsNumber,
            w.IsHebrew || char.IsUpper(plain[w.Start])))];
    }

    /// <summary>A word with its neighbour, where at least one of the two tells something: their likeliest stems.</summary>
    public static IEnumerable<string> Pairs(IReadOnlyList<Stemmed> words, int at) =>
        words[at].IsSmall || words[at + 1].IsSmall ? [] : from a in words[at].Stems.Take(2) from b in words[at + 1].Stems.Take(2) select a + " " + b;

    /// <summary>All runs of so many letters and digits, whatever stands between them.</summary>
    public static IEnumerable<string> Runs(string text, int length)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in LookAlikes.Plain(text))
            if (char.IsLetterOrDigit(c)) letters.Append(char.ToLowerInvariant(c));
        var squeezed = letters.ToString();
        for (var i = 0; i + length <= squeezed.Length; i++) yield return squeezed.Substring(i, length);
    }

    /// <summary>The likeliest stems of a sentence's telling words.</summary>
    public static IReadOnlySet<string> Vector(string sentence) =>
        WordsOf(sentence).Where(w => !w.IsSmall).Select(w => w.Stems[0]).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Sounds(Stemmed word) =>
        word.Stems.Append(word.Folded).Select(Consonants).Where(s => s.Length >= LeastConsonants - (word.MayBeName ? 1 : 0)).Distinct();

    // Hebrew and Latin letters to one set of consonants; vowels, vav, yod, he, ayin and h fall out.
    private static string Consonants(string word)
    {
        var latin = word;
        foreach (var (pair, one) in Digraphs) latin = latin.Replace(pair, one, StringComparison.Ordinal);
        var sound = new StringBuilder(word.Length);
        foreach (var c in latin)
        {
            var consonant = c switch
            {
                'ב' or 'b' or 'v' => 'b',
                'ג' or 'g' or 'j' => 'g',
                'ד' or 'd' => 'd',
                'ז' or 'z' => 'z',
                'ח' or 'כ' or 'ך' or 'ק' or 'k' or 'q' or 'x' => 'k',
                'צ' or 'ץ' or 'c' => 'c',
                'ט' or 'ת' or 't' => 't',
                'ל' or 'l' => 'l',
                'מ' or 'ם' or 'm' => 'm',
                'נ' or 'ן' or 'n' => 'n',
                'ס' or 'ש' or 's' => 's',
                'פ' or 'ף' or 'p' or 'f' => 'p',
                'ר' or 'r' => 'r',
                _ => '\0',
            };
            if (consonant != '\0' && (sound.Length == 0 || sound[^1] != consonant)) sound.Append(consonant);
        }

        return sound.ToString();
    }
}
