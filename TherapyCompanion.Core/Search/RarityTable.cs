using System.Globalization;

namespace TherapyCompanion.Core.Search;

/// <summary>
/// How rare a term is in openly licensed text: its inverse document frequency, ln(1 + (N − n + ½) / (n + ½)) as in BM25. The same for everyone, so
/// that it tells nothing of any patient. See the head of <c>rarity.tsv</c> for the sources.
/// </summary>
internal static class RarityTable
{
    private static readonly Dictionary<uint, byte> Levels = [];
    private static readonly float Unseen;
    private static readonly float LevelWidth;

    static RarityTable()
    {
        foreach (var line in Text.EmbeddedLines.Read("Search.rarity.tsv"))
        {
            if (line[0] == "unseen") Unseen = float.Parse(line[1], CultureInfo.InvariantCulture);
            else if (line[0] == "width") LevelWidth = float.Parse(line[1], CultureInfo.InvariantCulture);
            else Add(byte.Parse(line[0], CultureInfo.InvariantCulture), Convert.FromBase64String(line[1]));
        }
    }

    /// <summary>The term's rarity; that of a term met in one text only where it was not met at all.</summary>
    public static float Of(Term term) => Levels.TryGetValue(Key(term), out var level) ? level * LevelWidth : Unseen;

    internal static uint Key(Term term) => (uint)(term.Id >> 32);

    // Keys in rising order, each as its distance from the one before, seven bits a byte, the lowest first.
    private static void Add(byte level, byte[] distances)
    {
        uint key = 0, distance = 0;
        var shift = 0;
        foreach (var b in distances)
        {
            distance |= (uint)(b & 127) << shift;
            shift += 7;
            if (b >= 128) continue;
            key += distance;
            Levels[key] = level;
            (distance, shift) = (0, 0);
        }
    }
}
