using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Stems;

/// <summary>English abbreviations as Hebrew speakers spell them out: סי-בי-טי is CBT, די.בי.טי DBT.</summary>
public static class LetterNames
{
    private static readonly FrozenDictionary<string, string> Letters = EmbeddedLines.Read("Text.Stems.letter-names.tsv")
        .SelectMany(f => f[1].Split('|').Select(name => KeyValuePair.Create(name, f[0]))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="spelled"/> names the letters of <paramref name="abbreviation"/> one by one, joined by hyphens, points or spaces.</summary>
    public static bool Spell(string spelled, string abbreviation)
    {
        var names = spelled.Split(['-', '.', ' ', '־', '\u2010', '\u2011'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length < 2 || names.Length != abbreviation.Length) return false;
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i].Replace('׳', '\'').Replace('’', '\'');
            if (i == 0 && !Letters.ContainsKey(name) && name.Length > 2 && HebrewPrefixes.IsChain(name.AsSpan(0, 1))) name = name[1..];
            if (!Letters.TryGetValue(name, out var letters) || !letters.Contains(char.ToLowerInvariant(abbreviation[i]), StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
