using FluentAssertions;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using Xunit;

namespace TherapyCompanion.Tests.Core.Messages.Agreement;

public sealed class AgreementTests
{
    // wrong forms as "wrong>right", "wrong>" where no form may be offered
    [Theory]
    [InlineData("תיזכרי לכתוב, ואל תשארי לבד.", 'f', 'm', "תיזכרי>*", "תשארי>תישאר")]
    [InlineData("את יכולה לנשום ולהרגיש רגועה.", 'f', 'm', "את>אתה", "יכולה>יכול", "רגועה>רגוע")]
    [InlineData("אני רואה אותך עייפה השבוע.", 'm', 'm', "עייפה>עייף")]
    [InlineData("היית אמיצה, ואני גאה בך.", 'f', 'm', "אמיצה>אמיץ")]
    [InlineData("חשוב לי שתחזור בזמן.", 'f', 'f', "תחזור>תחזרי")]
    [InlineData("אולי תתקשר אליה מחר?", 'm', 'f', "תתקשר>תתקשרי")]
    [InlineData("בפגישה הבאה תספר לי.", 'f', 'f', "תספר>תספרי")]
    [InlineData("תהיה חברה טובה של עצמך.", 'f', 'f', "תהיה>תהיי")]
    [InlineData("ילדיך שמחים, ומחשבותיך ברורות.", 'f', 'f', "ילדיך>ילדייך", "מחשבותיך>מחשבותייך")]
    [InlineData("לדברייך הייתה השפעה.", 'f', 'm', "דברייך>דבריך")]
    [InlineData("דברי איתי אחרי הפגישה.", 'f', 'm', "דברי>דבר")]
    [InlineData("לכי לישון.", 'f', 'm', "לכי>לך")]
    [InlineData("לך לישון.", 'f', 'f', "לך>לכי")]
    [InlineData("מה דעתך? תכתבי לי.", 'f', 'p', "דעתך>דעתכם", "תכתבי>תכתבו")]
    [InlineData("אני שמחה לעדכן.", 'p', 'f', "אני שמחה>אנחנו שמחים")]
    [InlineData("מחכה לך, ושמחה שכתבת.", 'm', 'f', "שמחה>שמח")]
    [InlineData("מרגיש יותר טוב היום?", 'f', 'f', "מרגיש>מרגישה")]
    [InlineData("אתה מוזמן לכתוב.", 'f', 'n', "אתה>", "מוזמן>")]
    [InlineData("אני מבינה, ואפשר לכתוב אליי.", 'n', 'n', "מבינה>")]
    [InlineData("חשבתי עלייך.", 'f', 'n', "עלייך>")]
    [InlineData("תזכור/י להביא את הדף.", 'f', 'f', "תזכור/י>תזכרי")]
    [InlineData("תרגישו.י בנוח.", 'f', 'p', "תרגישו.י>תרגישו")]
    [InlineData("את/ה מוזמן/ת, שמח/שמחה לשמוע.", 'f', 'm', "את/ה>אתה", "מוזמן/ת>מוזמן", "שמח/שמחה>שמח")]
    [InlineData("היי יקרה, מה שלומך?", 'f', 'm', "יקרה>יקר")]
    public void What_does_not_agree_is_found_with_the_right_form(string text, char speaker, char addressee, params string[] wrong)
    {
        var found = Find(text, speaker, addressee);

        found.Select(f => text.Substring(f.Span.Start, f.Span.Length)).Should().Equal(wrong.Select(w => w.Split('>')[0]));
        for (var i = 0; i < wrong.Length; i++)
        {
            var right = wrong[i].Split('>')[1];
            if (right != "*")
            {
                (found[i].Suggestion ?? "").Should().Be(right, text);
            }
        }
    }

