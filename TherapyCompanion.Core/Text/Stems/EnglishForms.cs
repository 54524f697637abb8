using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Stems;

/// <summary>Whether two English words are forms of one: regular endings by rule, the others from a list; British and American spelling alike.</summary>
internal static class EnglishForms
{
    private static readonly FrozenDictionary<string, string> Irregular = EmbeddedLines.Read("Text.Stems.irregular-en.tsv")
        .SelectMany(f => f[1].Split('|').Select(form => (Form: form, Base: f[0])))
        .GroupBy(p => p.Form).ToFrozenDictionary(g => g.Key, g => g.First().Base, StringComparer.Ordinal);

    public static bool Same(string a, string b) => Keys(a).Intersect(Keys(b)).Any();

    /// <summary>The dictionary form of an irregular one ("felt": "feel"); any other word itself.</summary>
    public static string Base(string word) => Irregular.GetValueOrDefault(word, word);

    /// <summary>What all forms of a word have in common; of a form that is also a word of its own ("saw"), both.</summary>
    public static IEnumerable<string> Keys(string word)
    {
        if (Irregular.TryGetValue(word, out var known)) yield return American(EnglishStemmer.Inflected(known));
        yield return American(EnglishStemmer.Inflected(word));
    }

    private static string American(string stem) =>
        stem.Length > 5 && stem.EndsWith("is", StringComparison.Ordinal) ? stem[..^1] + "z"
        : stem.Length > 5 && stem.EndsWith("ys", StringComparison.Ordinal) ? stem[..^1] + "z"
        : stem.Length > 5 && stem.EndsWith("our", StringComparison.Ordinal) ? stem[..^2] + "r"
        : stem;
}
