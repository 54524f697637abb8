namespace TherapyCompanion.Core.Search;

/// <summary>
/// What the words of a passage say for it as an answer, each sign about 0 to 1: BM25 over grams, bare words, stems and concepts; how much of the
/// question the passage covers, and its best stretch of two sentences; neighbours of the question that stand near each other;
/// what is asked for (a date, a number).
/// </summary>
internal sealed class PassageSigns
{
    public const int Count = 8;

    private const float Saturation = 1.0f;
    private const float LengthShare = 0.4f;
    private const float StemMatch = 0.85f;
    private const float FarStemMatch = 0.6f;
    private const float ConceptMatch = 0.55f;
    private const int Near = 4;

    private readonly QuestionReading question;
    private readonly Dictionary<Term, (int Slot, float Weight)> terms = [];
    private readonly Dictionary<Term, (int Word, float Match)[]> matches = [];
    private readonly float[] wordWeights;
    private readonly float meanWords;

    /// <param name="meanWords">Words of a candidate, on average.</param>
    public PassageSigns(QuestionReading question, float meanWords)
    {
        (this.question, this.meanWords) = (question, Math.Max(meanWords, 1));
        foreach (var (term, weight) in QuestionTerms.Of(question)) terms[term] = (terms.Count, weight);
        wordWeights = new float[question.Words.Count];
        var found = new Dictionary<Term, List<(int, float)>>();
        for (var i = 0; i < wordWeights.Length; i++)
        {
            var word = question.Words[i];
            wordWeights[i] = question.Weights[i] * RarityTable.Of(word.Stems.Length > 0 ? word.Stems[0] : word.Bare);
            Add(word.Bare, i, 1);
            for (var s = 0; s < word.Stems.Length; s++) Add(word.Stems[s], i, s == 0 ? StemMatch : FarStemMatch);
        }

        foreach (var c in question.Concepts)
            for (var w = c.Word; w < c.Word + c.Words; w++) Add(c.Concept, w, ConceptMatch * c.Strength);
        var sum = Math.Max(wordWeights.Sum(), 0.01f);
        for (var i = 0; i < wordWeights.Length; i++) wordWeights[i] /= sum;
        foreach (var (term, list) in found) matches[term] = [.. list];

        void Add(Term term, int word, float match)
        {
            if (!found.TryGetValue(term, out var list)) found[term] = list = [];
            list.Add((word, match));
        }
    }

    /// <summary>The signs of a passage.</summary>
    public float[] Of(IReadOnlyList<ReadWord> words)
    {
        var signs = new float[Count];
        Span<int> counts = terms.Count <= 1024 ? stackalloc int[terms.Count] : new int[terms.Count];
        var asked = question.Words.Count;
        var sentences = words.Count == 0 ? 1 : words[^1].Sentence + 1;
        var best = new float[asked * sentences];
        var places = new List<(int Word, int At)>();
        var concepts = Concepts.In(words);
        for (var at = 0; at < words.Count; at++)
        {
            var word = words[at];
            Meet(word.Bare, at, counts);
            foreach (var stem in word.Stems) Meet(stem, at, counts);
            foreach (var gram in word.Grams)
                if (terms.TryGetValue(gram, out var slot)) counts[slot.Slot]++;
        }

        foreach (var concept in concepts) Meet(concept.Concept, concept.Word, counts);

        var norm = Saturation * (1 - LengthShare + LengthShare * words.Count / meanWords);
        foreach (var (term, (slot, weight)) in terms)
            if (counts[slot] > 0) signs[(int)(term.Kind switch { TermKind.Gram => 0, TermKind.Bare => 1, TermKind.Stem => 2, TermKind.Concept => 3 })] += weight * counts[slot] * (Saturation + 1) / (counts[slot] + norm);

        Cover(best, sentences, signs);
        signs[6] = Pairs(places);
        signs[7] = Answers(words) ? 1 : 0;
        return signs;

        void Meet(Term term, int at, Span<int> counted)
        {
            if (terms.TryGetValue(term, out var slot)) counted[slot.Slot]++;
            if (!matches.TryGetValue(term, out var met)) return;
            foreach (var (word, match) in met)
            {
                ref var value = ref best[words[at].Sentence * asked + word];
                value = Math.Max(value, match);
                if (match >= FarStemMatch) places.Add((word, at));
            }
        }
    }

    private void Cover(float[] best, int sentences, float[] signs)
    {
        var asked = wordWeights.Length;
        var whole = 0f;
        for (var w = 0; w < asked; w++)
        {
            var most = 0f;
            for (var s = 0; s < sentences; s++) most = Math.Max(most, best[s * asked + w]);
            whole += wordWeights[w] * most;
        }

        var stretch = 0f;
        for (var s = 0; s < sentences; s++)
        {
            float here = 0;
            for (var w = 0; w < asked; w++)
                here += wordWeights[w] * Math.Max(best[s * asked + w], s + 1 < sentences ? 0.8f * best[(s + 1) * asked + w] : 0);
            stretch = Math.Max(stretch, here);
        }

        (signs[4], signs[5]) = (whole, stretch);
    }

    // Two words of the question that follow each other and stand in the same order, at most four words apart.
    private float Pairs(List<(int Word, int At)> places)
    {
        var asked = wordWeights.Length;
        if (asked < 2 || places.Count < 2) return 0;
        Span<bool> found = asked <= 256 ? stackalloc bool[asked] : new bool[asked];
        places.Sort((a, b) => a.At.CompareTo(b.At));
        for (var i = 0; i < places.Count; i++)
            for (var j = i + 1; j < places.Count && places[j].At - places[i].At <= Near; j++)
                if (places[j].Word == places[i].Word + 1 && places[j].At > places[i].At) found[places[i].Word] = true;
        float sum = 0, all = 0;
        for (var w = 0; w + 1 < asked; w++)
        {
            var weight = MathF.Sqrt(wordWeights[w] * wordWeights[w + 1]);
            all += weight;
            if (found[w]) sum += weight;
        }

        return all > 0 ? sum / all : 0;
    }

    private bool Answers(IReadOnlyList<ReadWord> words)
    {
        if ((question.Asks & (Asks.Time | Asks.Amount)) == 0) return false;
        foreach (var word in words)
            if (word.IsNumber) return true;
        return false;
    }
}
