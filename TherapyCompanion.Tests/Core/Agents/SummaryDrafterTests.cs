using System.Diagnostics;
using FluentAssertions;
using TherapyCompanion.Core.Agents.BuiltIn.Summaries;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core.Agents;

public sealed class SummaryDrafterTests
{
    private const string Typed = """
        רות, פגישה 7. הגיעה בזמן.
        סיפרה על מריבה עם אחיה לפני החג, "הוא לא שומע אותי".
        בנינו יחד סולם של שיחות קשות, ותרגלנו משחק תפקידים.
        ישנה טוב יותר, PHQ-9 ירד מ-14 ל-9.
        נשאלה ישירות על מחשבות אובדניות, שוללת.
        ש"ב: לרשום יומן רגשות פעם ביום; לצאת להליכה פעמיים השבוע.
        בפעם הבאה: להמשיך בסולם, לוודא שאלון.
        """;

    private const string Spoken = """
        therapist: hi , how was the week ?
        patient: um , it was hard . i argued with my sister twice and then i could not sleep .
        therapist: mm-hmm . have you had any thoughts of hurting yourself ?
        patient: no . never .
        therapist: okay . i want you to write down one good thing every evening , okay ?
        patient: sure .
        therapist: we will meet next week on tuesday .
        """;

    private static readonly string[] Keys = ["topics", "interventions", "progress", "risk", "homework", "plan"];

    public static readonly TheoryData<string> AllSamples = [.. Samples.Notes, .. Samples.Dialogues, .. Samples.Transcripts];

    [Fact]
    public void Typed_notes_go_to_their_sections()
    {
        var draft = Draft(SourceText.Segment(Typed));

        Texts(draft, "risk").Should().Equal("נשאלה ישירות על מחשבות אובדניות, שוללת.");
        Texts(draft, "homework").Should().Equal("לרשום יומן רגשות פעם ביום.", "לצאת להליכה פעמיים השבוע.");
        Texts(draft, "plan").Should().ContainSingle().Which.Should().StartWith("בפעם הבאה:");
        Texts(draft, "interventions").Should().ContainSingle().Which.Should().Contain("סולם");
        Texts(draft, "progress").Should().Contain(t => t.Contains("PHQ-9", StringComparison.Ordinal));
    }

    [Fact]
    public void A_section_without_material_stays_empty_and_every_section_is_there()
    {
        var draft = Draft(SourceText.Segment("דיברה על העבודה. בדקנו יחד מה עוזר."));

        draft.Sections.Select(s => s.Key).Should().Equal(Keys);
        Texts(draft, "risk").Should().BeEmpty();
        Texts(draft, "homework").Should().BeEmpty();
    }

    [Fact]
    public void In_a_dialogue_a_denial_stands_with_its_question()
    {
        var draft = Draft(SourceText.Segment(Spoken));

        var risk = draft.Sections.Single(s => s.Key == "risk").Sentences.Should().ContainSingle().Subject;
        risk.Text.Should().Be("“have you had any thoughts of hurting yourself?” — “no. never.”");
        risk.RestsOn.Should().HaveCountGreaterThan(1);
        Texts(draft, "homework").Should().ContainSingle().Which.Should().Contain("write down one good thing");
        Texts(draft, "topics").Should().Contain(t => t.StartsWith('“'));
    }

    [Fact]
    public void Risk_is_not_lost_when_the_template_has_no_section_for_it()
    {
        var request = new SummaryRequest("he", [new SectionSpec("topics", "נושאים"), new SectionSpec("own", "עוד")], SourceText.Segment(Typed));

        SummaryDrafter.Draft(request).Sections[0].Sentences.Should().Contain(s => s.Text.Contains("אובדניות", StringComparison.Ordinal));
    }

    [Fact]
    public void A_heading_named_like_a_section_of_the_template_fills_it()
    {
        var request = new SummaryRequest("he", [new SectionSpec("topics", "נושאים"), new SectionSpec("dreams", "חלומות")], SourceText.Segment("דיברה על העבודה עם המנהל.\nחלומות: חלמה על ים סוער ועל סירה קטנה."));

        SummaryDrafter.Draft(request).Sections[1].Sentences.Should().ContainSingle().Which.Text.Should().Contain("ים סוער");
    }

    [Theory]
    [InlineData("")]
    [InlineData("🙂🙂")]
    [InlineData("כן.")]
    public void Little_or_nothing_is_drafted_without_failing(string notes) =>
        Draft(SourceText.Segment(notes)).Sections.Should().HaveCount(6);

    [Fact]
    public void No_sections_asked_for_gives_none() =>
        SummaryDrafter.Draft(new SummaryRequest("he", [], SourceText.Segment(Typed))).Sections.Should().BeEmpty();

