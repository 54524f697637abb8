using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Numbers;

/// <summary>What is said in front of a number.</summary>
internal enum NumberCue
{
    None,
    Id,
    Phone,
    Card,
    Record,
    Birth,

    /// <summary>An order, a price, a section: a number of things.</summary>
    Other,
}

/// <summary>The words in front of a number that tell what it is: the nearest one decides.</summary>
internal sealed class NumberCues
{
    /// <summary>A cue further away than this many words belongs to something else.</summary>
    public const int FurthestWords = 5;

    private readonly FrozenDictionary<string, NumberCue> words;
    private readonly int longest;

    private NumberCues(Dictionary<string, NumberCue> words)
    {
        this.words = words.ToFrozenDictionary(StringComparer.Ordinal);
        longest = words.Keys.Max(k => k.Count(c => c == '_')) + 1;
    }

    public static NumberCues Load()
    {
        var words = new Dictionary<string, NumberCue>(StringComparer.Ordinal);
        foreach (var fields in EmbeddedLines.Read("Numbers.number-cues.tsv"))
        {
            var cue = Enum.Parse<NumberCue>(fields[0], ignoreCase: true);
            foreach (var word in fields[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)) words[word] = cue;
        }

        return new NumberCues(words);
    }

    /// <summary>The nearest cue in the <paramref name="within"/> characters before <paramref name="at"/>, on the same line.</summary>
    public NumberCue Before(string text, int at, int within, int furthestWords = FurthestWords)
    {
        var from = Math.Max(0, at - within);
        var line = text.AsSpan(from, at - from).LastIndexOfAny('\n', '\r');
        from += line + 1;
        while (from > 0 && from < at && char.IsLetter(text[from]) && char.IsLetter(text[from - 1])) from++;
        var before = Words.Of(text[from..at]);
        for (var i = before.Count - 1; i >= Math.Max(0, before.Count - furthestWords); i--)
        {
            // Behind the end of another sentence or another number nothing reaches.
            for (var length = Math.Min(longest, i + 1); length >= 1; length--)
            {
                var phrase = length == 1 ? before[i].Folded : string.Join('_', before.Skip(i - length + 1).Take(length).Select(w => w.Folded));
                if (Of(phrase) is { } cue) return cue;
            }

            if (before[i].IsNumber && before[i].Folded.Length > 4) break;
        }

        return NumberCue.None;
    }

    private NumberCue? Of(string phrase)
    {
        if (words.TryGetValue(phrase, out var cue)) return cue;
        if (!Characters.IsHebrew(phrase[0])) return null;
        for (var cut = 1; cut <= 3 && cut < phrase.Length - 1; cut++)
        {
            if (HebrewPrefixes.IsChain(phrase.AsSpan(0, cut)) && words.TryGetValue(phrase[cut..], out cue)) return cue;
        }

        return null;
    }
}
