namespace TherapyCompanion.Core.Text;

/// <summary>A stretch of an original text, in UTF-16 units. The text itself is never changed, so a span stays true.</summary>
/// <param name="Start">Index of the first unit.</param>
/// <param name="Length">Number of units.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Index just behind the last unit.</summary>
    public int End => Start + Length;

    /// <summary>Whether the two share at least one unit.</summary>
    public bool Overlaps(TextSpan other) => Start < other.End && other.Start < End;
}
