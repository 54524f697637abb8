using FluentAssertions;
using TherapyCompanion.Core.Agents.BuiltIn;
using TherapyCompanion.Core.Agents.BuiltIn.Letters;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using Xunit;

namespace TherapyCompanion.Tests.Core.Agents;

public sealed class LetterComposerTests
{
    public static TheoryData<string, LetterKind, Form, Form> EveryForm()
    {
        var data = new TheoryData<string, LetterKind, Form, Form>();
        foreach (var language in (string[])["he", "en"])
        {
            foreach (var kind in Enum.GetValues<LetterKind>())
            {
                foreach (var therapist in Enum.GetValues<Form>())
                {
                    foreach (var patient in Enum.GetValues<Form>())
                    {
                        data.Add(language, kind, therapist, patient);
                    }
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryForm))]
    public void A_letter_is_short_agrees_and_carries_nothing_clinical(string language, LetterKind kind, Form therapist, Form patient)
    {
        SignedFact[] signed = language == "he"
            ? [new(4, "risk", "נשאלה ישירות, שוללת."), new(5, "homework", "לרשום יומן נשימות פעם ביום.")]
            : [new(4, "risk", "Denied suicidal ideation."), new(5, "homework", "Practise slow breathing once a day.")];

        var letter = Compose(language, kind, therapist, patient, signed);

        letter.Text.Split('\n')[0].Should().Be(language == "he" ? "שלום מיכל," : "Hi מיכל,");
        letter.Text.Should().EndWith("\nרונית");
        letter.Text.Should().NotContainAny("!", "{", "}", "~", "/", "\"", "  ", "שוללת", "Denied");
        letter.Text.Length.Should().BeInRange(60, 400);
        letter.RestsOn.Should().Equal(5);
        OutgoingTextCheck.Check(letter.Text, therapist, patient).Should().BeEmpty(letter.Text);
    }

    [Theory]
    [InlineData("לרשום יומן נשימות פעם ביום.")]
    [InlineData("לצאת להליכה של 10 דקות כל בוקר")]
    public void Harmless_homework_is_quoted(string homework) =>
        Compose("he", LetterKind.PracticeReminder, Form.Feminine, Form.Feminine, new SignedFact(1, "homework", homework)).Text
            .Should().Contain(homework.TrimEnd('.'));

    [Theory]
    [InlineData("היפרוונטילציה 3 חזרות ביום, דלת סגורה, לרשום SUDS.")]
    [InlineData("רכבת 2 תחנות לבד, בלי גיא בקו.")]
    [InlineData("לקחת חצי כדור קלונקס לפני השינה.")]
    [InlineData("היא תשקול להביא אותו לפגישה.")]
    [InlineData("לעלות במעלית לקומה 1 בבניין שלה, פעם ביום, לבד.")]
    [InlineData("לרשום יומן, \"רק שלוש שורות\".")]
    [InlineData("לדבר עם אמא על הגירושין.")]
    [InlineData("לרשום חשיפות, שיא 55.")]
    public void Anything_else_is_only_referred_to(string homework)
    {
        var letter = Compose("he", LetterKind.PracticeReminder, Form.Feminine, Form.Feminine, new SignedFact(9, "homework", homework));

        letter.Text.Should().Contain("התרגול שסיכמנו בפגישה.").And.NotContain(homework[..8]);
        letter.RestsOn.Should().Equal(9);
    }

    [Fact]
    public void With_nothing_signed_it_rests_on_nothing() =>
        Compose("he", LetterKind.FollowUp, Form.Masculine, Form.Neutral).RestsOn.Should().BeEmpty();

    [Fact]
    public void Titles_go_and_a_couple_keeps_both_names()
    {
        var letter = LetterComposer.Compose(new LetterRequest("he", LetterKind.FollowUp, "ד\"ר יואב כהן", Form.Masculine, "נועה וגיא", Form.Plural, []));

        letter.Text.Should().StartWith("שלום נועה וגיא,").And.EndWith("\nיואב").And.Contain("אם תרצו");
    }

    [Theory]
    [InlineData("noa-s1.notes.he.txt")]
    [InlineData("noa-s2.notes.he.txt")]
    [InlineData("noa-s3.notes.he.txt")]
    [InlineData("noa-s4.notes.he.txt")]
    public void Letters_from_signed_samples_name_nobody_else(string sample)
    {
        var text = Samples.Text(sample);
        var facts = text.Split('\n').Select((line, i) => new SignedFact(i + 1, line.StartsWith("ש\"ב", StringComparison.Ordinal) ? "homework" : "plan", line.Replace("ש\"ב:", "", StringComparison.Ordinal).Trim())).ToArray();

        foreach (var kind in Enum.GetValues<LetterKind>())
        {
            var letter = Compose("he", kind, Form.Feminine, Form.Feminine, facts).Text;
            letter.Should().NotContainAny("גיא", "ענבל", "יעל", "SUDS", "PHQ", "קלונקס", "היפרוונטילציה", "פאניקה");
        }
    }

    private static LetterProposal Compose(string language, LetterKind kind, Form therapist, Form patient, params SignedFact[] signed) =>
        LetterComposer.Compose(new LetterRequest(language, kind, "רונית אלון", therapist, "מיכל שדה", patient, signed));
}
