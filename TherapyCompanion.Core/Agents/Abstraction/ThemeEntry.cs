using System.Collections.Frozen;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>
/// An entry of the taxonomy of themes. Only the data file <c>themes.tsv</c> makes one: whoever holds an entry holds the file's own words.
/// The Hebrew is worded so that it fits every form of address.
/// </summary>
public sealed class ThemeEntry
{
    private static readonly ThemeEntry[] Entries = [.. EmbeddedLines.Read("Abstraction.themes.tsv").Select((f, i) => new ThemeEntry(i, f))];
    private static readonly FrozenDictionary<string, ThemeEntry> ById = Entries.ToFrozenDictionary(e => e.Id, StringComparer.Ordinal);

    // Fields: id, area, kin, theme he, theme en, then explorations he, en.
    private ThemeEntry(int order, string[] fields)
    {
        if (fields.Length != 9) throw new InvalidOperationException($"The theme {fields[0]} has {fields.Length} fields.");
        (Order, Id, Area, Kin) = (order, fields[0], fields[1], fields[2]);
        Text = new PlainSentence(fields[3], fields[4]);
        Explorations = [new PlainSentence(fields[5], fields[6]), new PlainSentence(fields[7], fields[8])];
    }

    /// <summary>Every entry, in the file's order.</summary>
    public static IReadOnlyList<ThemeEntry> All => Entries;

    /// <summary>Every sentence of the taxonomy in both languages: nothing else can reach a client.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
        [.. Entries.SelectMany(e => e.Explorations.Prepend(e.Text)).SelectMany(s => new[] { s.He, s.En })];

    /// <summary>What the evidence files call it.</summary>
    public string Id { get; }

    /// <summary>The area of life or feeling, as "worry"; several entries may share one.</summary>
    public string Area { get; }

    /// <summary>Areas of one kin say nearly the same: a second of them is chosen only when nothing else is left.</summary>
    public string Kin { get; }

    /// <summary>The theme in plain words.</summary>
    public PlainSentence Text { get; }

    /// <summary>What one may look at with it, the best first.</summary>
    public IReadOnlyList<PlainSentence> Explorations { get; }

    internal int Order { get; }

    /// <exception cref="InvalidOperationException">The evidence names an entry that is not in the taxonomy: the build is broken.</exception>
    internal static ThemeEntry Named(string id) =>
        ById.TryGetValue(id, out var entry) ? entry : throw new InvalidOperationException($"No theme is called {id}.");
}

/// <summary>A sentence of a taxonomy in both languages.</summary>
public sealed class PlainSentence
{
    internal PlainSentence(string he, string en) => (He, En) = (he, en);

    public string He { get; }

    public string En { get; }

    /// <param name="language">"he" or "en"; anything else is English.</param>
    public string In(string language) => language == "he" ? He : En;
}
