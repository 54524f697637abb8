using TherapyCompanion.Core.Search;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

internal sealed record SearchPassage(string Id, string Text, string? Patient, DateOnly? Date);

internal sealed record SearchQuestion(string Id, string Text, string Language, string? Patient, IReadOnlyList<string> Relevant);

/// <summary>Passages with their vectors in memory, searched as the database would be: the best by inner product, then the second look.</summary>
internal sealed class SearchIndex(IReadOnlyList<SearchPassage> passages, VectorKey key)
{
    private readonly QueryEmbedder questions = new(key);
    private readonly SparseVector[] vectors = Vectors(passages, key);

    public IReadOnlyList<RankedPassage> Search(string question, string? patient, DateOnly now) =>
        Ranking.Rank(question, [.. Best(question, patient, Ranking.MostCandidates).Select(i => new Candidate(passages[i].Id, passages[i].Text, passages[i].Date))], now);

    public IReadOnlyList<string> First(string question, string? patient, int count) => [.. Best(question, patient, count).Select(i => passages[i].Id)];

    private IEnumerable<int> Best(string question, string? patient, int count)
    {
        var asked = questions.Embed(question);
        return Enumerable.Range(0, vectors.Length).Where(i => patient is null || passages[i].Patient == patient)
            .Select(i => (At: i, Inner: asked.Inner(vectors[i]))).OrderByDescending(p => p.Inner).Take(count).Select(p => p.At);
    }

    private static SparseVector[] Vectors(IReadOnlyList<SearchPassage> passages, VectorKey key)
    {
        var embedder = new PassageEmbedder(key);
        return [.. passages.Select(p => embedder.Embed(p.Text))];
    }
}
