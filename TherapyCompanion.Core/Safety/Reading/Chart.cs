using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Reading;

/// <summary>A phrase that begins at some word and ends just before <paramref name="End"/>.</summary>
internal readonly record struct Edge(int Symbol, int End);

/// <summary>What a grammar found in a text: for each word its own symbols and the phrases that begin there.</summary>
internal sealed class Chart(IReadOnlyList<Word> words)
{
    public IReadOnlyList<Word> Words => words;

    /// <summary>The symbols of each word alone, in order.</summary>
    public int[][] Own { get; } = new int[words.Count][];

    /// <summary>The phrases that begin at each word; null where none does.</summary>
    public List<Edge>?[] Edges { get; } = new List<Edge>?[words.Count];

    public void Add(int at, int symbol, int end)
    {
        var edges = Edges[at] ??= [];
        var edge = new Edge(symbol, end);
        if (!edges.Contains(edge)) edges.Add(edge);
    }

    /// <summary>Whether one of the symbols begins here.</summary>
    public bool Stands(int at, int[] symbols)
    {
        if (Has(Own[at], symbols)) return true;
        if (Edges[at] is not { } edges) return false;
        foreach (var edge in edges)
            if (Array.IndexOf(symbols, edge.Symbol) >= 0) return true;
        return false;
    }

    public static bool Has(int[] own, int[] symbols)
    {
        foreach (var symbol in symbols)
            if (Array.BinarySearch(own, symbol) >= 0) return true;
        return false;
    }

    /// <summary>Whether both words stand in one sentence.</summary>
    public bool SameSentence(int a, int b) => !Between(Math.Min(a, b), Math.Max(a, b), Gap.Sentence);

    /// <summary>For each word the number of its sentence.</summary>
    public int[] Sentences()
    {
        var numbers = new int[words.Count];
        for (var i = 1; i < numbers.Length; i++) numbers[i] = numbers[i - 1] + (words[i].Before == Gap.Sentence ? 1 : 0);
        return numbers;
    }

    /// <summary>Whether both words stand in one clause, as far as punctuation tells.</summary>
    public bool SameClause(int a, int b) => !Between(Math.Min(a, b), Math.Max(a, b), Gap.Clause);

    public TextSpan Span(int first, int end) => new(words[first].Start, words[end - 1].End - words[first].Start);

    private bool Between(int from, int to, Gap least)
    {
        for (var i = from + 1; i <= to; i++)
            if (words[i].Before >= least) return true;
        return false;
    }
}
