using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Stems;

/// <summary>Whether two English words are forms of one: regular endings by rule, the others from a list.</summary>
internal static class EnglishForms
{
    private static readonly FrozenDictionary<string, string> Irregular = EmbeddedLines.Read("Text.Stems.irregular-en.tsv")
        .SelectMany(f => f[1].Split('|').Select(form => (Form: form, Base: f[0])))
        .GroupBy(p => p.Form).ToFrozenDictionary(g => g.Key, g => g.First().Base, StringComparer.Ordinal);

    public static bool Same(string a, string b) => Keys(a).Intersect(Keys(b)).Any();

    // "saw" is a form of "see" and a word itself.
    private static IEnumerable<string> Keys(string word)
    {
        if (Irregular.TryGetValue(word, out var known)) yield return EnglishStemmer.Inflected(known);
        yield return EnglishStemmer.Inflected(word);
        if (word.Length > 5 && word.EndsWith("est", StringComparison.Ordinal)) yield return Compared(word[..^3]);
        if (word.Length > 4 && word.EndsWith("er", StringComparison.Ordinal) && word[^3] == 'i') yield return Compared(word[..^2]);
    }

    // "happi" of "happiest" is the key of "happy"; "bigg" of "biggest" that of "big".
    private static string Compared(string stem) => stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's') ? stem[..^1] : stem;
}
