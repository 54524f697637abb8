using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Infrastructure.Identity.Passwords;

/// <summary>
/// What a guesser tries before anything else, and in how many tries, as a power of two: passwords of published breaches
/// (<c>known-passwords.tsv</c>), words and sayings that many take (<c>common-phrases.tsv</c>), and the ordinary words and the
/// names of both languages that the house has for its redaction.
/// </summary>
internal sealed class KnownWords
{
    private const byte First = 8;
    private const byte Common = 11;
    private const byte Rare = 14;

    private readonly FrozenDictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _phrases;

    private KnownWords()
    {
        var words = new Dictionary<string, byte>(StringComparer.Ordinal);
        var own = typeof(KnownWords).Assembly;
        var phrases = EmbeddedLines.Read(own, "Passwords.common-phrases.tsv").ToLookup(l => l[0], l => l[1].Split('|'));
        foreach (var word in phrases["word"].SelectMany(w => w)) Add(word, First);
        foreach (var line in EmbeddedLines.Read(own, "Passwords.known-passwords.tsv"))
            foreach (var word in line[1].Split(' ')) Add(word, line[0] is "1" ? First : Rare);
        foreach (var file in new[] { "Names.words-en.tsv", "Names.words-he.tsv" })
            foreach (var line in EmbeddedLines.Read(file))
                foreach (var word in line[1].Split(' ')) Add(word, line[0] is "1" or "2" ? Common : Rare);
        foreach (var file in new[] { "Names.names-en.tsv", "Names.names-he.tsv", "Names.names-en-more.tsv" })
            foreach (var line in EmbeddedLines.Read(file))
                foreach (var word in line[^1].Split(' ')) Add(word, Common);

        _words = words.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _phrases = phrases["phrase"].SelectMany(p => p).Select(Letters).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Longest = words.Keys.Max(w => w.Length);

        void Add(string word, byte bits)
        {
            word = FoldedPassword.Fold(word);
            // Two letters are as quickly tried by themselves.
            if (word.Length > 2 && (!words.TryGetValue(word, out var now) || bits < now)) words[word] = bits;
        }
    }

    public static KnownWords Shipped { get; } = new();

    public int Longest { get; }

    /// <summary>How many tries find it, as a power of two; null when no list has it.</summary>
    public byte? BitsOf(ReadOnlySpan<char> word) => _words.TryGetValue(word, out var bits) ? bits : null;

    /// <summary>Whether these letters, without what stood between them, are a saying that many know.</summary>
    public bool IsPhrase(ReadOnlySpan<char> letters) => _phrases.Contains(letters);

    /// <summary>The letters of a text alone.</summary>
    public static string Letters(string text) => string.Concat(text.Where(char.IsLetter));
}
