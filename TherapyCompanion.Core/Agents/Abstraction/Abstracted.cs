using TherapyCompanion.Core.Safety;

namespace TherapyCompanion.Core.Agents.Abstraction;

/// <summary>What became of findings: the two sides of the wall. The client's agent is handed <see cref="ForClient"/> alone.</summary>
public sealed class Abstracted
{
    internal Abstracted(ClientThemes forClient, TherapistSide forTherapist) => (ForClient, ForTherapist) = (forClient, forTherapist);

    /// <summary>Words of the taxonomy and nothing else.</summary>
    public ClientThemes ForClient { get; }

    /// <summary>Clinical: never shown to the client or to the client's agent.</summary>
    public TherapistSide ForTherapist { get; }
}

/// <summary>The therapist's side of an abstraction. Holds clinical words.</summary>
/// <param name="Risk">Every mention of risk, affirmed, denied or passive; a search for words, never a screening.</param>
/// <param name="Dropped">The findings that gave the client nothing, and why.</param>
/// <param name="Failed">The reading failed somewhere, so the client's side was left empty.</param>
public sealed record TherapistSide(IReadOnlyList<RiskFlag> Risk, IReadOnlyList<DroppedFinding> Dropped, bool Failed);

/// <summary>A mention of risk in a finding.</summary>
/// <param name="Finding">0-based index of the finding.</param>
/// <param name="Kind">What it speaks of; null: the search itself failed, and the finding must be read by a person.</param>
/// <param name="Text">The finding.</param>
public sealed record RiskFlag(int Finding, CrisisKind? Kind, string Text);

/// <summary>A finding that gave the client nothing.</summary>
/// <param name="Finding">0-based index of the finding.</param>
/// <param name="Text">The finding.</param>
/// <param name="Reason">Why.</param>
public sealed record DroppedFinding(int Finding, string Text, DropReason Reason);

/// <summary>Why a finding gave the client nothing.</summary>
public enum DropReason
{
    /// <summary>Nothing in it belongs to an entry of the taxonomy.</summary>
    NoTheme,

    /// <summary>It speaks of risk.</summary>
    Risk,

    /// <summary>It says that something is not there, or is over.</summary>
    Denied,

    /// <summary>It is about somebody else.</summary>
    SomebodyElse,

    /// <summary>It belongs to the therapist's work (supervision, letters, dates, payment) or was confided by another.</summary>
    NotForClient,

    /// <summary>The reading failed.</summary>
    Unreadable,
}
