using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Safety;

/// <summary>What was read in a line, a post or a conversation: a possible mention, never more.</summary>
/// <param name="Level">The most urgent level found.</param>
/// <param name="Kind">What that level rests on; null where nothing was found.</param>
/// <param name="Score">From 0 (nothing) to 1; for posts continuous, so that another threshold can be chosen.</param>
/// <param name="Spans">The words it rests on, in reading order (for a conversation: in each turn's own text).</param>
public sealed record CrisisReading(CrisisLevel Level, CrisisKind? Kind, double Score, IReadOnlyList<CrisisWords> Spans)
{
    public static readonly CrisisReading Nothing = new(CrisisLevel.None, null, 0, []);

    /// <summary>Whether a person is to be told at once: high or imminent.</summary>
    public bool Calls => Level >= CrisisLevel.High;
}

/// <summary>Words that a reading rests on.</summary>
/// <param name="Turn">0-based turn of a conversation; 0 for a single text.</param>
/// <param name="Span">Where they stand in that turn's text.</param>
public readonly record struct CrisisWords(int Turn, TextSpan Span);

/// <summary>A turn of a conversation.</summary>
public sealed record CrisisTurn(Speaker Speaker, string Text);
