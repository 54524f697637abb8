using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Stems;

/// <summary>The forms of common Hebrew words, each with the dictionary words it may be a form of. Made from three lists and the two tables of forms.</summary>
internal static class HebrewDictionary
{
    private static readonly FrozenDictionary<string, string[]> Forms = Build();
    private static readonly FrozenDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> Lookup = Forms.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The dictionary words that have this form, without prefixes; none where the lists don't know it.</summary>
    /// <param name="form">Letters without finals, doubled vav and yod as one.</param>
    public static ReadOnlySpan<string> Of(ReadOnlySpan<char> form) => Lookup.TryGetValue(form, out var words) ? words : [];

    private static FrozenDictionary<string, string[]> Build()
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var line in EmbeddedLines.Read("Text.Stems.irregular-he.tsv"))
            foreach (var form in line[1].Split('|')) Add(Stemmer.Letters(form), Stemmer.Letters(line[0]) + "!");
        var irregular = found.Values.SelectMany(l => l).ToHashSet(StringComparer.Ordinal);
        foreach (var line in EmbeddedLines.Read("Text.Stems.verbs-he.tsv"))
        {
            foreach (var root in line[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                // קל and "active of the simple pattern" are one dictionary word, whatever list its root stands in.
                var name = root + "." + (line[0].StartsWith("פעל", StringComparison.Ordinal) ? "פעל" : line[0]);
                if (name.EndsWith(".פעל", StringComparison.Ordinal) && irregular.Contains(root + "!")) name = root + "!";
                foreach (var form in HebrewVerb.Forms(line[0], root)) Add(form, name);
            }
        }

        var nouns = EmbeddedLines.Read("Text.Stems.nouns-he.tsv")
            .SelectMany(f => f[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => (Kind: f[0], Parts: e.Split('/').Select(Stemmer.Letters).ToArray()))).ToList();
        var words = nouns.Select(n => n.Parts[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var (kind, parts) in nouns)
        {
            var name = irregular.Contains(parts[0] + "!") ? parts[0] + "!" : HebrewStemmer.FoldDoubled(parts[0]);
            foreach (var form in HebrewNoun.Forms(kind, parts[0], parts.Length > 1 ? parts[1] : null))
            {
                // מחשבה is a thought; that it could be "her computer" helps nobody.
                if (form == parts[0] || kind == "תואר" || !words.Contains(form)) Add(form, name);
            }
        }

        return found.ToFrozenDictionary(p => p.Key, p => p.Value.ToArray(), StringComparer.Ordinal);

        void Add(string form, string name)
        {
            if (form.Length < 2) return;
            var key = HebrewStemmer.FoldDoubled(form);
            if (!found.TryGetValue(key, out var list)) found[key] = list = [];
            if (!list.Contains(name)) list.Add(name);
        }
    }
}
