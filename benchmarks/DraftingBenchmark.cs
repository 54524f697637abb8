using System.Diagnostics;
using System.Text;
using TherapyCompanion.Core.Agents.BuiltIn.Summaries;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Benchmarks;

/// <summary>The built-in drafter over a long typed note and over the transcript of an hour, segmentation included.</summary>
internal static class DraftingBenchmark
{
    private const int Rounds = 15;
    private const int NoteWords = 1_000;
    private const int HourWords = 9_000;

    private static readonly string[] Note =
    [
        "פגישה {0}, הגיעה בזמן.", "סיפרה על מריבה עם אחותה לפני החג, \"היא לא שומעת אותי\", ומאז ישנה {0} שעות בלילה.",
        "בנינו יחד סולם של {0} שיחות קשות, ותרגלנו משחק תפקידים; SUDS 70->{0}.", "PHQ-9 ירד מ-14 ל-{0}.",
        "נשאלה ישירות על מחשבות אובדניות, שוללת.", "ש\"ב: לרשום יומן רגשות {0} פעמים ביום; לצאת להליכה פעמיים השבוע.",
        "בפעם הבאה: להמשיך בסולם, לוודא שאלון {0}.",
    ];

    private static readonly string[] Talk =
    [
        "therapist: so how was week {0} , what happened with your sister ?", "patient: um , it was hard . i argued with her {0} times and then i could not sleep , you know .",
        "therapist: mm-hmm . have you had any thoughts of hurting yourself ?", "patient: no . never .",
        "therapist: let's look at the evidence for that thought together , it dropped from 80 to {0} .", "patient: yeah , i felt less anxious on the bus , maybe {0} percent .",
        "therapist: okay . i want you to write down {0} good things every evening , okay ?", "patient: sure .",
    ];

    public static void Run()
    {
        var note = Measure($"a typed note of {NoteWords} words", Of(Note, NoteWords), "he");
        var hour = Measure($"the transcript of an hour, {HourWords} words", Of(Talk, HourWords), "en");
        Figures.Promise("a note of 1,000 words is drafted in under 300 ms", note < 300);
        Figures.Promise("an hour's transcript is drafted in under 3 s", hour < 3_000);
    }

    private static double Measure(string what, string text, string language)
    {
        var sections = SummaryTemplate.Sections(language);
        var times = new List<double>();
        var allocated = 0L;
        for (var round = -3; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            GC.KeepAlive(SummaryDrafter.Draft(new(language, sections, SummarySource.Units(text))));
            if (round < 0) continue;
            times.Add(clock.Elapsed.TotalMilliseconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        var slowest = Figures.Print(what, times, "ms");
        Console.WriteLine($"{"",-52} {allocated / (1024.0 * 1024):0.0} MB allocated a draft");
        return slowest;
    }

    private static string Of(string[] lines, int words)
    {
        var text = new StringBuilder();
        for (var (i, count) = (0, 0); count < words; i++)
        {
            var line = string.Format(System.Globalization.CultureInfo.InvariantCulture, lines[i % lines.Length], i);
            text.Append(line).Append('\n');
            count += Words.Of(line).Count;
        }

        return text.ToString();
    }
}
