using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.Rung;

/// <summary>A section of the therapist's template.</summary>
/// <param name="Key">Stable key; the built-in ones are topics, interventions, progress, risk, homework, plan.</param>
/// <param name="Title">The heading as the therapist named it.</param>
public sealed record SectionSpec(string Key, string Title);

/// <summary>What a summary is to be drafted from.</summary>
/// <param name="Language">"he" or "en".</param>
/// <param name="Sections">The template, in its order.</param>
/// <param name="Units">The source, in reading order.</param>
/// <param name="Length">How long the draft may become; <see cref="DraftLength.Usual"/> where nothing is said.</param>
public sealed record SummaryRequest(
    string Language, IReadOnlyList<SectionSpec> Sections, IReadOnlyList<SourceUnit> Units, DraftLength? Length = null);