    [Theory]
    [MemberData(nameof(AllSamples))]
    public void Every_word_of_a_draft_stands_in_the_units_it_rests_on(string sample)
    {
        var units = Samples.Units(sample);
        foreach (var sentence in Draft(units).Sections.SelectMany(s => s.Sentences))
        {
            sentence.RestsOn.Should().NotBeEmpty();
            var cited = units.Where(u => sentence.RestsOn.Contains(u.Number)).ToList();
            var source = cited.SelectMany(u => Words.Of(u.Text)).Select(w => w.Folded).ToHashSet();
            Words.Of(sentence.Text).Should().OnlyContain(w => source.Contains(w.Folded) || source.Contains("ו" + w.Folded), sentence.Text);
            ProvenanceCheck.Of(sentence.Text, cited, units).Should().Be(Provenance.Linked, sentence.Text);
        }
    }

    [Theory]
    [MemberData(nameof(AllSamples))]
    public void Drafting_twice_gives_the_same(string sample)
    {
        var units = Samples.Units(sample);

        Draft(units).Should().BeEquivalentTo(Draft(units), o => o.WithStrictOrdering());
    }

    [Theory]
    [InlineData("noa-s1.notes.he.txt", "risk", "שוללת, בעבר ובהווה")]
    [InlineData("noa-s1.notes.he.txt", "homework", "יומן פאניקה (מתי, תחושות, מחשבה, מה עשיתי)")]
    [InlineData("noa-s1.notes.he.txt", "homework", "להוריד קפה לאחד")]
    [InlineData("noa-s1.notes.he.txt", "interventions", "פסיכואדוקציה")]
    [InlineData("noa-s2.notes.he.txt", "risk", "לא נסקר סיכון בפגישה זו")]
    [InlineData("noa-s2.notes.he.txt", "homework", "לעלות במעלית לקומה 1")]
    [InlineData("noa-s2.notes.he.txt", "plan", "נפגשות ב-6.10")]
    [InlineData("noa-s3.notes.he.txt", "risk", "לא נשאלה ישירות")]
    [InlineData("noa-s3.notes.he.txt", "topics", "קלונקס")]
    [InlineData("noa-s3.notes.he.txt", "plan", "רכבת תחנה אחת")]
    [InlineData("noa-s4.notes.he.txt", "homework", "להמשיך היפרוונטילציה פעם ביום")]
    [InlineData("noa-s4.notes.he.txt", "plan", "לוודא תזכורת PHQ-9")]
    [InlineData("noa-s1.transcript.he.json", "risk", "אף פעם לא היה לי משהו כזה")]
    [InlineData("noa-s1.transcript.he.json", "homework", "יומן פאניקה")]
    [InlineData("visit-1.dialogue.en.txt", "plan", "metformin to 1000 mg")]
    [InlineData("visit-2.dialogue.en.txt", "plan", "echocardiogram")]
    public void Samples_keep_what_matters_where_it_belongs(string sample, string section, string words) =>
        Texts(Draft(Samples.Units(sample)), section).Should().Contain(t => t.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void Notes_without_a_word_on_risk_have_an_empty_risk_section() =>
        Texts(Draft(Samples.Units("noa-s4.notes.he.txt")), "risk").Should().BeEmpty();

    [Fact]
    public void Long_notes_print_their_time()
    {
        var notes = string.Concat(Enumerable.Range(0, 40_000 / Typed.Length + 1).Select(i => Typed.Replace("רות", "רות " + i, StringComparison.Ordinal).Replace("אחיה", "אחיה ה-" + i, StringComparison.Ordinal) + "\n"))[..40_000];
        Draft(SourceText.Segment(Typed));
        var watch = Stopwatch.StartNew();

        var draft = Draft(SourceText.Segment(notes));

        TestContext.Current.TestOutputHelper?.WriteLine($"40,000 characters: {watch.ElapsedMilliseconds} ms, {draft.Sections.Sum(s => s.Sentences.Count)} sentences");
        draft.Sections.Should().HaveCount(6);
    }

    private static SummaryProposal Draft(IReadOnlyList<SourceUnit> units) =>
        SummaryDrafter.Draft(new SummaryRequest("he", [.. Keys.Select(k => new SectionSpec(k, k))], units));

    private static List<string> Texts(SummaryProposal draft, string section) =>
        [.. draft.Sections.Single(s => s.Key == section).Sentences.Select(s => s.Text)];

    [Fact]
    public void What_was_asked_about_risk_stands_beside_it()
    {
        var units = SourceText.Segment("לפעמים היא חושבת שלכולם היה קל יותר בלעדיה, אמרה ושתקה. שאלתי ישירות, אמרה שזו מחשבה ולא תוכנית.\nדיברנו על אשמה.");
        var risk = SummaryDrafter.Draft(new("he", [new("topics", "נושאים"), new("risk", "סיכון")], units)).Sections.Single(s => s.Key == "risk");
        risk.Sentences.SelectMany(s => s.RestsOn).Should().Equal(1, 2);
    }
}
