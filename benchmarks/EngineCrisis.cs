using System.Diagnostics;
using System.Globalization;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Safety.Boundaries;

namespace TherapyCompanion.Benchmarks;

/// <summary>The crisis check and the boundary check over chat lines of both languages: lines a second on one core, and what they allocate.</summary>
internal static class EngineCrisis
{
    private const int Rounds = 20;
    private const double Promised = 10_000;

    private static readonly string[] Lines =
    [
        "היה לי שבוע קשה בעבודה אבל ישנתי קצת יותר טוב", "i had a hard week at work and could not sleep", "אני רוצה לדבר על זה בפגישה הבאה",
        "אני לא רוצה לחיות יותר, נמאס לי מהכל", "honestly everyone would be better off without me", "my back is killing me after the gym lol",
        "לקחתי את הכדורים בבוקר כרגיל והלכתי לעבודה", "she said she would call me tomorrow about the appointment",
        "אמא שלי שוב כעסה עליי ואני לא יודעת מה לעשות עם זה", "ive been thinking about ending it all, i dont see the point anymore",
    ];

    public static void Run()
    {
        Promise("crisis check of a chat line", line => CrisisDetector.Detect(line));
        Print("boundary check of a line", line => BoundaryCheck.Of(line));
        var post = string.Join(". ", Enumerable.Repeat(string.Join(". ", Lines.Where(l => l[0] < 'א')), 20));
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 50; i++) CrisisDetector.ReadPost(post);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a post of {post.Split(' ').Length} words: {clock.Elapsed.TotalMilliseconds / 50:0.00} ms"));
    }

    private static void Promise(string what, Action<string> read) =>
        Figures.Promise($"{what}: {Promised:N0} a second a core", Print(what, read) >= Promised);

    private static double Print(string what, Action<string> read)
    {
        for (var i = 0; i < 2_000; i++) read(Lines[i % Lines.Length]);
        var times = new double[Rounds];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < 1_000; i++) read(Lines[i % Lines.Length]);
            times[round] = clock.Elapsed.TotalMicroseconds / 1_000;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (Rounds * 1_000.0);
        Figures.Print(what, times, "µs");
        Array.Sort(times);
        var second = 1e6 / times[Rounds / 2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{second:N0} lines a second, {bytes:N0} bytes a line"));
        return second;
    }
}
