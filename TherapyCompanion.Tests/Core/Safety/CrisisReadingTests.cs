using FluentAssertions;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core.Safety;

/// <summary>The crisis check beyond a single plain line: spellings, frames, posts, conversations, junk.</summary>
public sealed class CrisisReadingTests
{
    [Theory]
    [InlineData("i want to dieeee")]
    [InlineData("su!cide is all i think about, thinking about suic1de")]
    [InlineData("i want to k i l l myself")]
    [InlineData("going to kms")]
    [InlineData("רוצה למותתת")]
    [InlineData("אני רוצה ל מות")]
    [InlineData("חושב על להיתאבד")]
    [InlineData("i want to end my life, אין לי כוח יותר לחיות")]
    public void Spelling_does_not_hide_it(string line) => CrisisDetector.ReadLine(line).Calls.Should().BeTrue();

    [Theory]
    [InlineData("I'm not suicidal, but I wish I wasn't here anymore")]
    [InlineData("לא אובדנית, פשוט הלוואי שלא אקום מחר")]
    public void A_denial_does_not_hide_what_follows(string line) => CrisisDetector.ReadLine(line).Calls.Should().BeTrue();

    [Theory]
    [InlineData("this meeting makes me want to die 😂")]
    [InlineData("I'll kill myself if I have to do another spreadsheet lol")]
    [InlineData("אני אתאבד אם יהיה עוד זום אחד חחח")]
    [InlineData("He used to hit me, we divorced eight years ago and I'm safe now")]
    [InlineData("I had a nightmare that someone was strangling me")]
    [InlineData("my uncle took his own life in the nineties")]
    [InlineData("בסדרה היא קופצת מהגג")]
    [InlineData("It's not that I don't want to live")]
    public void A_figure_of_speech_a_dream_a_story_and_what_is_over_call_nobody(string line) => CrisisDetector.ReadLine(line).Calls.Should().BeFalse();

    [Fact]
    public void A_yes_counts_for_what_was_asked()
    {
        var reading = CrisisDetector.ReadConversation(
        [
            new(Speaker.Therapist, "היו השבוע מחשבות לפגוע בעצמך?"),
            new(Speaker.Patient, "כן"),
        ]);

        reading.Calls.Should().BeTrue();
        reading.Spans.Should().ContainSingle().Which.Should().Be(new CrisisWords(1, new TextSpan(0, 2)));
    }

    [Fact]
    public void A_denial_takes_back_a_figure_of_speech_and_not_a_statement()
    {
        CrisisDetector.ReadConversation(
        [
            new(Speaker.Patient, "אני רוצה להרוג את הבוס שלי"),
            new(Speaker.Therapist, "מחשבה לפגוע בו באמת?"),
            new(Speaker.Patient, "לא, מה פתאום"),
        ]).Calls.Should().BeFalse();
        CrisisDetector.ReadConversation(
        [
            new(Speaker.Patient, "I took 30 pills"),
            new(Speaker.Therapist, "Did you want to die?"),
            new(Speaker.Patient, "no"),
        ]).Calls.Should().BeTrue();
    }

    [Fact]
    public void Signs_that_mean_little_alone_add_up()
    {
        CrisisTurn[] turns =
        [
            new(Speaker.Patient, "I signed the car over to my son."),
            new(Speaker.Therapist, "And the cat?"),
            new(Speaker.Patient, "My sister took my cat. I haven't thought that far ahead, it's quite peaceful."),
        ];

        CrisisDetector.ReadConversation(turns).Calls.Should().BeTrue();
        CrisisDetector.ReadConversation([turns[0]]).Calls.Should().BeFalse();
    }

    [Fact]
    public void A_question_is_the_therapists_and_no_mention_of_the_patient() =>
        CrisisDetector.ReadConversation([new(Speaker.Therapist, "Are you thinking of killing yourself?"), new(Speaker.Patient, "No. Never.")])
            .Should().Be(CrisisReading.Nothing);

    [Fact]
    public void A_post_is_weighed_by_who_speaks_of_whom()
    {
        var writer = CrisisDetector.ReadPost(
            "I can't do this anymore. Every night I lie here and I want to die. I have nobody. I have been thinking about killing myself since March and I wrote a note. I am so tired.");
        var supporter = CrisisDetector.ReadPost(
            "I'm sorry you're going through this. Please don't kill yourself. I know you feel like you want to die, but you matter and it does get better. Please call someone. You are not alone.");

        writer.Calls.Should().BeTrue();
        supporter.Calls.Should().BeFalse();
        writer.Score.Should().BeGreaterThan(supporter.Score);
        writer.Spans.Should().NotBeEmpty();
    }

    [Fact]
    public void Spans_point_into_the_original_text()
    {
        const string line = "שלום. אֲנִי רוֹצָה לָמוּת, באמת";

        var words = CrisisDetector.ReadLine(line).Spans.Should().ContainSingle().Subject;

        line.Substring(words.Span.Start, words.Span.Length).Should().Be("רוֹצָה לָמוּת");
    }

    [Fact]
    public void Nothing_makes_it_fail()
    {
        var random = new Random(7);
        const string Letters = "אבלמות רצה want die  .,!?'\"״׳\0\ud800\u200f\u05b8123*$";
        for (var i = 0; i < 300; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(0, 120)).Select(_ => Letters[random.Next(Letters.Length)])]);
            foreach (var reading in new[] { CrisisDetector.Read(text), CrisisDetector.ReadPost(text), CrisisDetector.ReadConversation([new(Speaker.Patient, text)]) })
                reading.Spans.All(s => s.Span.Start >= 0 && s.Span.Length > 0 && s.Span.End <= text.Length).Should().BeTrue(text);
        }

        foreach (var unit in new[] { "want to die ", "לא רוצה ", "a", "a ", "k! ", "למות" })
        {
            var long_ = string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length));
            CrisisDetector.Read(long_).Score.Should().BeInRange(0, 1);
            CrisisDetector.Detect(long_);
        }
    }
}
