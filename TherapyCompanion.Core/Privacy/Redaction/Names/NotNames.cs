using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Names;

/// <summary>Words and phrases that look like names of people and aren't: places, days, brands, heads of schools, set phrases.</summary>
internal static class NotNames
{
    private const int LongestPhrase = 3;
    private const double InPhrase = -5;
    private const double Place = -3;

    private static readonly FrozenDictionary<string, double> Entries = Load();

    /// <summary>What speaks against each token; 0 for most.</summary>
    public static double[] Against(List<NameToken> tokens)
    {
        var against = new double[tokens.Count];
        for (var i = 0; i < tokens.Count; i++)
        {
            for (var length = Math.Min(LongestPhrase, tokens.Count - i); length >= 1; length--)
            {
                if (Weight(tokens, i, length) is not { } weight || !IsOneStretch(tokens, i, length)) continue;
                // Towns and people share names (אריאל, אפרת); a phrase of several words is surer than one.
                if (length == 1 && weight == Place && tokens[i].Entry.Given >= NameTier.Likely) weight = tokens[i].Prefix.EndsWith('ב') || !tokens[i].IsHebrew ? -1 : -0.3;
                for (var k = i; k < i + length; k++) against[k] = Math.Min(against[k], weight);
            }
        }

        return against;
    }

    private static double? Weight(List<NameToken> tokens, int at, int length)
    {
        var phrase = NameCues.Phrase(tokens, at, length);
        if (Entries.TryGetValue(phrase, out var weight)) return weight;
        if (!Characters.IsHebrew(phrase[0])) return null;
        for (var cut = 1; cut <= 3 && cut < phrase.Length - 1; cut++)
        {
            if (HebrewPrefixes.IsChain(phrase.AsSpan(0, cut)) && Entries.TryGetValue(phrase[cut..], out weight)) return weight;
        }

        return null;
    }

    private static bool IsOneStretch(List<NameToken> tokens, int at, int length)
    {
        for (var k = at + 1; k < at + length; k++)
        {
            if (tokens[k].Before != Gap.None) return false;
        }

        return true;
    }

    private static FrozenDictionary<string, double> Load()
    {
        var entries = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var fields in EmbeddedLines.Read("Names.not-names.tsv")) Add(fields[0] == "phrase" ? InPhrase : fields[0] == "founder" ? -2.6 : -3.2, fields[1]);
        foreach (var fields in EmbeddedLines.Read("Redaction.places.tsv").Where(f => f[0] != "street")) Add(Place, fields[1]);
        return entries.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(double weight, string words)
        {
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var key = Characters.IsHebrew(word[0]) ? word : word.Replace("'", "", StringComparison.Ordinal);
                entries[key.Replace('-', '_')] = Math.Min(entries.GetValueOrDefault(key), weight);
            }
        }
    }
}
