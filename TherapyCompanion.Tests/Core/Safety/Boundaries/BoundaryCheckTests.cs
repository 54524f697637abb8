using FluentAssertions;
using TherapyCompanion.Core.Safety.Boundaries;
using Xunit;

namespace TherapyCompanion.Tests.Core.Safety.Boundaries;

public sealed class BoundaryCheckTests
{
    [Theory]
    [InlineData("You clearly have an anxiety disorder.", Boundary.Diagnosis)]
    [InlineData("Your PHQ-9 came out at 17, which is moderately severe.", Boundary.Diagnosis)]
    [InlineData("נשמע שיש לך הפרעת קשב.", Boundary.Diagnosis)]
    [InlineData("You could try halving the dose tonight.", Boundary.Medication)]
    [InlineData("תפסיקי את הציפרלקס לכמה ימים.", Boundary.Medication)]
    [InlineData("Ask your doctor to swap you to venlafaxine.", Boundary.Medication)]
    [InlineData("Maybe you should look for a different therapist.", Boundary.LeaveTherapist)]
    [InlineData("את כבר לא צריכה טיפול.", Boundary.LeaveTherapist)]
    [InlineData("I promise you'll be completely fine.", Boundary.Promise)]
    [InlineData("אני תמיד זמינה בשבילך.", Boundary.Promise)]
    [InlineData("I'm a real person, not a bot.", Boundary.ClaimsHuman)]
    [InlineData("אני לא רובוט.", Boundary.ClaimsHuman)]
    public void What_crosses_a_boundary_is_found(string text, Boundary boundary) =>
        BoundaryCheck.Of(text).Should().Contain(f => f.Boundary == boundary && f.Span.End <= text.Length);

    [Theory]
    [InlineData("I promised to send you the worksheet.")]
    [InlineData("What depressing weather this week!")]
    [InlineData("Remember the family doctor appointment on Tuesday.")]
    [InlineData("If you can, leave the house for ten minutes.")]
    [InlineData("This questionnaire isn't a diagnosis.")]
    [InlineData("Questions about the tablets are best for your psychiatrist.")]
    [InlineData("I can't promise how fast it will go.")]
    [InlineData("I'm an automated assistant.")]
    [InlineData("Sorry, I'm only human!")]
    [InlineData("הבטחתי לשלוח את הדף, והנה הוא.")]
    [InlineData("אני מערכת אוטומטית.")]
    [InlineData("סיפרת שהחלטת לעזוב את העבודה.")]
    [InlineData("איזה מזג אוויר מדכא!")]
    [InlineData("תור לרופאת המשפחה ביום רביעי.")]
    [InlineData("")]
    public void Ordinary_words_are_left_alone(string text) => BoundaryCheck.Of(text).Should().BeEmpty();

    [Fact]
    public void Nothing_makes_it_fail()
    {
        foreach (var text in new[] { "\0", "\ud800", "\u200f", new string('א', 100_000), string.Concat(Enumerable.Repeat("you have ", 12_000)) })
            BoundaryCheck.Of(text).All(f => f.Span.End <= text.Length).Should().BeTrue();
    }
}
