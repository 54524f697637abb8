using FluentAssertions;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core.Text;

public sealed class SourceTextTests
{
    public static readonly TheoryData<string> Texts = new(
        "",
        "   \n\n ",
        "...",
        "🙂",
        "רות, פגישה 7. הגיעה 5 דק' באיחור.\nש\"ב: לרשום יומן; לצאת להליכה.",
        "דיברה על אחיה 😢 ואז שתקה. \"לא רוצה. לא יכולה.\" אמרה.",
        "שָׁלוֹם לְכֻלָּם. מָה נִשְׁמַע?",
        "\u200fרשימה:\u200e\n- אחת\n- שתיים\n1. שלוש 0.5 מ\"ג. עוד משהו.\r\n2) ארבע",
        "doctor: hi .\npatient: um , okay . i do n't know .\ndoctor: any pain ?",
        "מטפלת: מה שלומך?\nמטופל: סביר. לא ישנתי.\nממשיך בשורה נוספת",
        "\"מרכאות שלא נסגרו. עוד משפט. ועוד אחד",
        "a\u2028b\u2029c");

    [Theory]
    [MemberData(nameof(Texts))]
    public void Each_unit_is_exactly_the_stretch_at_its_span_in_order(string text)
    {
        var units = SourceText.Segment(text);

        var end = 0;
        foreach (var unit in units)
        {
            text.Substring(unit.Span.Start, unit.Span.Length).Should().Be(unit.Text);
            unit.Span.Start.Should().BeGreaterThanOrEqualTo(end);
            end = unit.Span.End;
        }

        units.Select(u => u.Number).Should().Equal(Enumerable.Range(1, units.Count));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void No_letter_is_lost_except_speaker_labels(string text)
    {
        var units = SourceText.Segment(text);
        if (units.Any(u => u.Speaker != Speaker.None))
        {
            return;
        }

        string Letters(string s) => string.Concat(s.Where(char.IsLetterOrDigit));
        Letters(string.Concat(units.Select(u => u.Text))).Should().Be(Letters(text));
    }

    [Theory]
    [InlineData("הגיעה 10 דק' באיחור, עלתה ברגל.", 1)]
    [InlineData("נסעה לת\"א ב-6.10 וחזרה. PHQ-9 עלה ל-12.11.", 2)]
    [InlineData("נטלה קלונקס 0.5 בערב. הפסיקה.", 2)]
    [InlineData("\"לא ישנתי. לא אכלתי.\" כך אמרה. שתקה.", 2)]
    [InlineData("Met with Dr. Levi at 5 p.m. today. Slept well.", 2)]
    [InlineData("ו... טוב, יש עוד משהו.", 1)]
    [InlineData("ת.ז. נבדקה. הכול תקין.", 2)]
    public void Abbreviations_dates_decimals_and_quotations_do_not_end_a_sentence(string text, int sentences) =>
        SourceText.Segment(text).Should().HaveCount(sentences);

    [Fact]
    public void A_dialogue_knows_its_speakers_and_leaves_their_labels_out()
    {
        var units = SourceText.Segment("doctor: how are you ?\npatient: okay . not great .\nמטפלת: ספרי\nמטופלת: בסדר");

        units.Select(u => (u.Speaker, u.Text)).Should().Equal(
            (Speaker.Therapist, "how are you ?"),
            (Speaker.Patient, "okay ."),
            (Speaker.Patient, "not great ."),
            (Speaker.Therapist, "ספרי"),
            (Speaker.Patient, "בסדר"));
    }

    [Fact]
    public void A_label_in_notes_does_not_make_them_a_dialogue() =>
        SourceText.Segment("מטפלת: דנה\nהגיעה בזמן.\nדיברה על העבודה.\nשתקה הרבה.").Should().OnlyContain(u => u.Speaker == Speaker.None);

    [Theory]
    [InlineData("שלום CBT ו-EMDR", "he")]
    [InlineData("Hello", "en")]
    [InlineData("", "he")]
    [InlineData("Panic attacks since July, she said שלום", "en")]
    public void The_language_goes_by_the_letters(string text, string language) => TextLanguage.Of(text).Should().Be(language);

    [Theory]
    [InlineData("noa-s1.notes.he.txt", Speaker.None)]
    [InlineData("visit-1.dialogue.en.txt", Speaker.Therapist)]
    public void Samples_are_cut_exactly(string name, Speaker first)
    {
        var text = Samples.Text(name);
        var units = SourceText.Segment(text);

        units.Should().HaveCountGreaterThan(10).And.OnlyContain(u => text.Substring(u.Span.Start, u.Span.Length) == u.Text);
        units[0].Speaker.Should().Be(first);
    }
}
