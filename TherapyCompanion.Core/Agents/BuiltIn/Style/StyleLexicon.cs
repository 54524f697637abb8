using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Style;

/// <summary>A term of the vocabulary, found in a text.</summary>
/// <param name="Term">The entry.</param>
/// <param name="Shown">How it stands there, without joined prepositions; Hebrew keeps its ה.</param>
internal readonly record struct FoundTerm(string Term, string Shown);

/// <summary>The vocabulary rules may use (<c>style-words.tsv</c>, <c>style-headings.tsv</c>).</summary>
internal sealed class StyleLexicon
{
    private static readonly FrozenDictionary<string, StyleLexicon> ByLanguage =
        new[] { "he", "en" }.ToFrozenDictionary(l => l, l => new StyleLexicon(l), StringComparer.Ordinal);

    private readonly Dictionary<string, List<(string[] Words, string Term)>> terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<int>> classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> turns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> kinds = new(StringComparer.Ordinal);
    private readonly FrozenSet<string> headings;
    private readonly string language;
    private readonly int longest;

    private StyleLexicon(string language)
    {
        this.language = language;
        var number = 0;
        foreach (var fields in EmbeddedLines.Read("Style.style-words.tsv").Where(f => f[0] == language))
        {
            var entries = fields[2].Split('|');
            number++;
            foreach (var entry in entries)
            {
                Kind(fields[1]).Add(entry.ToLowerInvariant());
                if (fields[1] == "same")
                {
                    (classes.TryGetValue(entry, out var set) ? set : classes[entry] = []).Add(number);
                }

                if (fields[1] is "same" or "turn" or "term")
                {
                    Add(entry);
                }
            }

            if (fields[1] == "turn")
            {
                // משמעותית and משמעותי are one habit; phrases and unlike words are their own.
                foreach (var entry in entries)
                {
                    turns.TryAdd(entry, entries.FirstOrDefault(e => e.Length >= 4 && entry.StartsWith(e[..Math.Max(4, e.Length - 1)], StringComparison.Ordinal)) ?? entry);
                }
            }
        }

        longest = terms.Values.SelectMany(t => t).Max(t => t.Words.Length);
        headings = EmbeddedLines.Read("Style.style-headings.tsv").Where(f => f[0] == language).SelectMany(f => f[1].Split(' ')).ToFrozenSet(StringComparer.Ordinal);
    }

    public static StyleLexicon Of(string language) => ByLanguage[language == "he" ? "he" : "en"];

    /// <summary>Whether a word is on a list of the vocabulary.</summary>
    public bool Is(string kind, string word) => kinds.TryGetValue(kind, out var set) && set.Contains(word);

    /// <summary>Whether two entries can stand for each other.</summary>
    public bool AreAlike(string a, string b) => classes.TryGetValue(a, out var x) && classes.TryGetValue(b, out var y) && x.Overlaps(y);

    /// <summary>Under which entry a turn of phrase is counted; null where the entry is none.</summary>
    public string? TurnOf(string term) => turns.GetValueOrDefault(term);

    /// <summary>Whether all words of a line are words of headings.</summary>
    public bool IsHeading(string line)
    {
        var words = Words.Of(line);
        return words.Count is > 0 and <= 5 && words.All(w => Strip(w.Folded).Any(headings.Contains));
    }

    /// <summary>The terms of a text, the longest at each place.</summary>
    public List<FoundTerm> Find(IReadOnlyList<Word> words)
    {
        var found = new List<FoundTerm>();
        for (var i = 0; i < words.Count; i++)
        {
            var length = 0;
            foreach (var bare in Strip(words[i].Folded))
            {
                if (terms.TryGetValue(bare, out var starting) && Longest(words, i, starting) is { } hit && hit.Words.Length > length)
                {
                    length = hit.Words.Length;
                    var definite = language == "he" && words[i].Folded.Length > bare.Length && words[i].Folded[^(bare.Length + 1)] == 'ה';
                    found.Add(new FoundTerm(hit.Term, (definite ? "ה" : "") + hit.Term));
                }
            }

            i += Math.Max(0, length - 1);
        }

        return found;
    }

    private (string[] Words, string Term)? Longest(IReadOnlyList<Word> words, int at, List<(string[] Words, string Term)> starting)
    {
        (string[] Words, string Term)? best = null;
        foreach (var entry in starting)
        {
            var fits = at + entry.Words.Length <= words.Count && entry.Words.Length <= longest;
            for (var k = 1; fits && k < entry.Words.Length; k++)
            {
                fits = HebrewPrefixes.IsForm(words[at + k].Folded, entry.Words[k]);
            }

            if (fits && (best is null || entry.Words.Length > best.Value.Words.Length))
            {
                best = entry;
            }
        }

        return best;
    }

    // The word and what is left of it behind joined letters.
    private IEnumerable<string> Strip(string word)
    {
        yield return word;
        for (var cut = 1; language == "he" && cut <= 3 && word.Length - cut >= 2; cut++)
        {
            if (HebrewPrefixes.IsChain(word.AsSpan(0, cut)))
            {
                yield return word[cut..];
            }
        }
    }

    private void Add(string entry)
    {
        var words = Words.Of(entry).Select(w => w.Folded).ToArray();
        if (words.Length > 0)
        {
            (terms.TryGetValue(words[0], out var list) ? list : terms[words[0]] = []).Add((words, entry));
        }
    }

    private HashSet<string> Kind(string kind) => kinds.TryGetValue(kind, out var set) ? set : kinds[kind] = new HashSet<string>(StringComparer.Ordinal);
}
