namespace TherapyCompanion.Core.Text;

/// <summary>A pattern found in a text.</summary>
/// <param name="Entry">What the data file says of it.</param>
/// <param name="First">Index of the first word matched.</param>
/// <param name="End">Index just behind the last word matched.</param>
public readonly record struct PhraseHit<T>(T Entry, int First, int End);

/// <summary>Patterns of a data file, looked up by the words they can begin with.</summary>
/// <typeparam name="T">What each pattern stands for.</typeparam>
public sealed class PhraseBook<T>
{
    private readonly List<(Phrase Phrase, T Entry)> phrases = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int[]> starts = new(StringComparer.Ordinal);

    // Words met are kept with the patterns they can begin; a stop keeps a flood of odd words from filling memory.
    private const int RememberedWords = 20_000;

    /// <summary>Reads data files. A line "@name⇥a|b" defines a group, every other line an entry, whose last field is its pattern.</summary>
    /// <param name="read">Makes the entry from a line's fields.</param>
    /// <param name="files">Resource names, as "Safety.crisis-he.tsv".</param>
    public PhraseBook(Func<string[], T> read, params string[] files)
    {
        foreach (var file in files)
        {
            var groups = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var fields in EmbeddedLines.Read(file))
            {
                if (fields[0][0] == '@')
                {
                    groups[fields[0][1..]] = fields[1];
                }
                else
                {
                    phrases.Add((Phrase.Parse(fields[^1], groups), read(fields)));
                }
            }
        }
    }

    /// <summary>Every match, in reading order; several patterns may match the same words.</summary>
    public List<PhraseHit<T>> Find(IReadOnlyList<Word> words)
    {
        var hits = new List<PhraseHit<T>>();
        for (var i = 0; i < words.Count; i++)
        {
            foreach (var p in StartingWith(words[i]))
            {
                var end = phrases[p].Phrase.MatchAt(words, i);
                if (end > i)
                {
                    hits.Add(new PhraseHit<T>(phrases[p].Entry, i, end));
                }
            }
        }

        return hits;
    }

    /// <summary>Whether anything matches.</summary>
    public bool Any(IReadOnlyList<Word> words) => Find(words).Count > 0;

    private int[] StartingWith(in Word word)
    {
        if (starts.TryGetValue(word.Folded, out var known))
        {
            return known;
        }

        var found = new List<int>();
        for (var p = 0; p < phrases.Count; p++)
        {
            if (phrases[p].Phrase.CanStartWith(word))
            {
                found.Add(p);
            }
        }

        var result = found.ToArray();
        if (starts.Count < RememberedWords)
        {
            starts.TryAdd(word.Folded, result);
        }

        return result;
    }
}
