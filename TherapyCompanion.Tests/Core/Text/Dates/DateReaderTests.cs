using System.Globalization;
using FluentAssertions;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Dates;
using Xunit;

namespace TherapyCompanion.Tests.Core.Text.Dates;

public sealed class DateReaderTests
{
    // A Tuesday evening, ט"ו בכסלו begins.
    private static readonly DateTime Now = new(2026, 11, 24, 21, 5, 0);

    [Theory]
    [InlineData("מחר בשלוש", "2026-11-25 15:00")]
    [InlineData("מחרתיים ברבע לשמונה בערב", "2026-11-26 19:45")]
    [InlineData("ביום חמישי, 26.11, בשעה 17:00", "2026-11-26 17:00")]
    [InlineData("יום ד' ה-2.12 בשעה ארבע", "2026-12-02 16:00")]
    [InlineData("חמישי ב17", "2026-11-26 17:00")]
    [InlineData("שבוע הבא ביום שני ב-9:00", "2026-11-30 09:00")]
    [InlineData("בעוד שבועיים ביום ראשון", "2026-12-06")]
    [InlineData("שבוע מהיום", "2026-12-01")]
    [InlineData("בעוד שעה וחצי", "2026-11-24 22:35")]
    [InlineData("מחר בעשרים לחמש", "2026-11-25 16:40")]
    [InlineData("בחמש דקות לשש מחר", "2026-11-25 17:55")]
    [InlineData("מוצ\"ש ב-20:30", "2026-11-28 20:30")]
    [InlineData("בסוף החודש", "2026-11-30")]
    [InlineData("ב-15 לחודש", "2026-12-15")]
    [InlineData("אני אגיע ב-3 בדצמבר ב-11:15", "2026-12-03 11:15")]
    [InlineData("כ\"ט בנובמבר", "2026-11-29")]
    [InlineData("א' בניסן", "2027-04-08")]
    [InlineData("ב-3.2", "2027-02-03")]
    [InlineData("ערב פסח", "2027-04-21")]
    [InlineData("אחרי סוכות", "2027-10-24")]
    [InlineData("נר שלישי של חנוכה", "2026-12-06")]
    [InlineData("שבת חול המועד פסח", "2027-04-24")]
    [InlineData("לא יכולה בשלישי, אפשר ברביעי ב-16:30?", "2026-11-25 16:30")]
    [InlineData("להעביר את הפגישה של מחר ליום ראשון", "2026-11-29")]
    [InlineData("מָחָר בְּשָׁלוֹשׁ", "2026-11-25 15:00")]
    [InlineData("\u200fמחר\u200e ב־3", "2026-11-25 15:00")]
    [InlineData("see you next Tuesday at 3", "2026-12-01 15:00")]
    [InlineData("tmrw 5ish", "2026-11-25 17:00")]
    [InlineData("the day after tomorrow at half past two", "2026-11-26 14:30")]
    [InlineData("quarter to 6 on Wednesday", "2026-11-25 17:45")]
    [InlineData("Sunday, 6 December", "2026-12-06")]
    [InlineData("Monday the 30th at 4", "2026-11-30 16:00")]
    [InlineData("March 5, 2027 at 9 in the morning", "2027-03-05 09:00")]
    [InlineData("2026-12-01 09:30", "2026-12-01 09:30")]
    [InlineData("12/25 at 10am", "2026-12-25 10:00")]
    [InlineData("Nov 30th", "2026-11-30")]
    [InlineData("a week from Thursday", "2026-12-03")]
    [InlineData("the first Monday of December", "2026-12-07")]
    [InlineData("not this Friday but next Friday", "2026-12-04")]
    [InlineData("tomorow at 4 p.m.", "2026-11-25 16:00")]
    [InlineData("the day after Yom Kippur", "2027-10-12")]
    [InlineData("in half an hour", "2026-11-24 21:35")]
    [InlineData("midnight tonight", "2026-11-25 00:00")]
    public void One_moment_is_resolved(string text, string expected)
    {
        var answer = DateReader.Read(text, Now);

        answer.Kind.Should().Be(DateAnswerKind.Resolved, string.Join(" | ", answer.Candidates));
        Told(answer.When!.Value).Should().Be(expected);
        answer.Candidates.Should().BeEmpty();
        answer.Spans.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("מחר ב-8", "2026-11-25 08:00|2026-11-25 20:00")]
    [InlineData("חמישי הבא", "2026-11-26|2026-12-03")]
    [InlineData("ביום שלישי", "2026-11-24|2026-12-01")]
    [InlineData("מחר או מחרתיים בשלוש", "2026-11-25 15:00|2026-11-26 15:00")]
    [InlineData("ביום ה' בארבע או בשישי בבוקר", "2026-11-26 16:00|2026-11-27")]
    [InlineData("next Thursday at 4pm", "2026-11-26 16:00|2026-12-03 16:00")]
    [InlineData("either the 2nd or the 4th of March", "2027-03-02|2027-03-04")]
    [InlineData("on 3/4", "2027-03-04|2027-04-03")]
    [InlineData("10 or 11 tomorrow", "2026-11-25 10:00|2026-11-25 11:00")]
    [InlineData("tomorrow between 3 and 5", "2026-11-25 15:00|2026-11-25 17:00")]
    [InlineData("this weekend", "2026-11-27|2026-11-28")]
    public void What_can_mean_several_is_ambiguous(string text, string expected)
    {
        var answer = DateReader.Read(text, Now);

        answer.Kind.Should().Be(DateAnswerKind.Ambiguous, answer.When?.ToString() ?? "");
        answer.When.Should().BeNull();
        string.Join('|', answer.Candidates.Select(Told)).Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("שבת שלום")]
    [InlineData("חג שמח לך ולמשפחה")]
    [InlineData("יש לי שני דברים להגיד לך")]
    [InlineData("הוא תמיד ראשון בתור")]
    [InlineData("ראשון לציון זה רחוק")]
    [InlineData("מצד שני מפחיד אותי")]
    [InlineData("אחרי שבועות של לחץ")]
    [InlineData("באחת השיחות שלנו")]
    [InlineData("בשלוש מילים: אני עייפה")]
    [InlineData("בניתי בית בשלוש שנים")]
    [InlineData("הוא בן 7")]
    [InlineData("נטלה 0.5 מ\"ג, מצב הרוח 7/10")]
    [InlineData("כל יום שלישי בארבע")]
    [InlineData("אני מתעוררת כל לילה בשלוש")]
    [InlineData("in two minds about it")]
    [InlineData("I may come, I may not")]
    [InlineData("I sat on the couch")]
    [InlineData("every Tuesday at 3")]
    [InlineData("just a second, on the other hand")]
    [InlineData("at 16 I ran away; at one point I cried")]
    [InlineData("always on my mind 24/7")]
    [InlineData("my second husband, the third time")]
    [InlineData("Happy Hanukkah!")]
    public void Words_that_only_look_like_dates_are_none(string text) => DateReader.Read(text, Now).Should().BeSameAs(DateAnswer.None);

