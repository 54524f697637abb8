using FluentAssertions;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using Xunit;

namespace TherapyCompanion.Tests.Core.Messages;

public sealed class OutgoingTextCheckTests
{
    [Theory]
    [InlineData("מחר תזכור להביא את הדף.", Form.Feminine, Form.Feminine, "תזכור", "תזכרי")]
    [InlineData("מחר תזכרי להביא את הדף.", Form.Feminine, Form.Masculine, "תזכרי", "תזכור")]
    [InlineData("מחר תזכרי להביא את הדף.", Form.Feminine, Form.Plural, "תזכרי", "תזכרו")]
    [InlineData("אני שמח שכתבת.", Form.Feminine, Form.Feminine, "שמח", "שמחה")]
    [InlineData("ואם אתה רוצה, נדבר.", Form.Feminine, Form.Feminine, "אתה", "את")]
    [InlineData("חשבתי עלייך.", Form.Feminine, Form.Masculine, "עלייך", "עליך")]
    [InlineData("איך עבר השבוע שלכם?", Form.Feminine, Form.Feminine, "שלכם", "שלך")]
    [InlineData("אם תרצי, נדבר.", Form.Feminine, Form.Neutral, "תרצי", null)]
    [InlineData("נסה לנוח.", Form.Feminine, Form.Feminine, "נסה", "נסי")]
    public void A_form_that_does_not_agree_is_found(string text, Form speaker, Form addressee, string words, string? suggestion)
    {
        var finding = OutgoingTextCheck.Check(text, speaker, addressee).Should().ContainSingle().Subject;

        finding.Concern.Should().Be(MessageConcern.WrongForm);
        text.Substring(finding.Span.Start, finding.Span.Length).Should().Be(words);
        finding.Suggestion.Should().Be(suggestion);
    }

    [Theory]
    [InlineData("הפגישה תהיה ביום שני, ואשמח לשמוע איך היה.", Form.Feminine, Form.Feminine)]
    [InlineData("קראתי את הדברים שכתבת.", Form.Masculine, Form.Masculine)]
    [InlineData("אני שמחה שאתה יכול להגיע.", Form.Feminine, Form.Masculine)]
    [InlineData("הדף כתוב וסגור אצלי.", Form.Feminine, Form.Feminine)]
    [InlineData("אפשר לכתוב לי מתי נוח לך.", Form.Feminine, Form.Neutral)]
    [InlineData("Write to me when it suits you.", Form.Feminine, Form.Neutral)]
    [InlineData("", Form.Feminine, Form.Neutral)]
    public void What_agrees_is_left_alone(string text, Form speaker, Form addressee) =>
        OutgoingTextCheck.Check(text, speaker, addressee).Should().BeEmpty();

    [Theory]
    [InlineData("זה חלק מהדיכאון.", MessageConcern.Diagnosis)]
    [InlineData("אפשר לקחת חצי כדור.", MessageConcern.Medication)]
    [InlineData("אפשר להפסיק את הציפרלקס.", MessageConcern.Medication)]
    [InlineData("הכול יהיה בסדר.", MessageConcern.Promise)]
    [InlineData("גם אמא שאלה.", MessageConcern.ThirdPerson)]
    [InlineData("אני לא בוט.", MessageConcern.ClaimsHuman)]
    [InlineData("This is typical of OCD.", MessageConcern.Diagnosis)]
    [InlineData("Your Prozac dose is fine.", MessageConcern.Medication)]
    [InlineData("I promise you will feel better.", MessageConcern.Promise)]
    [InlineData("I'm a real person.", MessageConcern.ClaimsHuman)]
    public void What_does_not_belong_is_found(string text, MessageConcern concern) =>
        OutgoingTextCheck.Check(text, Form.Feminine, Form.Neutral).Should().Contain(f => f.Concern == concern);
}
