namespace TherapyCompanion.Core.Agents.BuiltIn;

/// <summary>A possible sentence of a summary, before it is chosen.</summary>
/// <param name="Text">Words of the source, lightly trimmed.</param>
/// <param name="Units">Numbers of the units they come from, in order; never empty.</param>
/// <param name="Section">Key of the section it belongs to.</param>
/// <param name="Value">How much a reader would miss it; higher is more.</param>
/// <param name="Keep">Whether it may never be left out (risk, homework, plan).</param>
internal sealed record Piece(string Text, IReadOnlyList<int> Units, string Section, double Value, bool Keep)
{
    public int WordCount { get; } = Core.Text.Words.Of(Text).Count;
}
