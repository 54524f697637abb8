using System.Collections.Frozen;
using TherapyCompanion.Core.Agents.Abstraction;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Couples;

/// <summary>What a partner's list is about.</summary>
public enum CoupleKind
{
    /// <summary>A school of therapy.</summary>
    Framework,

    /// <summary>A way of attachment.</summary>
    Attachment,

    /// <summary>A matter the couple deals with.</summary>
    Theme,

    /// <summary>A way of talking.</summary>
    Communication,

    /// <summary>A form of treatment.</summary>
    Modality,
}

/// <summary>An entry of the couples' taxonomy. Only the data file <c>taxonomy.tsv</c> makes one.</summary>
public sealed class CoupleEntry
{
    private static readonly CoupleEntry[] Entries = [.. EmbeddedLines.Read("Couples.taxonomy.tsv").Select((f, i) => new CoupleEntry(i, f))];
    private static readonly FrozenDictionary<(CoupleKind, string), CoupleEntry> ByName = Names();
    private static readonly FrozenDictionary<string, CoupleEntry> ById = Entries.ToFrozenDictionary(e => e.Id, StringComparer.Ordinal);

    private readonly string[] others;

    // Fields: kind, id, name he, name en, other names separated by "|".
    private CoupleEntry(int order, string[] fields)
    {
        (Order, Kind, Id) = (order, Enum.Parse<CoupleKind>(fields[0], ignoreCase: true), fields[1]);
        Name = new PlainSentence(fields[2], fields[3]);
        others = fields[4].Split('|');
    }

    /// <summary>Every entry, in the file's order.</summary>
    public static IReadOnlyList<CoupleEntry> All => Entries;

    public CoupleKind Kind { get; }

    public string Id { get; }

    /// <summary>What it is called in a shared picture.</summary>
    public PlainSentence Name { get; }

    internal int Order { get; }

    /// <summary>
    /// The entry that a list's item names as a whole, in either language, whatever its case, hyphens or niqqud; null when it is not exactly one
    /// of the listed names ("left at midnight" holds no EFT). A method may stand among frameworks or modalities alike.
    /// </summary>
    public static CoupleEntry? Find(CoupleKind kind, string? item)
    {
        var key = Key(item);
        if (key.Length == 0) return null;
        if (ByName.TryGetValue((kind, key), out var entry)) return entry;
        return kind switch
        {
            CoupleKind.Framework => ByName.GetValueOrDefault((CoupleKind.Modality, key)),
            CoupleKind.Modality => ByName.GetValueOrDefault((CoupleKind.Framework, key)),
            _ => null,
        };
    }

    /// <exception cref="InvalidOperationException">A data file names an entry that is not there: the build is broken.</exception>
    internal static CoupleEntry Named(string id) =>
        ById.TryGetValue(id, out var entry) ? entry : throw new InvalidOperationException($"No entry is called {id}.");

    private static string Key(string? item) =>
        string.IsNullOrWhiteSpace(item) ? "" : string.Join(' ', Words.Of(LookAlikes.Plain(item)).Select(w => WithoutQuotes(w.Folded)));

    private static string WithoutQuotes(string word) => word.Replace("'", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal);

    private static FrozenDictionary<(CoupleKind, string), CoupleEntry> Names()
    {
        var names = new Dictionary<(CoupleKind, string), CoupleEntry>();
        foreach (var entry in Entries)
        {
            foreach (var name in entry.others.Append(entry.Name.He).Append(entry.Name.En))
            {
                // One name, two entries: nobody could tell which was meant.
                if (!names.TryAdd((entry.Kind, Key(name)), entry) && names[(entry.Kind, Key(name))] != entry)
                    throw new InvalidOperationException($"{name} names both {entry.Id} and {names[(entry.Kind, Key(name))].Id}.");
            }
        }

        return names.ToFrozenDictionary();
    }
}
