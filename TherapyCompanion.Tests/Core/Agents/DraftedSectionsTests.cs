using FluentAssertions;
using TherapyCompanion.Core.Agents.BuiltIn.Summaries;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core.Agents;

/// <summary>Where things go, what stays out, and what no draft may ever do.</summary>
public sealed class DraftedSectionsTests
{
    private static readonly IReadOnlyList<SectionSpec> Six = SummaryTemplate.Sections("en");

    [Theory]
    [InlineData("ש\"ב: מילאה יומן ב-4 מתוך 7 ימים.\nדיברה על אמא.\nש\"ב: להמשיך יומן כל ערב.", "progress", "מילאה יומן")]
    [InlineData("ש\"ב: מילאה יומן ב-4 מתוך 7 ימים.\nדיברה על אמא.\nש\"ב: להמשיך יומן כל ערב.", "homework", "להמשיך יומן")]
    [InlineData("HW – 2 of 3 worry periods done.\nArgument with dad about money.\nHW: one worry period daily.", "progress", "worry periods done")]
    [InlineData("HW – 2 of 3 worry periods done.\nArgument with dad about money.\nHW: one worry period daily.", "homework", "worry period daily")]
    [InlineData("בפעם הבאה: להשתיק את הטלפון עד יום שישי. לעבור על ההיררכיה.", "homework", "להשתיק")]
    [InlineData("בפעם הבאה: להשתיק את הטלפון עד יום שישי. לעבור על ההיררכיה.", "plan", "לעבור על ההיררכיה")]
    [InlineData("מרטיב בלילה 3 פעמים בשבוע. נצמד לאמא בגן.", "topics", "מרטיב")]
    [InlineData("חרדה לפני שיחות עם לקוחות.\nחשיפה בחדר: התקשר בלי תסריט, 75->30.", "interventions", "התקשר")]
    [InlineData("Mood 5/10 (was 3/10). Row with his boss on Monday.", "progress", "5/10")]
    [InlineData("Discussed the move.\nSI/HI denied. No plan, no intent.", "risk", "denied")]
    [InlineData("הצעתי שאולי הכעס קשור לאם. בכתה, בפעם הראשונה בלי לכסות את הפנים.", "progress", "בפעם הראשונה")]
    public void What_is_typed_goes_where_it_belongs(string notes, string section, string words) =>
        Texts(Draft(notes), section).Should().Contain(t => t.Contains(words, StringComparison.Ordinal));

    [Theory]
    [InlineData("סיפר על פיטורים ועל בושה מול אשתו. שילם בביט, צריך להוציא קבלה. בדקנו ראיות בעד ונגד המחשבה.", "קבלה")]
    [InlineData("She described panic on the train. The printer ate my consent form again. We practised slow breathing.", "printer")]
    [InlineData("דיברנו חמש דקות על המונדיאל. עבדנו על חשיפה לרכבת. החרדה ירדה מ-80 ל-40.", "המונדיאל")]
    [InlineData("Dad had brought muffins for everybody. Reports nightmares since the accident. Explained imagery rescripting.", "muffins")]
    public void What_stands_beside_the_matter_stays_out(string notes, string words) =>
        All(Draft(notes)).Should().NotContain(t => t.Contains(words, StringComparison.Ordinal)).And.HaveCountGreaterThan(1);

    [Theory]
    [InlineData("ומה קרה אחר כך?", "שטפתי כלים שעתיים וחשבתי עליה. לא בכיתי, אני לא מהבוכות.", "לא בכיתי")]
    [InlineData("Were you holding him?", "No, that's the daft thing. I wasn't drunk or anything, it was eleven in the morning.", "drunk")]
    [InlineData("What was dinner like?", "My sister laughed at me at the table. I don't hate her.", "hate")]
    [InlineData("Did you manage the diary?", "Most days, yes. I've no quarrel with my brother's wife.", "quarrel")]
    [InlineData("מה קרה בחדר?", "אמא נכנסה בלי לדפוק ורעדתי. אני לא טיפוס שכועס.", "טיפוס")]
    [InlineData("איך עבר השבוע עם מאיה?", "היא עייפה מהבדיקות שלי. היא לא כועסת או משהו.", "כועסת")]
    public void A_negative_finding_nobody_asked_for_is_not_printed(string question, string answer, string words) =>
        All(Draft($"therapist: {question}\npatient: {answer}\ntherapist: okay.\npatient: the week was hard at work.")).Should()
            .NotContain(t => t.Contains(words, StringComparison.Ordinal));

