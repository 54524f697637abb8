using FluentAssertions;
using TherapyCompanion.Core.Agents.BuiltIn.Letters;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using Xunit;

namespace TherapyCompanion.Tests.Core.Agents.Letters;

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

    [Theory]
    [InlineData("he", "לצאת להליכה של 10 דקות כל בוקר.")]
    [InlineData("he", "לעלות במעלית לקומה 1, פעם ביום, לבד")]
    [InlineData("he", "לנסות לנשום לאט פעם ביום")]
    [InlineData("he", "יומן נשימות, פעמיים ביום")]
    [InlineData("he", "היפרוונטילציה 3 חזרות ביום, לרשום SUDS.")]
    [InlineData("he", null)]
    [InlineData("en", "Walk for 10 minutes every morning.")]
    [InlineData("en", "Slow breathing, twice a day")]
    [InlineData("en", "Interoceptive exposure, call Dana.")]
    [InlineData("en", null)]
    public void Every_sentence_agrees_in_every_form_and_stays_quiet(string language, string? homework)
    {
        SignedFact[] signed = homework is null ? [new(3, "plan", "המשך חשיפה הדרגתית.")] : [new(3, "homework", homework)];
        foreach (var kind in Enum.GetValues<LetterKind>())
            foreach (var therapist in Enum.GetValues<Form>())
                foreach (var patient in Enum.GetValues<Form>())
                    foreach (var turn in Enumerable.Range(0, 6))
                    {
                        var letter = LetterComposer.Compose(new LetterRequest(language, kind, "רונית אלון", therapist, "מיכל שדה", patient, signed), turn).Text;
                        letter.Should().NotContainAny("!", "{", "}", "~", "/", "\"", "  ", "⏎", "..", "SUDS", "Dana", "חשיפה", "לנסות לנסות", "תנסי לנסות");
                        letter.Length.Should().BeInRange(50, 400);
                        OutgoingTextCheck.Check(letter, therapist, patient).Should().BeEmpty(letter);
                    }
    }

    [Fact]
    public void The_same_facts_make_the_same_letter_and_others_may_make_another()
    {
        var letters = Enumerable.Range(1, 12).Select(n => Compose("he", LetterKind.FollowUp, Form.Feminine, Form.Feminine, new SignedFact(1, "homework", $"לנשום לאט {n} דקות")).Text.Replace($"{n}", "", StringComparison.Ordinal)).ToList();

        letters.Distinct().Count().Should().BeGreaterThan(2);
        Compose("he", LetterKind.Answer, Form.Neutral, Form.Neutral).Should().BeEquivalentTo(Compose("he", LetterKind.Answer, Form.Neutral, Form.Neutral));
    }

    [Fact]
    public void An_act_and_a_thing_are_woven_in_differently()
    {
        string[] act = [.. Enumerable.Range(0, 6).Select(t => Turned("לצאת להליכה כל בוקר", t))];
        string[] thing = [.. Enumerable.Range(0, 6).Select(t => Turned("יומן נשימות פעם ביום", t))];

        act.Should().Contain(l => l.Contains("סיכמנו שתנסי לצאת להליכה כל בוקר"));
        thing.Should().Contain(l => l.Contains("סיכמנו על יומן נשימות פעם ביום"));

        static string Turned(string homework, int turn) => LetterComposer.Compose(
            new LetterRequest("he", LetterKind.FollowUp, "רונית", Form.Masculine, "מיכל", Form.Feminine, [new(1, "homework", homework)]), turn).Text;
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
