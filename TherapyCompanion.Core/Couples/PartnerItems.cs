namespace TherapyCompanion.Core.Couples;

/// <summary>
/// What of one partner may enter a couple's shared picture: entries of the taxonomy and nothing else. No word that the partner or the therapist
/// wrote is kept; an item that names no entry leaves no trace.
/// </summary>
public sealed class PartnerItems
{
    private PartnerItems(IEnumerable<CoupleEntry?> entries) =>
        Entries = Array.AsReadOnly(entries.OfType<CoupleEntry>().Distinct().OrderBy(e => e.Order).ToArray());

    /// <summary>The entries, in the taxonomy's order.</summary>
    public IReadOnlyList<CoupleEntry> Entries { get; }

    /// <summary>Reads a partner's lists; each item must be a listed name as a whole.</summary>
    public static PartnerItems From(
        IEnumerable<string?> frameworks, IEnumerable<string?> attachment, IEnumerable<string?> themes,
        IEnumerable<string?> communication, IEnumerable<string?> modalities) =>
        new([
            .. frameworks.Select(i => CoupleEntry.Find(CoupleKind.Framework, i)),
            .. attachment.Select(i => CoupleEntry.Find(CoupleKind.Attachment, i)),
            .. themes.Select(i => CoupleEntry.Find(CoupleKind.Theme, i)),
            .. communication.Select(i => CoupleEntry.Find(CoupleKind.Communication, i)),
            .. modalities.Select(i => CoupleEntry.Find(CoupleKind.Modality, i)),
        ]);
}
