using System.Collections.Frozen;

namespace TherapyCompanion.Core.Text.Stems;

/// <summary>English abbreviations as Hebrew speakers spell them out: סי-בי-טי is CBT, די.בי.טי DBT.</summary>
public static class LetterNames
{
    private static readonly FrozenDictionary<string, string> Letters = new Dictionary<string, string>
    {
        ["אי"] = "aei", ["איי"] = "aei", ["ביי"] = "b", ["בי"] = "b", ["סי"] = "c", ["די"] = "d", ["אף"] = "f", ["ג'י"] = "g", ["גי"] = "g", ["אייץ'"] = "h", ["אייץ"] = "h", ["איץ"] = "h",
        ["ג'יי"] = "j", ["גיי"] = "j", ["קיי"] = "k", ["קי"] = "k", ["אל"] = "l", ["אם"] = "m", ["אן"] = "n", ["או"] = "o", ["פי"] = "p", ["קיו"] = "q", ["אר"] = "r", ["אס"] = "s",
        ["טי"] = "t", ["יו"] = "u", ["וי"] = "v", ["ווי"] = "v", ["דאבליו"] = "w", ["אקס"] = "x", ["וואי"] = "y", ["זי"] = "z", ["זד"] = "z",
    }.ToFrozenDictionary(StringComparer.Ordinal);

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
