using System.Diagnostics;
using TherapyCompanion.Core.Sessions;

namespace TherapyCompanion.Benchmarks;

/// <summary>Whole audited acts of one practice: 2 KB of notes sealed and saved with their entry, all acts on one chain.</summary>
internal static class AuditWrites
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(8);

    public static async Task RunAsync()
    {
        await using var house = await BenchmarkHouse.OpenAsync();
        var dana = await house.NewTherapistAsync();
        var text = string.Concat(Enumerable.Repeat("שורה של רשימות. ", 64)); // about 2 KB
        var sessions = new List<Guid>();
        for (var i = 0; i < 8; i++)
        {
            var patient = await house.NewPatientAsync(dana, i);
            sessions.Add((await house.Get<AddSession>().RunAsync(dana, patient, DateTimeOffset.UnixEpoch, 50, default)).Value);
            (await house.Get<SaveNotes>().RunAsync(dana, sessions[i], text, 0, default)).Value.ToString();
        }

        var revisions = sessions.ToDictionary(s => s, _ => 1);
        foreach (var writers in new[] { 1, 8 })
        {
            await WriteAsync(writers, TimeSpan.FromSeconds(2)); // warm
            var (times, took) = await WriteAsync(writers, Span);
            Figures.Print($"one act with its entry, {writers} at once", times, "ms");
            Console.WriteLine($"{times.Count / took.TotalSeconds:0} audited writes a second with {writers} writer{(writers == 1 ? "" : "s")} on one practice's chain");
        }

        async Task<(List<double> Times, TimeSpan Took)> WriteAsync(int writers, TimeSpan span)
        {
            var clock = Stopwatch.StartNew();
            var all = await Task.WhenAll(sessions.Take(writers).Select(session => Task.Run(async () =>
            {
                var times = new List<double>();
                while (clock.Elapsed < span)
                {
                    var began = Stopwatch.GetTimestamp();
                    var saved = await house.Get<SaveNotes>().RunAsync(dana, session, text, revisions[session], default);
                    lock (revisions) revisions[session] = saved.Value;
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }

                return times;
            })));
            return ([.. all.SelectMany(t => t)], clock.Elapsed);
        }
    }
}
