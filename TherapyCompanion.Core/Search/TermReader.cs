using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Stems;

namespace TherapyCompanion.Core.Search;

/// <summary>Reads the words of a text as search compares them.</summary>
internal sealed class TermReader
{
    private const int GramLetters = 4;
    private const int MostRemembered = 20_000;

    // Texts repeat their words; what one was read as lives as long as this reader does, and no longer.
    private readonly Dictionary<string, ReadWord> read = new(StringComparer.Ordinal);

    /// <summary>The words in order. Single letters that stand for a Hebrew prefix before a hyphen are none.</summary>
    public IReadOnlyList<ReadWord> Read(string text)
    {
        var words = Words.Of(text);
        var result = new List<ReadWord>(words.Count);
        var sentence = 0;
        foreach (var word in words)
        {
            if (word.Before == Gap.Sentence && result.Count > 0) sentence++;
            if (!read.TryGetValue(word.Folded, out var known))
            {
                var letters = Stemmer.Letters(word.Folded);
                if (letters.Length == 0 || (letters.Length == 1 && Characters.IsHebrew(letters[0]))) continue;
                if (read.Count >= MostRemembered) read.Clear();
                read[word.Folded] = known = Of(letters);
            }

            result.Add(known.Sentence == sentence ? known : known with { Sentence = sentence });
        }

        return result;
    }

    private static ReadWord Of(string letters)
    {
        var bare = letters.AsSpan();
        if (Characters.IsHebrew(letters[0]))
        {
            for (var cut = Math.Min(4, letters.Length - 3); cut > 0; cut--)
            {
                if (!HebrewPrefixes.IsChain(letters.AsSpan(0, cut))) continue;
                bare = letters.AsSpan(cut);
                break;
            }
        }

        var stems = Terms(Stemmer.Of(letters, out var names));
        return new(letters, 0, Term.Of(TermKind.Bare, bare), stems, names == stems.Length ? stems : stems[..names], Grams(letters));
    }

    private static Term[] Terms(IReadOnlyList<string> stems)
    {
        var terms = new Term[stems.Count];
        for (var i = 0; i < terms.Length; i++) terms[i] = Term.Of(TermKind.Stem, stems[i]);
        return terms;
    }

    private static Term[] Grams(string letters)
    {
        if (letters.Length > 64) letters = letters[..64];
        Span<char> edged = stackalloc char[letters.Length + 2];
        edged[0] = edged[^1] = '_';
        letters.CopyTo(edged[1..]);
        if (edged.Length <= GramLetters) return [Term.Of(TermKind.Gram, edged)];
        var grams = new Term[edged.Length - GramLetters + 1];
        for (var i = 0; i < grams.Length; i++) grams[i] = Term.Of(TermKind.Gram, edged.Slice(i, GramLetters));
        return grams;
    }
}