    [Theory]
    [InlineData("Are you still angry with him?", "No, I'm not angry.")]
    [InlineData("היו לך התקפים השבוע?", "לא, לא היו התקפים.")]
    public void One_that_was_asked_for_stands_with_its_question(string question, string answer) =>
        All(Draft($"therapist: {question}\npatient: {answer}\ntherapist: okay.\npatient: good.")).Should()
            .Contain(t => t.Contains(question, StringComparison.Ordinal) && t.Contains(answer.TrimEnd('.'), StringComparison.Ordinal));

    [Theory]
    [InlineData("How was the week?", "I didn't answer her messages all week.")]
    [InlineData("איך היה השבוע?", "אין לי כוח לקום בבוקר לעבודה.")]
    [InlineData("איך היה השבוע?", "הבוס לא ענה לי למייל על החופשה.")]
    public void What_is_a_trouble_or_an_event_itself_stands_whatever_was_asked(string question, string said) =>
        All(Draft($"therapist: {question}\npatient: {said}\ntherapist: okay.")).Should().Contain(t => t.Contains(said.TrimEnd('.'), StringComparison.Ordinal));

    [Fact]
    public void Only_the_denying_clause_is_cut_out() =>
        All(Draft("therapist: What happened next?\npatient: I walked out of the meeting and sat in the car, I'm not one to cry.")).Should()
            .Contain(t => t.Contains("sat in the car", StringComparison.Ordinal)).And.NotContain(t => t.Contains("to cry", StringComparison.Ordinal));

    [Fact]
    public void That_somebody_cannot_sleep_is_a_report_and_no_denial() =>
        All(Draft("מטפלת: איך היה השבוע?\nמטופל: היה שבוע קשה. לא הצלחתי לישון כמעט בכלל.")).Should().Contain(t => t.Contains("לא הצלחתי לישון", StringComparison.Ordinal));

    [Fact]
    public void Own_templates_are_filled_by_what_their_titles_hold()
    {
        const string Notes = "Reports low mood and poor sleep. Tearful, good eye contact. Socratic questioning, evidence for and against. Mood 5/10 (was 3/10). Denies SI. HW: walk daily.\nPlan: review log next session.";
        var soap = Draft(Notes, ("s", "Subjective"), ("o", "Objective"), ("a", "Assessment"), ("p", "Plan"));
        Texts(soap, "s").Should().Contain(t => t.Contains("low mood", StringComparison.Ordinal));
        Texts(soap, "o").Should().Contain(t => t.Contains("Socratic", StringComparison.Ordinal));
        Texts(soap, "a").Should().Contain(t => t.Contains("Denies SI", StringComparison.Ordinal));
        Texts(soap, "p").Should().Contain(t => t.Contains("Walk daily", StringComparison.Ordinal)).And.Contain(t => t.Contains("Review log", StringComparison.Ordinal));

        var birp = Draft(Notes, ("x1", "Behavior"), ("x2", "Intervention"), ("x3", "Response"), ("x4", "Plan"));
        Texts(birp, "x2").Should().Contain(t => t.Contains("Socratic", StringComparison.Ordinal));
        Texts(birp, "x3").Should().Contain(t => t.Contains("5/10", StringComparison.Ordinal));
    }

    [Fact]
    public void A_psychodynamic_template_has_its_dreams_and_transference()
    {
        var draft = Draft(
            "דיברה על המעבר לעיר אחרת ועל האח. חלמה שהיא עומדת על גשר ואין מעקה. בהעברה אני כרגע האם שמחלקת, והיא כועסת עליי. הצעתי שהמעבר מעורר פרידה ישנה. לא עולים תכנים אובדניים.",
            ("c", "תכנים"), ("d", "חלומות"), ("t", "יחסי העברה"), ("i", "פרשנויות"), ("r", "סיכון"));
        Texts(draft, "d").Should().Contain(t => t.Contains("גשר", StringComparison.Ordinal));
        Texts(draft, "t").Should().Contain(t => t.Contains("בהעברה", StringComparison.Ordinal));
        Texts(draft, "i").Should().Contain(t => t.StartsWith("הצעתי", StringComparison.Ordinal));
        Texts(draft, "r").Should().ContainSingle();
    }

