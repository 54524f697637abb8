using TherapyCompanion.Core.Agents.BuiltIn.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Agents.Rung;

/// <summary>The units a summary is drafted from and rests on.</summary>
public static class SummarySource
{
    /// <summary>
    /// As <see cref="SourceText.Segment"/>, but what was dictated without marks is cut where a new statement begins: a sentence of a summary should
    /// point at the words it rests on, not at the whole note. Each unit's text is exactly the stretch at its span.
    /// </summary>
    public static IReadOnlyList<SourceUnit> Units(string text)
    {
        var units = SourceText.Segment(text);
        return units.Any(IsDictated) ? Cut(units) : units;
    }

    /// <summary>The same for units that were made otherwise, as from a transcript's turns.</summary>
    public static IReadOnlyList<SourceUnit> Cut(IReadOnlyList<SourceUnit> units)
    {
        var cut = new List<SourceUnit>();
        foreach (var unit in units)
        {
            if (!IsDictated(unit))
            {
                cut.Add(unit with { Number = cut.Count + 1 });
                continue;
            }

            foreach (var clause in Statements.Of(unit.Text))
            {
                var text = unit.Text.Substring(clause.Start, clause.Length).TrimEnd();
                cut.Add(new SourceUnit(cut.Count + 1, new TextSpan(unit.Span.Start + clause.Start, text.Length), unit.Speaker, text)
                {
                    OpensLine = unit.OpensLine && clause.Start == 0,
                });
            }
        }

        return cut;
    }

    private static bool IsDictated(SourceUnit unit) => Statements.IsDictated(Words.Of(unit.Text));
}
