namespace TherapyCompanion.Core.Agents.Rung;

/// <summary>A proposed summary: one entry for each section asked for, in that order. A section without material is empty.</summary>
public sealed record SummaryProposal(IReadOnlyList<ProposedSection> Sections);

/// <summary>The proposed sentences of a section.</summary>
public sealed record ProposedSection(string Key, IReadOnlyList<ProposedSentence> Sentences);

/// <summary>A proposed sentence.</summary>
/// <param name="Text">The words.</param>
/// <param name="RestsOn">Numbers of the source units it rests on; a sentence without any can't be signed as it is.</param>
public sealed record ProposedSentence(string Text, IReadOnlyList<int> RestsOn);
