namespace TherapyCompanion.Core.Search;

/// <summary>
/// Turns passages into vectors: for each term the part of BM25's weight that belongs to the passage, tf·(k+1) / (tf + k·(1 − b + b·length/mean))
/// (S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework", 2009). How rare a term is stands only in the question's vector, which is never stored:
/// so a stored value tells nothing of which term it counts. One embedder serves one thread and remembers how it read words as long as it lives.
/// </summary>
public sealed class PassageEmbedder(VectorKey key)
{
    private const float Saturation = 1.0f;
    private const float LengthShare = 0.4f;

    private readonly TermReader reader = new();

    /// <summary>The vector of a passage. The same text gives the same vector; a text without words gives an empty one.</summary>
    /// <param name="text">One passage: a paragraph or a few, up to about 300 words. Of a longer one the terms that weigh least are left out.</param>
    public SparseVector Embed(string text)
    {
        var words = reader.Read(text);
        var counts = new Dictionary<Term, int>(words.Count * 8);
        foreach (var word in words)
        {
            Count(word.Bare);
            foreach (var stem in word.Stems) Count(stem);
            foreach (var gram in word.Grams) Count(gram);
        }

        foreach (var concept in Concepts.In(words)) Count(concept.Concept);
        var norm = Saturation * (1 - LengthShare + LengthShare * words.Count / MeanWords);
        var crowded = counts.Count > SparseVector.MostEntries;
        var entries = new List<(int, float, float)>(counts.Count);
        foreach (var (term, count) in counts)
        {
            var value = count * (Saturation + 1) / (count + norm);
            entries.Add((key.Bucket(term.Id), value, crowded ? value * RarityTable.Of(term) : value));
        }

        return SparseVector.Of(entries);

        void Count(Term term) => counts[term] = counts.GetValueOrDefault(term) + 1;
    }

    /// <summary>Words of a passage of ordinary length.</summary>
    internal const float MeanWords = 90;
}
