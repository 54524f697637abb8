namespace TherapyCompanion.Core.Text;

/// <summary>The smallest piece of source a drafted sentence may rest on: a sentence, a list item, a turn.</summary>
/// <param name="Number">From 1, in reading order.</param>
/// <param name="Span">Where it stands in the original text.</param>
/// <param name="Speaker">Who said it; <see cref="Speaker.None"/> in typed notes.</param>
/// <param name="Text">The words as they stand at <paramref name="Span"/>, without a speaker's label.</param>
public sealed record SourceUnit(int Number, TextSpan Span, Speaker Speaker, string Text)
{
    /// <summary>Whether a line begins with it: what a heading says ends with its line. No part of what a model is sent.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool OpensLine { get; init; }
}
