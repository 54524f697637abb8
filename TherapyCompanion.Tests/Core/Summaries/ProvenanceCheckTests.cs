using FluentAssertions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core.Summaries;

public sealed class ProvenanceCheckTests
{
    private static readonly IReadOnlyList<SourceUnit> Notes = SourceText.Segment(
        "סיפרה על מריבה עם אחיה דוד בערב החג. אמרה \"הוא לא שומע אותי\". PHQ-9 ירד מ-14 ל-9. לא ישנה טוב. שוללת מחשבות אובדניות. תרגלה נשימות שלוש פעמים.");

    private static readonly IReadOnlyList<SourceUnit> Talk = SourceText.Segment(
        "therapist: any thoughts of suicide ?\npatient: no , never .\ntherapist: and how is sleep ?\npatient: not good .\ntherapist: are you drinking ?\npatient: two beers a week .");

    [Theory]
    [InlineData("סיפרה על מריבה עם אחיה דוד בערב החג.", 1)]
    [InlineData("המטופלת תיארה מריבה עם אחיה.", 1)]
    [InlineData("אמרה \"הוא לא שומע אותי\".", 2)]
    [InlineData("אמרה ״הוּא לֹא שׁוֹמֵעַ אוֹתִי״.", 2)]
    [InlineData("PHQ-9 ירד ל-9.", 3)]
    [InlineData("שוללת מחשבות אובדניות.", 5)]
    [InlineData("תרגלה נשימות 3 פעמים.", 6)]
    public void What_stands_in_the_source_is_linked(string sentence, int unit) => Check(sentence, Notes, unit).Should().Be(Provenance.Linked);

    [Theory]
    [InlineData("סיפרה על מריבה עם בעלה וכעס גדול בעבודה.", 1)]
    [InlineData("PHQ-9 ירד ל-7.", 3)]
    [InlineData("המטופלת ישנה טוב.", 4)]
    [InlineData("סיפרה על מריבה עם אחיה ונטלה קלונקס.", 1)]
    [InlineData("לא סיפרה על מריבה עם אחיה.", 1)]
    [InlineData("סיפרה על מריבה עם אחיה, ועל רצון למות.", 1)]
    [InlineData("", 1)]
    public void What_does_not_is_without_source(string sentence, int unit) => Check(sentence, Notes, unit).Should().Be(Provenance.NoSource);

    [Fact]
    public void Citing_nothing_is_without_source() => ProvenanceCheck.Of("סיפרה על מריבה.", [], Notes).Should().Be(Provenance.NoSource);

    [Theory]
    [InlineData("אמרה \"הוא אף פעם לא שומע אותי\".", 2)]
    [InlineData("אמרה \"הוא לא שומעת אותי\".", 2)]
    public void A_quotation_must_be_exact(string sentence, int unit) => Check(sentence, Notes, unit).Should().Be(Provenance.InexactQuotation);

    [Fact]
    public void A_denial_nobody_typed_is_marked() =>
        Check("הכחישה מחשבות אובדניות.", Notes, 1).Should().Be(Provenance.UnaskedNegative);

    [Fact]
    public void A_denial_from_a_dialogue_needs_question_and_answer()
    {
        Check("Denies suicidal thoughts.", Talk, 1, 2).Should().Be(Provenance.Linked);
        Check("Denies suicidal thoughts.", Talk, 2).Should().Be(Provenance.UnaskedNegative);
        Check("Denies suicidal thoughts.", Talk, 1).Should().Be(Provenance.UnaskedNegative);
        Check("Denies suicidal thoughts.", Talk, 3, 4).Should().Be(Provenance.UnaskedNegative);
        Check("Denies suicidal thoughts.", Talk, 1, 4).Should().Be(Provenance.UnaskedNegative);
        Check("“no, never.”", Talk, 2).Should().Be(Provenance.UnaskedNegative);
        Check("“any thoughts of suicide?” — “no, never.”", Talk, 1, 2).Should().Be(Provenance.Linked);
    }

    private static Provenance Check(string sentence, IReadOnlyList<SourceUnit> all, params int[] units) =>
        ProvenanceCheck.Of(sentence, [.. all.Where(u => units.Contains(u.Number))], all);
}
