namespace TherapyCompanion.Core.Search;

/// <summary>
/// Turns a question into a vector whose inner product with a passage's vector (<see cref="PassageEmbedder"/>, same key) is a BM25 score over
/// four kinds of terms. It is made for one search and never stored.
/// </summary>
public sealed class QueryEmbedder(VectorKey key)
{
    /// <summary>The vector of a question; empty where it has no words.</summary>
    public SparseVector Embed(string question)
    {
        var terms = QuestionTerms.Of(QuestionReading.Of(question));
        var entries = new List<(int, float, float)>(terms.Count);
        foreach (var (term, weight) in terms)
        {
            var value = weight * RankWeights.OfKind(term.Kind);
            if (value > 0) entries.Add((key.Bucket(term.Id), value, value));
        }

        return SparseVector.Of(entries);
    }
}
