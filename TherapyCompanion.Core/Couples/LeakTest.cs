using TherapyCompanion.Core.Agents.Abstraction;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Couples;

/// <summary>
/// Whether an output gives away what stands only in private texts: by words, runs of words, runs of letters, the other script, and likeness of
/// whole sentences (cosine of lexical vectors). What the known sentences themselves contain is no leak. Fails closed: an error is a leak.
/// </summary>
public static class LeakTest
{
    // So many letters in a row, over the edges of words, are a quotation.
    private const int LetterRun = 9;

    // The cosine of two sentences' word vectors from which one is taken for the other retold.
    private const double Alike = 0.5;

    // Two sentences with fewer different words in common are not compared as wholes.
    private const int CommonWords = 3;

    /// <summary>Holds every output sentence against the private texts.</summary>
    /// <param name="privateTexts">What must not be recognised, of any length.</param>
    /// <param name="output">The sentences that would leave, in order.</param>
    /// <param name="known">
    /// Sentences that anybody may read (a taxonomy): a sentence found here verbatim passes, and its words and runs are nobody's secret.
    /// </param>
    public static LeakVerdict Check(IReadOnlyList<string> privateTexts, IReadOnlyList<string> output, IReadOnlyList<string> known)
    {
        if (privateTexts is null || output is null || known is null) return new LeakVerdict(LeakReason.Error, -1);
        try
        {
            return Checked(privateTexts, output, known);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new LeakVerdict(LeakReason.Error, -1);
        }
    }

    private static LeakVerdict Checked(IReadOnlyList<string> privateTexts, IReadOnlyList<string> output, IReadOnlyList<string> known)
    {
        var free = known.ToHashSet(StringComparer.Ordinal);
        if (output.All(free.Contains) && privateTexts.All(p => p is not null)) return LeakVerdict.Clean;
        var (theirs, ours) = (new LexicalTrace(LetterRun), new LexicalTrace(LetterRun));
        foreach (var text in privateTexts) theirs.Add(text);
        foreach (var text in known) ours.Add(text);
        var sentences = privateTexts.SelectMany(Sentences).Select(LexicalTrace.Vector).Where(v => v.Count >= CommonWords).ToList();
        for (var i = 0; i < output.Count; i++)
        {
            if (free.Contains(output[i])) continue;
            if (Of(output[i], theirs, ours, sentences) is { } reason) return new LeakVerdict(reason, i);
        }

        return LeakVerdict.Clean;
    }

    private static LeakReason? Of(string sentence, LexicalTrace theirs, LexicalTrace ours, List<IReadOnlySet<string>> sentences)
    {
        var words = LexicalTrace.WordsOf(sentence);
        foreach (var word in words)
        {
            if (word.IsSmall || word.Stems.Any(ours.HasStem)) continue;
            if (word.Stems.Any(theirs.HasStem)) return LeakReason.Word;
            if (theirs.HasSound(word)) return LeakReason.Transliteration;
        }

        for (var i = 0; i + 1 < words.Count; i++)
            if (LexicalTrace.Pairs(words, i).Any(p => theirs.HasPair(p) && !ours.HasPair(p))) return LeakReason.Phrase;
        if (LexicalTrace.Runs(sentence, LetterRun).Any(r => theirs.HasRun(r) && !ours.HasRun(r))) return LeakReason.Letters;
        var vector = LexicalTrace.Vector(sentence);
        return sentences.Exists(s => Cosine(vector, s) >= Alike) ? LeakReason.Likeness : null;
    }

    private static double Cosine(IReadOnlySet<string> a, IReadOnlySet<string> b)
    {
        var common = a.Count(b.Contains);
        return common < CommonWords ? 0 : common / Math.Sqrt((double)a.Count * b.Count);
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var plain = LookAlikes.Plain(text);
        return SourceText.Segment(plain).Select(u => u.Text);
    }
}
