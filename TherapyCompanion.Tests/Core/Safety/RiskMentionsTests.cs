using FluentAssertions;
using TherapyCompanion.Core.Safety;
using Xunit;

namespace TherapyCompanion.Tests.Core.Safety;

public sealed class RiskMentionsTests
{
    [Theory]
    [InlineData("שוללת מחשבות אובדניות.", CrisisKind.Suicide)]
    [InlineData("לא נסקר סיכון בפגישה זו.", CrisisKind.Suicide)]
    [InlineData("אין אמירות של ייאוש.", CrisisKind.Suicide)]
    [InlineData("בעבר פגעה בעצמה.", CrisisKind.SelfHarm)]
    [InlineData("סיפרה על אלימות מצד בעלה.", CrisisKind.Violence)]
    [InlineData("Denies SI and HI.", CrisisKind.Suicide)]
    [InlineData("History of overdose in 2019.", CrisisKind.Overdose)]
    public void Affirmed_and_negated_mentions_are_both_found(string notes, CrisisKind kind)
    {
        var mention = RiskMentions.In(notes).Should().Contain(m => m.Kind == kind).Subject;

        notes.Substring(mention.Span.Start, mention.Span.Length).Should().NotBeEmpty();
        mention.Line.Should().Be(1);
    }

    [Fact]
    public void The_line_and_the_sentence_are_right()
    {
        const string notes = "הגיעה בזמן.\r\nדיברה על העבודה. נשאלה על אובדנות, שוללת. עברנו הלאה.\r\nסוף.";

        var mention = RiskMentions.In(notes).Should().ContainSingle().Subject;

        mention.Line.Should().Be(2);
        notes.Substring(mention.Span.Start, mention.Span.Length).Should().Be("נשאלה על אובדנות, שוללת.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("דיברה על העבודה ועל החתונה.")]
    public void Nothing_is_found_where_nothing_is(string notes) => RiskMentions.In(notes).Should().BeEmpty();

    [Theory]
    [InlineData("noa-s1.notes.he.txt", "שוללת, בעבר ובהווה")]
    [InlineData("noa-s2.notes.he.txt", "לא נסקר סיכון")]
    [InlineData("noa-s3.notes.he.txt", "לא נשאלה ישירות")]
    public void Samples_mention_risk(string sample, string words)
    {
        var notes = Samples.Text(sample);

        RiskMentions.In(notes).Should().Contain(m => notes.Substring(m.Span.Start, m.Span.Length).Contains(words, StringComparison.Ordinal));
    }

    /// <summary>The guide's own example of what a risk strip is for.</summary>
    [Theory]
    [InlineData("לפעמים היא חושבת שלכולם היה קל יותר בלעדיה")]
    [InlineData("אמר שעדיף לכולם בלעדיו")]
    [InlineData("He said that everyone would be better off without him")]
    public void Being_a_burden_is_a_mention(string notes) =>
        RiskMentions.In(notes).Should().ContainSingle().Which.Kind.Should().Be(CrisisKind.Suicide);
}
