using System.Diagnostics;
using FluentAssertions;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Text;
using Xunit;

namespace TherapyCompanion.Tests.Core.Safety;

public sealed class CrisisDetectorTests
{
    [Theory]
    [InlineData("אני רוצה למות", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("אֲנִי רוֹצָה לָמוּת 😔", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("אני רוצה ל\u200fמות", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("נמאס לי מהכל, עדיף שלא אהיה", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("לא רואה טעם להמשיך יותר", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("הבת שלי אומרת שהיא רוצה למות", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("יהיה לכולם קל יותר בלעדיי", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("חושבת על להתעבד", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("הלילה אני מסיימת עם זה", CrisisLevel.Imminent, CrisisKind.Suicide)]
    [InlineData("כתבתי כבר מכתב פרידה", CrisisLevel.Imminent, CrisisKind.Suicide)]
    [InlineData("בלעתי 20 אקמול", CrisisLevel.Imminent, CrisisKind.Overdose)]
    [InlineData("I took 30 pills", CrisisLevel.Imminent, CrisisKind.Overdose)]
    [InlineData("everyone would be better off without me", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("there's no reason to live", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("I don't want to be here anymore", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("im going to kill myself tonight", CrisisLevel.Imminent, CrisisKind.Suicide)]
    [InlineData("הוא מרביץ לי", CrisisLevel.High, CrisisKind.Violence)]
    [InlineData("my husband hit me again", CrisisLevel.High, CrisisKind.Violence)]
    [InlineData("חתכתי את עצמי אתמול", CrisisLevel.High, CrisisKind.SelfHarm)]
    [InlineData("אני הולך להרוג אותו", CrisisLevel.Imminent, CrisisKind.HarmToOthers)]
    [InlineData("I took all my pills", CrisisLevel.Imminent, CrisisKind.Overdose)]
    [InlineData("יש לי כדורים שמורים", CrisisLevel.Imminent, CrisisKind.Suicide)]
    [InlineData("אבא נותן לי מכות", CrisisLevel.High, CrisisKind.Violence)]
    [InlineData("what's the point of living", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("suicdal thoughts again", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("I can't, I want to die", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("i cant i want to die", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("can't stop thinking about suicide", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("לא יודעת רוצה למות", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("לא מפסיקה לחשוב, חושבת על למות", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("I want to die since my wife left me two years ago", CrisisLevel.High, CrisisKind.Suicide)]
    [InlineData("when i was 15 i tried to kill myself", CrisisLevel.Low, CrisisKind.Suicide)]
    [InlineData("i feel hopeless", CrisisLevel.Low, CrisisKind.Suicide)]
    public void A_crisis_is_seen(string line, CrisisLevel level, CrisisKind kind)
    {
        var finding = CrisisDetector.Detect(line);

        finding.Should().NotBeNull();
        (finding!.Level, finding.Kind).Should().Be((level, kind));
        finding.Spans.Should().NotBeEmpty().And.OnlyContain(s => s.Length > 0 && s.End <= line.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("מת עליך")]
    [InlineData("מתה מצחוק")]
    [InlineData("רציתי למות מבושה")]
    [InlineData("לא התכוונתי למות")]
    [InlineData("אני מפחדת למות")]
    [InlineData("לא רואה טעם להמשיך בתרגול")]
    [InlineData("לא רוצה לחיות איתו יותר")]
    [InlineData("להתאבל על אבא זה קשה")]
    [InlineData("רצתה שלמות בעבודה")]
    [InlineData("לקחתי את הכדורים בבוקר כרגיל")]
    [InlineData("חתכתי את עצמי בטעות כשבישלתי")]
    [InlineData("העבודה חונקת אותי")]
    [InlineData("my dog died by suicide")]
    [InlineData("I want to end my session early")]
    [InlineData("I would never kill myself")]
    [InlineData("I'm dying to see you")]
    [InlineData("my back is killing me")]
    [InlineData("the news hit me hard")]
    [InlineData("I cut myself shaving")]
    [InlineData("i had a panic attack and thought i was going to die")]
    [InlineData("i don't want to live here anymore, the rent is crazy")]
    [InlineData("I took all my meds as prescribed")]
    [InlineData("הכלבה שלי מתה ואני שבורה")]
    [InlineData("הפגישה הייתה טובה, ישנתי ואכלתי")]
    public void Ordinary_talk_stays_quiet(string line) => CrisisDetector.Detect(line).Should().BeNull();

    [Fact]
    public void The_worst_of_several_lines_decides()
    {
        var finding = CrisisDetector.Detect("נמאס לי מהכל.\nלקחתי 30 כדורים");

        finding!.Level.Should().Be(CrisisLevel.Imminent);
        finding.Spans.Should().HaveCount(2);
    }

    [Fact]
    public void What_patients_said_in_samples_is_no_high_crisis()
    {
        foreach (var line in Samples.Transcripts.Concat(Samples.Dialogues).SelectMany(Samples.Units).Where(u => u.Speaker == Speaker.Patient))
        {
            (CrisisDetector.Detect(line.Text) is { Level: >= CrisisLevel.High }).Should().BeFalse(line.Text);
        }
    }

    [Fact]
    public void Speed_is_printed()
    {
        string[] lines = ["היה לי שבוע קשה בעבודה אבל ישנתי קצת יותר טוב", "i had a hard week at work and could not sleep", "אני רוצה לדבר על זה בפגישה הבאה"];
        foreach (var line in lines)
        {
            CrisisDetector.Detect(line);
        }

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 9_000; i++)
        {
            CrisisDetector.Detect(lines[i % 3]);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{9_000 / watch.Elapsed.TotalSeconds:F0} lines a second");
    }
}
