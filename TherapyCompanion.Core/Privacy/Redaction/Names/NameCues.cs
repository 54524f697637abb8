using System.Collections.Frozen;
using System.Globalization;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Names;

/// <summary>What a cue beside a word says of it.</summary>
internal enum NameCueKind
{
    Title,
    Intro,
    Label,
    Kin,
    Role,
    Contact,

    /// <summary>A Hebrew verb that says to whom: before a name with ל.</summary>
    Toward,

    /// <summary>"משפחת" before, "family" after.</summary>
    Family,
    With,
    Greet,
    Speech,
    Person,
    Against,
    Method,
}

/// <param name="Weight">Added to the evidence; below zero it speaks against a name.</param>
internal readonly record struct NameCue(NameCueKind Kind, double Weight);

/// <summary>The words around names, by the side on which they stand.</summary>
internal sealed class NameCues
{
    private const int LongestPhrase = 3;
    private readonly FrozenDictionary<string, NameCue[]> before;
    private readonly FrozenDictionary<string, NameCue[]> after;

    private NameCues(Dictionary<string, List<NameCue>> before, Dictionary<string, List<NameCue>> after)
    {
        this.before = before.ToFrozenDictionary(p => p.Key, p => p.Value.ToArray(), StringComparer.Ordinal);
        this.after = after.ToFrozenDictionary(p => p.Key, p => p.Value.ToArray(), StringComparer.Ordinal);
    }

    public static NameCues Instance { get; } = Load();

    /// <summary>The cues whose last word is the token <paramref name="at"/>: of the longest phrase that there is.</summary>
    public NameCue[] Ending(List<NameToken> tokens, int at)
    {
        for (var length = Math.Min(LongestPhrase, at + 1); length > 1; length--)
        {
            if (Of(before, Phrase(tokens, at - length + 1, length)) is { Length: > 0 } found) return found;
        }

        return Of(before, tokens[at].Word);
    }

    /// <summary>The cues that begin at the token <paramref name="at"/>.</summary>
    public NameCue[] Beginning(List<NameToken> tokens, int at) => after.TryGetValue(tokens[at].Word, out var found) ? found : [];

    /// <summary>Whether a word is a title, and so no name itself.</summary>
    public bool IsTitle(string word) => Array.Exists(Of(before, word), c => c.Kind == NameCueKind.Title);

    internal static string Phrase(List<NameToken> tokens, int from, int length) => length switch
    {
        1 => tokens[from].Word,
        2 => tokens[from].Word + "_" + tokens[from + 1].Word,
        _ => tokens[from].Word + "_" + tokens[from + 1].Word + "_" + tokens[from + 2].Word,
    };

    private static NameCue[] Of(FrozenDictionary<string, NameCue[]> side, string word)
    {
        if (side.TryGetValue(word, out var found)) return found;
        if (word.Length < 3 || !Characters.IsHebrew(word[0])) return [];
        for (var cut = 1; cut <= 3 && word.Length - cut >= 2; cut++)
        {
            if (HebrewPrefixes.IsChain(word.AsSpan(0, cut)) && side.TryGetValue(word[cut..], out found)) return found;
        }

        return [];
    }

    private static NameCues Load()
    {
        var (before, after) = (new Dictionary<string, List<NameCue>>(StringComparer.Ordinal), new Dictionary<string, List<NameCue>>(StringComparer.Ordinal));
        foreach (var fields in EmbeddedLines.Read("Names.name-cues.tsv"))
        {
            var cue = new NameCue(Enum.Parse<NameCueKind>(fields[1], ignoreCase: true), double.Parse(fields[2], CultureInfo.InvariantCulture));
            var side = fields[0] == "before" ? before : after;
            foreach (var word in fields[3].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!side.TryGetValue(word, out var cues)) side[word] = cues = [];
                if (!cues.Contains(cue)) cues.Add(cue);
            }
        }

        return new NameCues(before, after);
    }
}
