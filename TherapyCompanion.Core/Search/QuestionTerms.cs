namespace TherapyCompanion.Core.Search;

/// <summary>The terms of a question, each with its share of what is asked: rare ones more, words that only put the question less.</summary>
internal static class QuestionTerms
{
    /// <summary>The rarity of an ordinary concept: that of a word met in one text of fifty.</summary>
    public const float ConceptRarity = 4f;

    /// <summary>Each kind's terms with weights that add up to 1 over the kind, concepts to at most 1.</summary>
    public static Dictionary<Term, float> Of(QuestionReading question)
    {
        var weights = new Dictionary<Term, float>();
        for (var i = 0; i < question.Words.Count; i++)
        {
            var (word, share) = (question.Words[i], question.Weights[i]);
            Add(word.Bare, share * RarityTable.Of(word.Bare));
            foreach (var stem in word.Stems) Add(stem, share * RarityTable.Of(stem) / word.Stems.Length);
            foreach (var gram in word.Grams) Add(gram, share * RarityTable.Of(gram));
        }

        foreach (var concept in question.Concepts)
            Add(concept.Concept, concept.Rarity * concept.Strength * question.Weights.Skip(concept.Word).Take(concept.Words).Max());

        Span<float> sums = stackalloc float[4];
        foreach (var (term, weight) in weights) sums[(int)term.Kind] += weight;
        // One concept among many words is a small part of what is asked.
        sums[(int)TermKind.Concept] = Math.Max(sums[(int)TermKind.Concept], ConceptRarity * question.Weights.Sum());
        foreach (var term in weights.Keys.ToArray()) weights[term] /= Math.Max(sums[(int)term.Kind], 0.01f);
        return weights;

        void Add(Term term, float weight) => weights[term] = Math.Max(weight, weights.GetValueOrDefault(term));
    }
}
