using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.BuiltIn.Summaries;

/// <summary>A possible sentence of a summary, before it is chosen.</summary>
/// <param name="Text">Words of the source, lightly trimmed.</param>
/// <param name="Units">Numbers of the units they come from, in order; never empty.</param>
/// <param name="Section">Key of the section it belongs to.</param>
/// <param name="Value">How much a reader would miss it; what is below 0 stays out.</param>
/// <param name="Keep">Whether it comes before all others (risk, homework, plan).</param>
internal sealed record Piece(string Text, IReadOnlyList<int> Units, string Section, double Value, bool Keep)
{
    public IReadOnlyList<Word> Words { get; } = Core.Text.Words.Of(Text);
}
