using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Tests.Core;

/// <summary>What stands beside the notes from the time before.</summary>
public sealed class LastTimeTests
{
    private static SummarySentence Said(int id, string text, bool removed = false) => new(id, text, Provenance.Own, [], removed);

    private static IReadOnlyList<string> Lines(params SummarySection[] sections) => LastTime.LinesOf(new("he", "", "", sections, []));

    [Fact]
    public void Plan_and_practice_have_a_line_each_before_either_has_two()
    {
        Lines(
            new("topics", [Said(1, "נושא")]), new("homework", [Said(2, "תרגול א"), Said(3, "תרגול ב")]), new("plan", [Said(4, "תוכנית א"), Said(5, "תוכנית ב")]))
            .Should().Equal("תוכנית א", "תרגול א", "תוכנית ב");
        Lines(new SummarySection("homework", [Said(1, "א"), Said(2, "ב"), Said(3, "ג"), Said(4, "ד")])).Should().Equal("א", "ב", "ג");
    }

    [Fact]
    public void What_was_removed_and_what_looks_back_is_not_there()
    {
        Lines(new("plan", [Said(1, "נמחקה", removed: true)]), new("progress", [Said(2, "התקדמות")]), new("risk", [Said(3, "סיכון")])).Should().BeEmpty();
    }
}
