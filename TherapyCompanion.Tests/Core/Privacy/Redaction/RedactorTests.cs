using FluentAssertions;
using TherapyCompanion.Core.Privacy.Redaction;
using TherapyCompanion.Core.Privacy.Redaction.Numbers;
using Xunit;

namespace TherapyCompanion.Tests.Core.Privacy.Redaction;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("כתבתי לנועה שאגיע", "נועה")]
    [InlineData("קיבלנו מיוסי ומדפנה מתנה", "יוסי|דפנה")]
    [InlineData("המטופלת, מיכל בן דוד, הגיעה עם אמה", "מיכל בן דוד")]
    [InlineData("הפנה ד\"ר זילברקווייט", "זילברקווייט")]
    [InlineData("קוראים לי אוראל וקוראים לו ז'וליאן", "אוראל|ז'וליאן")]
    [InlineData("נפגשתי עם נ. אברג'יל", "נ. אברג'יל")]
    [InlineData("my boyfriend mike and his sister Rose", "mike|Rose")]
    [InlineData("Referred by Dr. Okonkwo-Lee, seen by J. Petrov", "Okonkwo-Lee|J. Petrov")]
    [InlineData("talked to yossi cohen, noa's cousin", "yossi cohen|noa")]
    [InlineData("C:\\Users\\shlomit\\notes.txt", "shlomit")]
    public void Names_are_found_where_they_stand(string text, string names) => Found(text, RedactionKind.Name).Should().Equal(names.Split('|'));

    [Theory]
    [InlineData("Section 12345, room B12, version 10.0.14, 14:30, 350 NIS")]
    [InlineData("Internal Family Systems and Motivational Interviewing, anxious attachment, a fight about finances")]
    [InlineData("PHQ-9 of 18, ICD F41.1, Young's schema questionnaire, by the grace of God in a rose garden, I hope so")]
    [InlineData("ער\"ן 1201, *2700, מד\"א 101, סעיף 368, שיטת אדלר, המודל של בק")]
    [InlineData("התקווה שלו חזרה, השמחה גדולה, לקראת ראש השנה ויום כיפור, אור ירוק לקרן השתלמות")]
    [InlineData("מאמין שהמינון מלא, שואל את המורה, מבינה את השלילי, שימי לב")]
    [InlineData("I'm tired, I've tried Prozac and Zoom, will may come in May?")]
    public void What_only_looks_like_it_stays(string text) => Redactor.Find(text).Should().BeEmpty();

    [Theory]
    [InlineData("050-1234567")]
    [InlineData("0501234567")]
    [InlineData("050 123 4567")]
    [InlineData("03-6123456")]
    [InlineData("+972 54 123 4567")]
    [InlineData("972-54-1234567")]
    [InlineData("+972-(0)54-1234567")]
    [InlineData("1-800-123-456")]
    [InlineData("(555) 123-4567")]
    [InlineData("+44 20 7946 0958")]
    [InlineData("077-5551234")]
    public void Phones_of_every_spelling(string phone) => Found($"call me: {phone}, thanks", RedactionKind.Phone).Should().Equal(phone);

    [Theory]
    [InlineData("ת.ז. 058813999", RedactionKind.IdNumber, "058813999")]
    [InlineData("MRN: 12345678", RedactionKind.RecordNumber, "12345678")]
    [InlineData("תיק מס' 44-1203", RedactionKind.RecordNumber, "44-1203")]
    [InlineData("card 4580 4002 9787 5348", RedactionKind.Card, "4580 4002 9787 5348")]
    [InlineData("נולדה ב-3.4.1988 בחיפה", RedactionKind.BirthDate, "3.4.1988")]
    [InlineData("born on March 14, 1961", RedactionKind.BirthDate, "March 14, 1961")]
    [InlineData("write to dana_k@mail.example.co.il now", RedactionKind.Email, "dana_k@mail.example.co.il")]
    [InlineData("גרה ברחוב הרצל 12, חיפה", RedactionKind.Address, "רחוב הרצל 12, חיפה")]
    [InlineData("at 14 Maple Court, Flat 2, Leeds", RedactionKind.Address, "14 Maple Court, Flat 2, Leeds")]
    [InlineData("שלחו לת.ד. 1186, קריית גת", RedactionKind.Address, "ת.ד. 1186, קריית גת")]
    public void Numbers_and_addresses(string text, RedactionKind kind, string words) => Found(text, kind).Should().Equal(words);

    [Theory]
    [InlineData("נפגשנו ב-3.4.2024")]
    [InlineData("order 123456789")]
    public void Other_dates_and_numbers_stay(string text) => Redactor.Find(text).Should().BeEmpty();

    [Fact]
    public void Persons_are_told_apart_and_the_same_person_is_one()
    {
        const string text = "Dana Levi told Yossi that Dana is tired.";

        Redactor.MaskNumbered(text, Redactor.Find(text)).Should().Be("[name 1] told [name 2] that [name 1] is tired.");
    }

    [Fact]
    public void Spans_point_into_the_original_with_points_and_invisible_marks()
    {
        const string text = "\u200Fסיפרתי לְנוֹעָה אתמול\u200E";

        var name = Redactor.Find(text).Should().ContainSingle().Subject;
        text.Substring(name.Span.Start, name.Span.Length).Should().Be("נוֹעָה").And.Be(name.Words);
    }

    [Fact]
    public void Luhn_takes_right_numbers_and_no_others()
    {
        CheckDigits.Luhn("4580 4002 9787 5348").Should().BeTrue();
        CheckDigits.Luhn("4580 4002 9787 5349").Should().BeFalse();
        CheckDigits.Luhn("000000000").Should().BeFalse();
        CheckDigits.Luhn("").Should().BeFalse();
    }

    [Fact]
    public void Junk_never_throws_and_long_text_is_read_in_time()
    {
        var random = new Random(3);
        var alphabet = "אבגדהוזחט יךםןףץ\u05B0\u200F\0\uD800\uDC00-'\"׳״.,:;/\\@#()0123456789abcXYZ \n\t+־".ToCharArray();
        for (var i = 0; i < 3000; i++)
        {
            var text = new string(random.GetItems(alphabet, random.Next(0, 120)));
            foreach (var use in Enum.GetValues<RedactionUse>())
                foreach (var r in Redactor.Find(text, use)) text.Substring(r.Span.Start, r.Span.Length).Should().Be(r.Words);
        }

        foreach (var unit in new[] { "דנה ", "0", "1 ", "a@", "1-", "John ", "(", "א", ". ", "רחוב א " })
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            Redactor.Find(string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length)));
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(8), unit);
        }
    }

    private static IEnumerable<string> Found(string text, RedactionKind kind) => Redactor.Find(text).Where(r => r.Kind == kind).Select(r => r.Words);
}
