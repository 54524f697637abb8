using System.Diagnostics;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Core.Text.Dates;

namespace TherapyCompanion.Benchmarks;

/// <summary>Words, sentences and dates a second on one core, and what they allocate.</summary>
internal static class EngineText
{
    private const int Rounds = 15;

    private static readonly string[] Lines =
    [
        "נפגשנו עם ד\"ר שרון ביום ג', היא אמרה: \"תנוחי קצת.\" ואני חזרתי הביתה. לא ישנתי טוב, אבל הבוקר היה קל יותר.",
        "דיברנו על העבודה, על אמא ועל הפחד להיכשל. ירדה ל-2.5 מ\"ג בערב. ש\"ב: יומן מחשבות, הליכה של 20 דקות.",
        "She slept six hours on Tuesday and felt better. \"I can't do this again,\" she said. We agreed on a thought record.",
        "אפשר לעבור ליום חמישי הבא בשבע? יש לי בעיה עם רביעי בארבע וחצי.",
        "can we do next Thursday at 4pm instead of tomorrow?",
        "אחרי החג אני פנויה בימי שני, אולי ב-3 בדצמבר בבוקר.",
    ];

    public static Task RunAsync()
    {
        var text = string.Join('\n', Enumerable.Repeat(string.Join('\n', Lines), 200));
        var count = Words.Of(text).Count;
        var sentences = Sentences.Of(text).Count;
        var now = new DateTime(2026, 11, 24, 21, 5, 0);
        var words = Rate("words a second", count, "a word", () => GC.KeepAlive(Words.Of(text)));
        var cuts = Rate("sentences a second", sentences, "a sentence", () => GC.KeepAlive(Sentences.Of(text)));
        var dates = Rate("lines read for dates a second", Lines.Length * 200, "a line", () =>
        {
            for (var i = 0; i < 200; i++) foreach (var line in Lines) GC.KeepAlive(DateReader.Read(line, now));
        });
        // An hour of talk has about 9,000 words; reading it must not be felt beside drafting.
        Figures.Promise("a million words a second", words >= 1_000_000);
        Figures.Promise("a hundred thousand sentences a second", cuts >= 100_000);
        Figures.Promise("five thousand lines read for dates a second", dates >= 5_000);
        return Task.CompletedTask;
    }

    private static double Rate(string what, int items, string each, Action once)
    {
        for (var i = 0; i < 5; i++) once();
        var rates = new double[Rounds];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            var clock = Stopwatch.StartNew();
            once();
            rates[i] = items / clock.Elapsed.TotalSeconds;
        }

        Figures.Print(what, rates, $"per second, {(GC.GetAllocatedBytesForCurrentThread() - before) / Rounds / items} bytes {each}");
        return rates.Order().ElementAt(Rounds / 2);
    }
}
