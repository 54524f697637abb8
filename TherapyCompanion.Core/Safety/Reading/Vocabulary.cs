using System.Collections.Concurrent;
using System.Globalization;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety.Reading;

/// <summary>
/// Which symbols of a grammar a word can stand for. Literals of the data files: <c>word</c> (a Hebrew word also behind ו, ש, כש), <c>=word</c> (exactly),
/// <c>+word</c> (behind any Hebrew prefixes), <c>stem*</c> (begins with), <c>word~</c> (one typing slip), <c>#8</c> (a number of at least 8), <c>#1-6</c>.
/// </summary>
internal sealed class Vocabulary
{
    // Words met are kept; a stop keeps a flood of odd words from filling memory.
    private const int RememberedWords = 20_000;
    private const int ShortestStem = 1;

    private readonly Dictionary<string, List<int>> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> joined = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> prefixed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> stems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> prefixedStems = new(StringComparer.Ordinal);
    private readonly List<(string Word, int Symbol)> slips = [];
    private readonly List<(int Least, int Most, int Symbol)> numbers = [];
    private readonly ConcurrentDictionary<string, int[]> known = new(StringComparer.Ordinal);

    /// <summary>Adds a literal under a symbol.</summary>
    /// <exception cref="FormatException">The literal has no letters.</exception>
    public void Add(string literal, int symbol)
    {
        if (literal[0] == '#')
        {
            var ends = literal[1..].Split('-');
            numbers.Add((Number(ends[0], 0), ends.Length > 1 ? Number(ends[1], 0) : int.MaxValue, symbol));
            return;
        }

        var any = literal[0] == '+';
        var whole = literal[0] == '=';
        var begins = literal[^1] == '*';
        var slip = literal[^1] == '~';
        var letters = literal[(any || whole ? 1 : 0)..(begins || slip ? literal.Length - 1 : literal.Length)];
        if (letters.Length == 0) throw new FormatException($"The literal \"{literal}\" has no letters.");
        if (slip) slips.Add((letters, symbol));
        var into = (begins, any, whole) switch
        {
            (true, true, _) => prefixedStems,
            (true, _, _) => stems,
            (_, true, _) => prefixed,
            (_, _, true) => exact,
            _ => Characters.IsHebrew(letters[0]) ? joined : exact,
        };
        if (!into.TryGetValue(letters, out var list)) into[letters] = list = [];
        list.Add(symbol);
    }

    /// <summary>The symbols of a folded word, in order, without repetition.</summary>
    public int[] SymbolsOf(string folded)
    {
        if (known.TryGetValue(folded, out var remembered)) return remembered;
        var symbols = new SortedSet<int>();
        Collect(folded, symbols);
        foreach (var plain in Spellings.Plainer(folded)) Collect(plain, symbols);

        var found = symbols.ToArray();
        if (known.Count < RememberedWords) known.TryAdd(folded, found);
        return found;
    }

    /// <summary>Whether the data files name a word, letter by letter.</summary>
    public bool Names(string folded) => exact.ContainsKey(folded) || joined.ContainsKey(folded) || prefixed.ContainsKey(folded);

    private void Collect(string word, SortedSet<int> into)
    {
        if (word.Length == 0) return;
        if (char.IsAsciiDigit(word[0]))
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n)) into.UnionWith(numbers.Where(e => n >= e.Least && n <= e.Most).Select(e => e.Symbol));
        }

        From(exact, word, into);
        From(joined, word, into);
        From(prefixed, word, into);
        Stems(stems, word, into);
        Stems(prefixedStems, word, into);
        if (Characters.IsHebrew(word[0]))
        {
            for (var cut = 1; cut <= 5 && cut < word.Length - 1; cut++)
            {
                var (chain, rest) = (word[..cut], word[cut..]);
                if (Joins(chain))
                {
                    From(joined, rest, into);
                    Stems(stems, rest, into);
                }

                if (HebrewPrefixes.IsChain(chain))
                {
                    From(prefixed, rest, into);
                    Stems(prefixedStems, rest, into);
                }
            }
        }

        foreach (var (meant, symbol) in slips)
        {
            if (Slips.AtMostOne(word, meant)) into.Add(symbol);
        }
    }

    private static int Number(string digits, int otherwise) => digits.Length > 0 ? int.Parse(digits, CultureInfo.InvariantCulture) : otherwise;

    // "and", "that", "when": what joins a clause and leaves the word what it is.
    private static bool Joins(string chain) => chain is "ו" or "ש" or "וש" or "כש" or "וכש" or "שכש" or "ומש";

    private static void From(Dictionary<string, List<int>> words, string word, SortedSet<int> into)
    {
        if (words.TryGetValue(word, out var list)) into.UnionWith(list);
    }

    private static void Stems(Dictionary<string, List<int>> stems, string word, SortedSet<int> into)
    {
        for (var length = ShortestStem; length <= word.Length; length++) From(stems, word[..length], into);
    }
}
