using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Names;

/// <summary>How surely a form is a name.</summary>
internal enum NameTier
{
    /// <summary>No list has it.</summary>
    None,

    /// <summary>An ordinary word first.</summary>
    Word,

    /// <summary>A word as often as a name.</summary>
    Mixed,

    /// <summary>A word too, but a name mostly.</summary>
    Likely,

    /// <summary>Hardly anything but a name.</summary>
    Strong,
}

/// <summary>What the name lists say of a form.</summary>
internal readonly record struct NameEntry(NameTier Given, NameTier Family)
{
    public bool IsName => Given != NameTier.None || Family != NameTier.None;

    /// <summary>The more doubtful of the two, where both are told.</summary>
    public NameTier Standing => Given == NameTier.None ? Family : Family == NameTier.None ? Given : (NameTier)Math.Min((int)Given, (int)Family);
}

/// <summary>The name lists of both languages.</summary>
internal static class NameLexicon
{
    private static readonly FrozenDictionary<string, NameEntry> Entries = Load();

    /// <summary>A form as it is written; else in its other spelling, unless it is an ordinary word as it stands (סיימה is no סימה).</summary>
    public static NameEntry Of(string key)
    {
        if (Entries.TryGetValue(key, out var entry)) return entry;
        if (Pet(key) is { } whole && Entries.TryGetValue(whole, out entry)) return entry with { Given = NameTier.Strong };
        var normal = Normal(key);
        return !ReferenceEquals(normal, key) && OrdinaryWords.Whole(key) == 0 ? Entries.GetValueOrDefault(normal) : default;
    }

    // תומר'לה, מוט'קה: the name with an ending of endearment.
    private static string? Pet(string key)
    {
        var at = key.Length > 4 ? key.LastIndexOf('\'') : -1;
        return at >= 2 && key.AsSpan(at + 1) is "לה" or "קה" or "ל" or "לי" or "וש" ? key[..at] : null;
    }

    /// <summary>One spelling for ktiv male and haser (יי, וו), and for a geresh at the end.</summary>
    public static string Normal(string key)
    {
        if (key.Length == 0 || !Characters.IsHebrew(key[0])) return key;
        if (key[^1] == '\'') key = key[..^1];
        return key.Contains("יי", StringComparison.Ordinal) || key.Contains("וו", StringComparison.Ordinal)
            ? key.Replace("יי", "י", StringComparison.Ordinal).Replace("וו", "ו", StringComparison.Ordinal)
            : key;
    }

    // A form in several lists is as doubtful as the most doubtful of them says.
    private static FrozenDictionary<string, NameEntry> Load()
    {
        var entries = new Dictionary<string, NameEntry>(StringComparer.Ordinal);
        foreach (var file in new[] { "names-he.tsv", "names-en.tsv", "names-en-more.tsv" })
        {
            foreach (var fields in EmbeddedLines.Read("Names." + file))
            {
                var tier = Enum.Parse<NameTier>(fields[0], ignoreCase: true);
                foreach (var name in fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    var key = Characters.IsHebrew(name[0]) ? name : name.Replace("'", "", StringComparison.Ordinal);
                    var known = entries.GetValueOrDefault(key);
                    entries[key] = fields[1] switch
                    {
                        "given" => known with { Given = Lower(known.Given, tier) },
                        "family" => known with { Family = Lower(known.Family, tier) },
                        _ => throw new InvalidOperationException($"{file}: no such kind of name: {fields[1]}."),
                    };
                }
            }
        }

        foreach (var (key, entry) in entries.Where(e => e.Key.Length > 3).ToList()) entries.TryAdd(Normal(key), entry);
        return entries.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static NameTier Lower(NameTier known, NameTier tier) => known == NameTier.None || tier < known ? tier : known;
}
