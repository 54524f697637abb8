using System.Diagnostics;
using FluentAssertions;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core.Text;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("נפגשתי עם ד\"ר שרון ועם גב' לוי. פרופ' כהן לא בא.", "נפגשתי עם ד\"ר שרון ועם גב' לוי.", "פרופ' כהן לא בא.")]
    [InlineData("היה סבבה.חזרתי מוקדם.", "היה סבבה.", "חזרתי מוקדם.")]
    [InlineData("מה?לא הבנתי!", "מה?", "לא הבנתי!")]
    [InlineData("פי.טי.אס.די זה קשה. ת.ז. נבדקה.", "פי.טי.אס.די זה קשה.", "ת.ז. נבדקה.")]
    [InlineData("לא הבנתי... אתה כועס? תגיד.", "לא הבנתי... אתה כועס?", "תגיד.")]
    [InlineData("היא אמרה: \"די. מספיק!\" ויצאה. שתקתי.", "היא אמרה: \"די. מספיק!\" ויצאה.", "שתקתי.")]
    [InlineData("הבוס כתב: \"בוא אליי.\" ישר נבהלתי.", "הבוס כתב: \"בוא אליי.\"", "ישר נבהלתי.")]
    [InlineData("שמחתי לשמוע 😊 נדבר בראשון?", "שמחתי לשמוע 😊", "נדבר בראשון?")]
    [InlineData("דיברה על אחיה 😢 ואז שתקה.", "דיברה על אחיה 😢 ואז שתקה.")]
    [InlineData("אני ❤️ אותך. תודה! 🙏", "אני ❤️ אותך.", "תודה! 🙏")]
    [InlineData("ילד בכיתה ב. הוא ביישן. נפגשתי עם ר. היום.", "ילד בכיתה ב.", "הוא ביישן.", "נפגשתי עם ר. היום.")]
    [InlineData("המינון ירד ל-2.5 מ\"ג\u200f. טוב.", "המינון ירד ל-2.5 מ\"ג\u200f.", "טוב.")]
    [InlineData("- כביסה\n- שיחה. קצרה", "- כביסה", "- שיחה.", "קצרה")]
    [InlineData("1. sleep 2. eat 3. walk", "1. sleep", "2. eat", "3. walk")]
    [InlineData("Dr. Cole and J. K. Lim said 5 p.m. works.See you", "Dr. Cole and J. K. Lim said 5 p.m. works.", "See you")]
    [InlineData("We met at 5 p.m. We talked about the U.N. in Geneva.", "We met at 5 p.m.", "We talked about the U.N. in Geneva.")]
    [InlineData("I tried etc. but no. Visit example.com. It helps.", "I tried etc. but no.", "Visit example.com.", "It helps.")]
    [InlineData("\"You always do this!\" he shouted. I froze.", "\"You always do this!\" he shouted.", "I froze.")]
    [InlineData("No. 5 is mine. No. I won't (really!) go.", "No. 5 is mine.", "No.", "I won't (really!) go.")]
    public void A_text_is_cut_where_its_reader_would(string text, params string[] sentences) =>
        Sentences.Of(text).Select(s => text.Substring(s.Start, s.Length)).Should().Equal(sentences);

    [Theory]
    [InlineData("אין מחשבות אובדניות, אבל היא עצובה", "אין מחשבות אובדניות, ", "אבל היא עצובה")]
    [InlineData("לא ישנה והיא עייפה כי התינוק בכה", "לא ישנה ", "והיא עייפה ", "כי התינוק בכה")]
    [InlineData("no pain, nausea or vomiting", "no pain, nausea or vomiting")]
    [InlineData("He denied pain, but said he fell, and she cried", "He denied pain, ", "but said he fell, ", "and she cried")]
    public void A_sentence_is_cut_into_clauses_that_cover_it(string text, params string[] clauses) =>
        Clauses.In(text, new TextSpan(0, text.Length)).Select(c => text.Substring(c.Start, c.Length)).Should().Equal(clauses);

    [Theory]
    [InlineData("שלחתי ל-dana_k@example.com או www.a.co.il/x, טוב?", "שלחתי|ל|dana_k@example.com|או|www.a.co.il/x|טוב")]
    [InlineData("\u200fשלום \u200eHello\u200e, בי\"ס ודו\"חות", "שלום|Hello|בי\"ס|ודו\"חות")]
    [InlineData("at 5 p.m. on 1.9.2025, 2,400 ₪ ב־12.5", "at|5|p.m.|on|1.9.2025|2,400|ב|12.5")]
    [InlineData("#בדידות צ'ילבה ג'ורג' and/or you’re", "בדידות|צ'ילבה|ג'ורג'|and|or|you’re")]
    public void Words_are_what_a_reader_calls_a_word(string text, string words) =>
        string.Join('|', Words.Of(text).Select(w => text[w.Start..w.End])).Should().Be(words);

    [Fact]
    public void No_junk_breaks_it_or_takes_long()
    {
        var clock = Stopwatch.StartNew();
        foreach (var text in Junk.Texts(seed: 7, "שלום. \"מה? (כן! www.a.b.com 1. ד\"ר p.m. 😊 :) • e.g. ... … ג' כיתה ב. a@b.co"))
        {
            var end = 0;
            foreach (var s in Sentences.Of(text))
            {
                s.Start.Should().BeGreaterThanOrEqualTo(end);
                (end = s.End).Should().BeLessThanOrEqualTo(text.Length);
            }

            var clauses = Clauses.In(text, new TextSpan(0, text.Length));
            clauses.Sum(c => c.Length).Should().Be(text.Length);
            Words.Of(text).All(w => w.End > w.Start).Should().BeTrue();
            SourceText.Segment(text).All(u => text.Substring(u.Span.Start, u.Span.Length) == u.Text).Should().BeTrue();
        }

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20), "no text may take time that grows with its square");
    }
}