    [Theory]
    [InlineData("היא תכתוב לך, ואמא שלך אמרה שתבוא גם.", 'f', 'm')]
    [InlineData("הפגישה תהיה קצרה, והמזכירה תתקשר אלייך.", 'm', 'f')]
    [InlineData("דנה תתקשר מחר. התחושה, שעולה בערב, תעבור.", 'm', 'f')]
    [InlineData("השבוע תהיה לנו פגישה ארוכה, ותתחיל הקבוצה.", 'm', 'f')]
    [InlineData("היא תשאל כמה שאלות ותקרא לי.", 'm', 'f')]
    [InlineData("אמרת \"אני עייף ולא יכול\", והוא ענה \"את לא לבד\".", 'f', 'f')]
    [InlineData("הוא אמר ש\"את לא מקשיבה לי\".", 'f', 'm')]
    [InlineData("תקווה היא תרגול. תודה על התשובה, תזכורת תגיע.", 'm', 'f')]
    [InlineData("ספרי ההדרכה ודברי הסיכום אצלי. המשך יום נעים.", 'm', 'm')]
    [InlineData("ראיתי את השיפור, ופגשתי את נועה. לקחת את כל הזמן.", 'm', 'm')]
    [InlineData("רוצה לכתוב לי? מה ששלך שלך, ומה שכתבת נשאר.", 'f', 'n')]
    [InlineData("אני מציעה תרגיל קצר ומרגיע.", 'f', 'f')]
    [InlineData("אני מציע נשימה איטית ומרגיעה.", 'm', 'f')]
    [InlineData("שניכם צודקים. הוא מקשיב והיא מדברת.", 'f', 'p')]
    [InlineData("איך היה לכם בחופשה עם הילדים?", 'f', 'f')]
    [InlineData("ואם לא הסתדר, נדבר. יכול להיות שזה קשה.", 'f', 'f')]
    [InlineData("כן/לא, בוקר/ערב, מה שנוח.", 'f', 'f')]
    [InlineData("חייך השתנו, והמקום שייך לך.", 'f', 'm')]
    [InlineData("להרגיש טוב זה לא חובה. נשמעת טוב.", 'f', 'f')]
    [InlineData("לאחר מכן נדבר.", 'f', 'f')]
    public void What_agrees_or_tells_of_others_is_left_alone(string text, char speaker, char addressee) =>
        Find(text, speaker, addressee).Should().BeEmpty();

    [Fact]
    public void Points_and_invisible_marks_do_not_move_a_span()
    {
        const string text = "\u200Fוְשֶׁתַּחְזֹר אולי, וש\u200Fתחזור מחר.";

        var found = Find(text, 'f', 'f').Single(f => f.Suggestion is not null);

        text.Substring(found.Span.Start, found.Span.Length).Should().Be("תחזור");
    }

    [Fact]
    public void Junk_is_no_reason_to_fail()
    {
        var random = new Random(7);
        string[] pieces = ["את ", "\"", "תזכור", "/י", "\0", "\uD800", "ש", "׳", "ות", "\n", ". ", "\u05B8", "אתה", "(", ")", "ו", "היא ", "🙂", "- "];
        for (var n = 0; n < 300; n++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var f in OutgoingTextCheck.Check(text, (Form)(n % 4), (Form)(n / 4 % 4)))
            {
                f.Span.End.Should().BeLessThanOrEqualTo(text.Length);
            }
        }

        OutgoingTextCheck.Check(new string('א', 20_000), Form.Feminine, Form.Masculine);
        OutgoingTextCheck.Check(string.Concat(Enumerable.Repeat("\"את ", 5_000)), Form.Feminine, Form.Masculine);
        OutgoingTextCheck.Check(string.Concat(Enumerable.Repeat("תזכור אתם ", 2_000)), Form.Feminine, Form.Feminine);
    }

    private static List<MessageCheckFinding> Find(string text, char speaker, char addressee) =>
        [.. OutgoingTextCheck.Check(text, Of(speaker), Of(addressee)).Where(f => f.Concern == MessageConcern.WrongForm)];

    private static Form Of(char c) => c switch { 'f' => Form.Feminine, 'm' => Form.Masculine, 'p' => Form.Plural, _ => Form.Neutral };
}
