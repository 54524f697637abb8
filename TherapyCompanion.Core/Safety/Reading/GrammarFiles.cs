using System.Globalization;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Reading;

/// <summary>
/// Reads a grammar from data files. A line is one of
/// <list type="bullet">
/// <item><c>name⇥pattern / pattern …</c>: patterns that make the symbol <c>name</c>, on as many lines as it takes;</item>
/// <item><c>verb⇥name⇥conjugation⇥root</c>: a Hebrew verb, see <see cref="HebrewVerbs"/>;</item>
/// <item>more fields than two, the last of which holds patterns: an entry, whose other fields the caller reads.</item>
/// </list>
/// A pattern's elements, between spaces: literals (see <see cref="Vocabulary"/>) and <c>&lt;name&gt;</c>, several of them with <c>|</c>; <c>?x</c> may be missing;
/// <c>..3</c> up to three words, within the sentence; <c>!x</c> not this (first: not behind it); <c>^</c> and <c>$</c> the sentence's ends, <c>[</c> and <c>]</c> the clause's
/// (<c>]|x</c>: its end, or x).
/// </summary>
/// <typeparam name="T">What an entry stands for.</typeparam>
internal sealed class GrammarFiles<T>
{
    private readonly Vocabulary vocabulary = new();
    private readonly Dictionary<string, int> symbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> made = new(StringComparer.Ordinal);
    private readonly List<Rule> rules = [];
    private readonly Dictionary<int, T> entries = [];

    /// <param name="read">Makes an entry of a line's fields; called for each of its patterns, which stands as the last field.</param>
    /// <param name="files">Resource names, as "Safety.Detection.wish-en.tsv".</param>
    /// <exception cref="FormatException">A line can't be read, or names a symbol that nothing makes.</exception>
    public GrammarFiles(Func<string[], T> read, params string[] files)
    {
        foreach (var line in files.SelectMany(f => EmbeddedLines.Read(f)))
        {
            if (line[0] == "verb")
            {
                foreach (var (group, word) in HebrewVerbs.Forms(line[1], line[2], line[3])) Define(group, word);
            }
            else if (line.Length == 2)
            {
                Define(line[0], line[1]);
            }
            else
            {
                foreach (var pattern in Alternatives(line[^1]))
                {
                    var symbol = Number("entry " + symbols.Count.ToString(CultureInfo.InvariantCulture));
                    entries.Add(symbol, read([.. line[..^1], pattern]));
                    AddRule(symbol, pattern);
                }
            }
        }

        var unknown = symbols.Keys.FirstOrDefault(s => s[0] == '<' && !made.Contains(s));
        if (unknown is not null) throw new FormatException($"The symbol {unknown} is made by nothing.");
        Grammar = new Grammar(vocabulary, rules);
    }

    public Grammar Grammar { get; }

    /// <summary>The number of a symbol that the files make.</summary>
    public int Symbol(string name) => symbols[$"<{name}>"];

    /// <summary>The symbols of a word alone.</summary>
    public int[] SymbolsOf(string folded) => vocabulary.SymbolsOf(folded);

    public T? EntryOf(int symbol) => entries.TryGetValue(symbol, out var entry) ? entry : default;

    private void Define(string name, string patterns)
    {
        made.Add($"<{name}>");
        foreach (var pattern in Alternatives(patterns)) AddRule(Number($"<{name}>"), pattern);
    }

    private static string[] Alternatives(string patterns) => patterns.Split(" / ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private void AddRule(int symbol, string pattern)
    {
        var parts = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (parts.Count == 1 && entries.ContainsKey(symbol) == false && IsLiterals(parts[0]))
        {
            foreach (var literal in parts[0].Split('|')) vocabulary.Add(literal, symbol);
            return;
        }

        var start = parts[0] switch { "^" => Gap.Sentence, "[" => Gap.Clause, _ => Gap.None };
        if (start != Gap.None) parts.RemoveAt(0);
        Element? notBehind = null;
        if (parts.Count > 0 && parts[0][0] == '!')
        {
            notBehind = Parse(parts[0]);
            parts.RemoveAt(0);
        }

        var elements = parts.Select(Parse).ToArray();
        if (elements.Length == 0 || elements[0].Kind != ElementKind.Symbol) throw new FormatException($"The pattern \"{pattern}\" begins with no word.");
        // A first element that may be missing makes two rules, so that each is found by its first word.
        while (elements[0].Optional)
        {
            rules.Add(new Rule(symbol, start, notBehind, [elements[0] with { Optional = false }, .. elements[1..]]));
            // The gap behind what is missing goes with it.
            elements = [.. elements[1..].SkipWhile(e => e.Kind == ElementKind.Gap)];
            if (elements.Length == 0 || elements[0].Kind != ElementKind.Symbol) throw new FormatException($"The pattern \"{pattern}\" may begin with no word.");
        }

        rules.Add(new Rule(symbol, start, notBehind, elements));
    }

    private static bool IsLiterals(string part) => part[0] is not ('?' or '!' or '^' or '$' or '[' or ']' or '.') && !part.Contains('<', StringComparison.Ordinal);

    private Element Parse(string part)
    {
        switch (part)
        {
            case "$": return new Element(ElementKind.SentenceEnd, false, 0, []);
            case "]": return new Element(ElementKind.ClauseEnd, false, 0, []);
        }

        if (part.StartsWith("..", StringComparison.Ordinal))
            return new Element(ElementKind.Gap, false, int.Parse(part[2..], CultureInfo.InvariantCulture), []);
        var (kind, optional) = part[0] switch { '!' => (ElementKind.Not, false), '?' => (ElementKind.Symbol, true), _ => (ElementKind.Symbol, false) };
        var rest = kind == ElementKind.Not || optional ? part[1..] : part;
        var choices = rest.Split('|');
        var names = choices.Where(c => c[0] == '<').Select(Number).ToList();
        var literals = string.Join('|', choices.Where(c => c[0] != '<' && c != "]"));
        if (literals.Length > 0)
        {
            var known = symbols.ContainsKey(literals);
            var own = Number(literals);
            if (!known)
                foreach (var literal in literals.Split('|')) vocabulary.Add(literal, own);
            names.Add(own);
        }

        return new Element(kind, optional, 0, [.. names], OrClauseEnd: choices.Contains("]"));
    }

    private int Number(string name)
    {
        if (!symbols.TryGetValue(name, out var number)) symbols[name] = number = symbols.Count;
        return number;
    }
}
