using System.Collections.Frozen;
using System.Text;
using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Core.Text.Spelling;

/// <summary>
/// Terms that are written in both scripts: abbreviations spelled out by the names of their letters (CBT, סי-בי-טי, סיביטי), terms of the field
/// (mindfulness, מיינדפולנס), and long loanwords whose consonants agree.
/// </summary>
public static class Transliteration
{
    private const int LongestTerm = 40;

    // Fewer consonants agree by chance.
    private const int FewestConsonants = 4;

    private static readonly (string Letters, string Name)[] LetterNames = [.. EmbeddedLines.Read("Text.Stems.letter-names.tsv")
        .SelectMany(f => f[1].Split('|').Select(n => (f[0], Joined(n)))).OrderByDescending(n => n.Item2.Length)];

    private static readonly string[] Abbreviations = [.. EmbeddedLines.Read("Spelling.field-terms.tsv").Select(f => f[0]).Where(k => k == k.ToUpperInvariant())];

    private static readonly FrozenDictionary<string, string> Terms = EmbeddedLines.Read("Spelling.field-terms.tsv")
        .SelectMany(f => f[1].Split('|').Select(s => (Spelling: Joined(s), Key: f[0]))).DistinctBy(t => t.Spelling)
        .ToFrozenDictionary(t => t.Spelling, t => t.Key, StringComparer.Ordinal);

    /// <summary>The key of a term of the field in any of its spellings ("CBT", "mindfulness"), or null.</summary>
    /// <param name="term">A word or a few, in either script; a Hebrew one also with prefixes.</param>
    public static string? Key(string? term)
    {
        var joined = Joined(term);
        if (joined.Length is 0 or > LongestTerm) return null;
        if (Terms.TryGetValue(joined, out var key)) return key;
        if (!Characters.IsHebrew(joined[0])) return Abbreviations.FirstOrDefault(a => string.Equals(a, joined, StringComparison.OrdinalIgnoreCase));
        for (var cut = 0; cut <= 3 && cut < joined.Length - 2; cut++)
        {
            if (!HebrewPrefixes.IsChain(joined.AsSpan(0, cut))) continue;
            if (Terms.TryGetValue(joined[cut..], out key)) return key;
            if (Array.Find(Abbreviations, a => Spells(joined.AsSpan(cut), a)) is { } abbreviation) return abbreviation;
        }

        return null;
    }

    /// <summary>Whether two words, one in each script or both spelled apart, are the same term. Symmetric.</summary>
    public static bool Same(string? a, string? b)
    {
        var (x, y) = (Joined(a), Joined(b));
        if (x.Length is 0 or > LongestTerm || y.Length is 0 or > LongestTerm) return false;
        if (x == y || (Key(a) is { } key && key == Key(b))) return true;
        if (Characters.IsHebrew(x[0]) == Characters.IsHebrew(y[0])) return false;
        var (hebrew, english) = Characters.IsHebrew(x[0]) ? (x, y) : (y, x);
        for (var cut = 0; cut <= 3 && cut < hebrew.Length - 2; cut++)
        {
            if (HebrewPrefixes.IsChain(hebrew.AsSpan(0, cut)) && (Spells(hebrew.AsSpan(cut), english) || (cut <= 1 && SoundsAlike(hebrew[cut..], english)))) return true;
        }

        return false;
    }

    // Whether Hebrew letters are the names of all the abbreviation's letters in turn.
    private static bool Spells(ReadOnlySpan<char> hebrew, ReadOnlySpan<char> abbreviation)
    {
        if (abbreviation.Length == 0) return hebrew.Length == 0;
        if (abbreviation.Length > 6 || hebrew.Length < abbreviation.Length) return false;
        foreach (var (letters, name) in LetterNames)
        {
            if (letters.Contains(char.ToLowerInvariant(abbreviation[0]), StringComparison.Ordinal) && hebrew.StartsWith(name, StringComparison.Ordinal)
                && Spells(hebrew[name.Length..], abbreviation[1..])) return true;
        }

        return false;
    }

    private static bool SoundsAlike(string hebrew, string english)
    {
        var (a, b) = (HebrewSounds(hebrew), EnglishSounds(english));
        return a.Length >= FewestConsonants && a == b;
    }

    // Consonants by their sound, as both scripts write them in loanwords; vowels, ע and a closing ה left out.
    private static string HebrewSounds(string word)
    {
        var sounds = new StringBuilder(word.Length);
        foreach (var c in word) Add(sounds, c switch { 'ב' => 'b', 'ג' => 'g', 'ד' => 'd', 'ז' or 'ס' or 'ש' or 'צ' => 's', 'ט' or 'ת' => 't', 'כ' or 'ק' or 'ח' => 'k', 'ל' => 'l', 'מ' => 'm', 'נ' => 'n', 'פ' => 'p', 'ר' => 'r', _ => '\0' });
        return sounds.ToString();
    }

    private static string EnglishSounds(string word)
    {
        // A nasal at the end of -tion is no part of the Hebrew ־ציה.
        var end = word.EndsWith("tion", StringComparison.Ordinal) || word.EndsWith("sion", StringComparison.Ordinal) ? word.Length - 1 : word.Length;
        var sounds = new StringBuilder(word.Length);
        for (var i = 0; i < end; i++)
        {
            var next = i + 1 < end ? word[i + 1] : '\0';
            if (word[i] == 'x')
            {
                sounds.Append("ks");
                continue;
            }

            Add(sounds, word[i] switch
            {
                't' when word.AsSpan(i).StartsWith("tion") => 's',
                'p' when next == 'h' => 'p',
                's' when next == 'c' && i + 2 < end && word[i + 2] == 'h' => 's',
                'c' when next is 'e' or 'i' or 'y' => 's',
                'c' or 'k' or 'q' => 'k',
                'b' or 'v' or 'w' => 'b',
                'f' or 'p' => 'p',
                's' or 'z' => 's',
                'g' or 'j' => 'g',
                'd' or 't' or 'l' or 'm' or 'n' or 'r' => word[i],
                _ => '\0',
            });
        }

        return sounds.ToString();
    }

    private static void Add(StringBuilder sounds, char sound)
    {
        if (sound != '\0' && (sounds.Length == 0 || sounds[^1] != sound)) sounds.Append(sound);
    }

    // Letters and digits alone, small, without final letters. Hebrew as one piece: "סי-בי-טי" and "סיביטי" are one; English word by word:
    // "therapist" and "the rapist" are two.
    private static string Joined(string? term)
    {
        var bounded = term?.Length > 4 * LongestTerm ? term[..(4 * LongestTerm)] : term;
        var letters = Stemmer.Letters(bounded);
        if (letters.Length == 0 || Characters.IsHebrew(letters[0])) return letters;
        return string.Join(' ', bounded!.Split([' ', '\t', '\u00a0', '-', '‐', '‑'], StringSplitOptions.RemoveEmptyEntries).Select(Stemmer.Letters).Where(p => p.Length > 0));
    }
}