    [Fact]
    public void Dictation_without_marks_is_taken_apart()
    {
        var draft = Draft(
            "טוב אז נ' וא' פעם שלישית הוא אומר שהיא תמיד עסוקה ושהוא מרגיש לבד בבית ואז היא אמרה שגם היא לבד עשינו תרגיל דובר ומקשיב "
            + "עם החפץ ביד והוא הצליח לשקף אותה שאלתי על אלימות בבית שניהם שללו המשימה ערב אחד בשבוע בלי טלפונים בפעם הבאה נתחיל גנוגרמה הוא שילם במזומן");
        Texts(draft, "risk").Should().Contain(t => t.Contains("שללו", StringComparison.Ordinal));
        Texts(draft, "homework").Should().Contain(t => t.Contains("בלי טלפונים", StringComparison.Ordinal));
        Texts(draft, "plan").Should().Contain(t => t.Contains("גנוגרמה", StringComparison.Ordinal));
        All(draft).Should().NotContain(t => t.Contains("במזומן", StringComparison.Ordinal));
    }

    [Fact]
    public void A_draft_keeps_to_its_length_and_risk_goes_beyond_it()
    {
        var notes = string.Concat(Enumerable.Range(1, 40).Select(i => $"סיפרה על מריבה מספר {i} עם אחותה בעבודה של אמא. ")) + "נשאלה על מחשבות אובדניות, שוללת.";
        foreach (var words in (int[])[5, 40, 120])
        {
            var draft = SummaryDrafter.Draft(new("he", Six, SourceText.Segment(notes), DraftLength.AtMost(words)));
            All(draft).Where(t => !t.Contains("אובדניות", StringComparison.Ordinal)).Sum(t => Words.Of(t).Count).Should().BeLessThanOrEqualTo(words);
            Texts(draft, "risk").Should().ContainSingle();
        }
    }

    [Fact]
    public void Junk_is_drafted_without_failing_and_nothing_is_made_up()
    {
        var random = new Random(20261124);
        string[] parts = ["ש\"ב:", "therapist:", "מטופלת:", "\0", "\uD800", "\u200F", "״", "\"", "(", "]", "לא", "no", "70->40", "12:30", "\n", " – ", "?", "!", "…", "֑", "a", "אובדנות", ",", ";", "🙂", "\t", "ב-", "'"];
        for (var round = 0; round < 300; round++)
        {
            var text = string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(60)).Select(_ => parts[random.Next(parts.Length)]));
            var units = SourceText.Segment(text);
            var draft = SummaryDrafter.Draft(new("he", Six, units));
            draft.Sections.Should().HaveCount(6);
            foreach (var sentence in draft.Sections.SelectMany(s => s.Sentences))
            {
                ProvenanceCheck.Of(sentence.Text, [.. units.Where(u => sentence.RestsOn.Contains(u.Number))], units).Should().Be(Provenance.Linked, text);
            }
        }
    }

    [Theory]
    [InlineData("א")]
    [InlineData("therapist: no ? ")]
    [InlineData("היא אמרה ואז הוא אמר ")]
    [InlineData("(\"")]
    public void A_hundred_thousand_characters_are_read(string part) =>
        Draft(string.Concat(Enumerable.Repeat(part, 100_000 / part.Length))).Sections.Should().HaveCount(6);

    private static SummaryProposal Draft(string text, params (string Key, string Title)[] sections) =>
        SummaryDrafter.Draft(new(TextLanguage.Of(text), sections.Length == 0 ? Six : [.. sections.Select(s => new SectionSpec(s.Key, s.Title))], SummarySource.Units(text)));

    private static List<string> All(SummaryProposal draft) => [.. draft.Sections.SelectMany(s => s.Sentences).Select(s => s.Text)];

    private static List<string> Texts(SummaryProposal draft, string section) => [.. draft.Sections.Single(s => s.Key == section).Sentences.Select(s => s.Text)];
}
