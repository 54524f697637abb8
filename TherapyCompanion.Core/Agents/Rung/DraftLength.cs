namespace TherapyCompanion.Core.Agents.Rung;

/// <summary>How long a draft may become. What speaks of risk is kept even where it goes beyond.</summary>
/// <param name="Share">Share of the source's words, for its first 300; of the rest it is <see cref="ShareOfRest"/>.</param>
/// <param name="MostWords">Words a draft never goes beyond.</param>
public sealed record DraftLength(double Share, int MostWords)
{
    private const double ShareOfRest = 0.15;
    private const int ShortSource = 300;

    // A few lines of notes are a summary already.
    private const int LeastWords = 70;

    /// <summary>Three fifths of a short source, and no more than a page.</summary>
    public static DraftLength Usual { get; } = new(0.62, 450);

    /// <summary>So many words, whatever the source's length.</summary>
    public static DraftLength AtMost(int words) => new(1, words) { IsWhole = true };

    /// <summary>Whether the words may be used up, however long the source is.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The words a draft of a source of <paramref name="sourceWords"/> words may hold.</summary>
    public int Of(int sourceWords) => IsWhole
        ? MostWords
        : Math.Min(MostWords, Math.Max(LeastWords, (int)((Share * Math.Min(sourceWords, ShortSource)) + (ShareOfRest * Math.Max(0, sourceWords - ShortSource)))));
}
