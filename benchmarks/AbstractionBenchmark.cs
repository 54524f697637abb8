using System.Diagnostics;
using TherapyCompanion.Core.Agents.Abstraction;
using TherapyCompanion.Core.Couples;

namespace TherapyCompanion.Benchmarks;

/// <summary>The abstraction over a session's findings, and a couple's shared picture with its leak test.</summary>
internal static class AbstractionBenchmark
{
    private const int Rounds = 400;

    private static readonly string[] Findings =
    [
        "Avoidant attachment w/ current boyfriend", "OCD rituals around the stove", "denies panic attacks", "Grief after mother's death", "PHQ-9 = 17", "conflict with her manager",
        "התקשרות נמנעת מול בת הזוג", "חרדת ביצוע לפני מבחנים", "שוללת אובדנות", "קושי לשים גבול לחמות", "אינסומניה, מתעורר בשלוש", "פרפקציוניזם כפייתי בעבודה",
    ];

    public static void Run()
    {
        var (times, before) = (new List<double>(), 0L);
        for (var round = -50; round < Rounds; round++)
        {
            if (round == 0) before = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            GC.KeepAlive(ClientThemes.From(Findings));
            if (round >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Rounds / Findings.Length;
        var p95 = Figures.Print($"{Findings.Length} findings of a session to themes", times, "ms");
        Console.WriteLine($"{Findings.Length * times.Count / (times.Sum() / 1000):N0} findings a second; {bytes:N0} bytes allocated for each");
        Figures.Promise("a session's findings are abstracted in under 50 ms", p95 < 50);

        string[] alone = [string.Concat(Enumerable.Repeat("She has not told him that she put down a deposit on a flat by the sea. ", 100)), string.Concat(Enumerable.Repeat("מאז פסח היא מתכתבת עם מישהו ולא מראה לאיש. ", 100))];
        var a = PartnerItems.From(["EFT", "Gottman"], ["anxious attachment"], ["trust", "money"], ["criticism"], ["couples therapy"]);
        var b = PartnerItems.From(["eft"], ["נמנע"], ["אמון", "כסף"], ["stonewalling"], ["טיפול זוגי"]);
        var (merges, checks) = (new List<double>(), new List<double>());
        for (var round = -20; round < Rounds / 4; round++)
        {
            var began = Stopwatch.GetTimestamp();
            GC.KeepAlive(SharedPicture.Prepare(a, b, alone));
            var middle = Stopwatch.GetTimestamp();
            // Not one sentence of the taxonomy: the whole test is made.
            if (LeakTest.Check(alone, ["Cook something new at the weekend."], SharedPicture.Taxonomy) is { Passed: false } leak) throw new InvalidOperationException(leak.ToString());
            if (round < 0) continue;
            merges.Add(Stopwatch.GetElapsedTime(began, middle).TotalMilliseconds);
            checks.Add(Stopwatch.GetElapsedTime(middle).TotalMilliseconds);
        }

        Figures.Print("two partners to a shared picture", merges, "ms");
        Figures.Promise("a free sentence is held against 3,000 private words in under 300 ms", Figures.Print("the leak test over a sentence of nobody's", checks, "ms") < 300);
    }
}
