using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety;

/// <summary>The part of a note around a word that a person needs to read to understand it.</summary>
internal static class Stretch
{
    // A sentence longer than this is narrowed to the clauses around the words found.
    private const int LongestSentence = 240;

    public static TextSpan Around(string notes, IReadOnlyList<SourceUnit> units, IReadOnlyList<Word> words, int first, int end)
    {
        var (start, stop) = (words[first].Start, words[end - 1].End);
        var (low, high) = (0, units.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = units[middle].Span.Start <= start ? (middle, high) : (low, middle - 1);
        }

        var unit = units.Count > 0 ? units[low].Span : new TextSpan(start, stop - start);
        if (unit.Start > start || unit.End < stop)
        {
            return new TextSpan(start, stop - start);
        }

        if (unit.Length <= LongestSentence)
        {
            return unit;
        }

        var from = first;
        while (from > 0 && words[from].Before == Gap.None && words[from - 1].Start >= unit.Start)
        {
            from--;
        }

        var to = end;
        while (to < words.Count && words[to].Before == Gap.None && words[to].End <= unit.End)
        {
            to++;
        }

        return new TextSpan(words[from].Start, words[to - 1].End - words[from].Start);
    }

    public static int LineOf(string notes, int at)
    {
        var line = 1;
        for (var i = 0; i < at; i++)
        {
            if (notes[i] == '\n' || (notes[i] == '\r' && notes[i + 1] != '\n'))
            {
                line++;
            }
        }

        return line;
    }
}