    [Theory]
    [InlineData("נתראה אחרי החג", "2026-09-08T18:30", "2026-09-14")]
    [InlineData("אחרי החג", "2027-02-26T13:40", "2027-03-24|2027-04-29")]
    [InlineData("sunday at 3", "2027-01-17T08:40", "2027-01-17 15:00|2027-01-24 15:00")]
    [InlineData("sunday at 3", "2027-01-17T16:40", "2027-01-24 15:00")]
    [InlineData("היום בשבע", "2027-01-17T08:40", "2027-01-17 19:00")]
    [InlineData("בשש ועשרים אצא", "2027-01-17T08:40", "2027-01-17 18:20")]
    [InlineData("ביום ראשון אחרי שבועות", "2027-06-06T16:45", "2027-06-13")]
    public void The_now_decides(string text, string now, string expected)
    {
        var answer = DateReader.Read(text, DateTime.Parse(now, CultureInfo.InvariantCulture));

        string.Join('|', answer.When is { } when ? [Told(when)] : answer.Candidates.Select(Told)).Should().Be(expected);
    }

    [Fact]
    public void The_meeting_hours_decide_between_morning_and_evening()
    {
        var evenings = new MeetingHours(new TimeOnly(16, 0), new TimeOnly(22, 0));

        DateReader.Read("מחר ב-8", Now, evenings).When.Should().Be(new Moment(new DateOnly(2026, 11, 25), new TimeOnly(20, 0)));
        DateReader.Read("tomorrow at 10", Now, evenings).When!.Value.Time.Should().Be(new TimeOnly(22, 0));
    }

    [Fact]
    public void Spans_point_into_the_original()
    {
        const string Text = "אז \u200fמָחָר\u200e בשלוש?";

        DateReader.Read(Text, Now).Spans.Select(s => Text.Substring(s.Start, s.Length)).Should().Equal("מָחָר", "בשלוש");
    }

    [Fact]
    public void No_junk_and_no_now_breaks_it()
    {
        foreach (var text in Junk.Texts(seed: 11, "יום מחר בעוד שבועיים 31.2 99/99/9999 פסח ערב אחרי at 3 to 5 next 2nd of Feb ' \" רבע ל half past in 400 years ו 0 24:00 - / : או"))
        {
            DateReader.Read(text, Now).Spans.All(s => s.Start >= 0 && s.Length > 0 && s.End <= text.Length).Should().BeTrue();
        }

        foreach (var now in new[] { DateTime.MinValue, DateTime.MaxValue, new DateTime(1700, 1, 1), new DateTime(2200, 12, 31, 23, 59, 0) })
        {
            foreach (var text in new[] { "אחרי החג", "in 400 years", "ערב פסח", "31.12", "נר ראשון", "the 31st", "last Tuesday", "בעוד 400 שנה" }) DateReader.Read(text, now).Should().NotBeNull();
        }
    }

    private static string Told(Moment m) => m.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (m.Time is { } t ? t.ToString(" HH:mm", CultureInfo.InvariantCulture) : "");
}
