using FluentAssertions;
using TherapyCompanion.Core.Privacy.Redaction.Research;
using Xunit;

namespace TherapyCompanion.Tests.Core.Privacy.Redaction;

public sealed class ResearchQuestionTests
{
    [Theory]
    [InlineData("", ResearchRefusal.Empty)]
    [InlineData("The mayor of a northern town who resigned last month: treatment for panic?", ResearchRefusal.PublicFigure)]
    [InlineData("הטייס שהמטוס שלו החליק מהמסלול באילת, איזה פרוטוקול?", ResearchRefusal.SinglesOut)]
    [InlineData("מורה בת 43 מקיבוץ בגליל, אם לשלושה, שחיקה בעבודה. ספרות?", ResearchRefusal.TooManyParticulars)]
    public void What_singles_a_person_out_is_refused(string question, ResearchRefusal reason) =>
        ResearchQuestion.Anonymise(question).Should().Be(new ResearchAnswer.Refused(reason));

    [Theory]
    [InlineData("What is the evidence for EMDR in complex PTSD?", "What is the evidence for EMDR in complex PTSD?")]
    [InlineData("Dana Levi, 34 years old, from Haifa: sleep restriction in bipolar II?", "[name 1], 30-39 years old, from [place]: sleep restriction in bipolar II?")]
    [InlineData("תומר בן 11, מרטיב. מה עם אזעקת הרטבה?", "[שם 1] בן 9-11, מרטיב. מה עם אזעקת הרטבה?")]
    public void Others_are_made_general(string question, string safe) => ResearchQuestion.Anonymise(question).Should().Be(new ResearchAnswer.Safe(safe));
}
