using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Reading;

/// <summary>What stands between two elements of a rule, or what an element asks of its place.</summary>
internal enum ElementKind
{
    /// <summary>A symbol: a word, or a phrase that another rule makes.</summary>
    Symbol,

    /// <summary>Up to a number of words, within one sentence.</summary>
    Gap,

    /// <summary>The next word is none of these (as a rule's first element: the word before).</summary>
    Not,

    /// <summary>The sentence ends here.</summary>
    SentenceEnd,

    /// <summary>The sentence or clause ends here.</summary>
    ClauseEnd,
}

/// <summary>An element of a rule.</summary>
/// <param name="OrClauseEnd">The end of the sentence or clause does as well.</param>
internal sealed record Element(ElementKind Kind, bool Optional, int Number, int[] Symbols, bool OrClauseEnd = false);

/// <summary>A rule: its elements in this order make the symbol.</summary>
/// <param name="Start">What must stand before the first word: nothing, a clause's beginning, a sentence's.</param>
internal sealed record Rule(int Symbol, Gap Start, Element? NotBehind, Element[] Elements);

/// <summary>
/// A small grammar over words: words have symbols, rules make symbols of symbols, to any depth. Reading goes from the last word to the
/// first, so that whatever a rule needs to its right is known already; each rule is tried only where its first symbol stands.
/// </summary>
internal sealed class Grammar(Vocabulary vocabulary, IEnumerable<Rule> rules)
{
    // More phrases than this beginning at one word say nothing more; it bounds the work on any input.
    private const int MostEdges = 256;

    // A text without any mark is read as if it had one after so many words: what stands further off says nothing of a phrase, and the work stays
    // in proportion to the length.
    private const int LongestSentence = 80;

    private readonly Dictionary<int, Rule[]> byFirst = rules
        .SelectMany(r => r.Elements[0].Symbols.Select(s => (Symbol: s, Rule: r))).GroupBy(p => p.Symbol)
        .ToDictionary(g => g.Key, g => g.Select(p => p.Rule).ToArray());

    /// <summary>Every phrase of the text. Never fails.</summary>
    public Chart Read(string text)
    {
        var words = Bounded(Spellings.Joined(text, Words.Of(text), vocabulary));
        var chart = new Chart(words);
        for (var i = 0; i < words.Count; i++) chart.Own[i] = vocabulary.SymbolsOf(words[i].Folded);
        for (var i = words.Count - 1; i >= 0; i--)
        {
            foreach (var symbol in chart.Own[i]) Grow(chart, i, symbol, i + 1);
            // What grows here may grow further; the list lengthens as it is read.
            for (var e = 0; chart.Edges[i] is { } edges && e < edges.Count && e < MostEdges; e++) Grow(chart, i, edges[e].Symbol, edges[e].End);
        }

        return chart;
    }

    private static IReadOnlyList<Word> Bounded(IReadOnlyList<Word> words)
    {
        Word[]? bounded = null;
        var since = 0;
        for (var i = 0; i < words.Count; i++)
        {
            since = words[i].Before == Gap.Sentence ? 0 : since + 1;
            if (since < LongestSentence) continue;
            bounded ??= [.. words];
            bounded[i] = words[i] with { Before = Gap.Sentence };
            since = 0;
        }

        return bounded ?? words;
    }

    private void Grow(Chart chart, int at, int symbol, int end)
    {
        if (!byFirst.TryGetValue(symbol, out var candidates)) return;
        foreach (var rule in candidates)
        {
            if (rule.Start > chart.Words[at].Before) continue;
            if (rule.NotBehind is { } not && at > 0 && chart.Words[at].Before != Gap.Sentence && Chart.Has(chart.Own[at - 1], not.Symbols)) continue;
            var stop = Match(chart, rule.Elements, 1, end);
            if (stop >= 0) chart.Add(at, rule.Symbol, stop);
        }
    }

    private static int Match(Chart chart, Element[] elements, int index, int at)
    {
        if (index == elements.Length) return at;
        var e = elements[index];
        var inside = at < chart.Words.Count && chart.Words[at].Before != Gap.Sentence;
        switch (e.Kind)
        {
            case ElementKind.SentenceEnd:
                return inside ? -1 : Match(chart, elements, index + 1, at);
            case ElementKind.ClauseEnd:
                return inside && chart.Words[at].Before == Gap.None ? -1 : Match(chart, elements, index + 1, at);
            case ElementKind.Not:
                return inside && chart.Stands(at, e.Symbols) ? -1 : Match(chart, elements, index + 1, at);
            case ElementKind.Gap:
                for (var skip = 0; skip <= e.Number; skip++)
                {
                    var stop = Match(chart, elements, index + 1, at + skip);
                    if (stop >= 0) return stop;
                    if (at + skip >= chart.Words.Count || chart.Words[at + skip].Before == Gap.Sentence) return -1;
                }

                return -1;
            default:
                if (inside)
                {
                    if (Chart.Has(chart.Own[at], e.Symbols))
                    {
                        var stop = Match(chart, elements, index + 1, at + 1);
                        if (stop >= 0) return stop;
                    }

                    if (chart.Edges[at] is { } edges)
                    {
                        for (var i = 0; i < edges.Count; i++)
                        {
                            if (Array.IndexOf(e.Symbols, edges[i].Symbol) < 0) continue;
                            var stop = Match(chart, elements, index + 1, edges[i].End);
                            if (stop >= 0) return stop;
                        }
                    }
                }

                return e.Optional || (e.OrClauseEnd && (!inside || chart.Words[at].Before != Gap.None)) ? Match(chart, elements, index + 1, at) : -1;
        }
    }
}
