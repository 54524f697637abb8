using System.Globalization;
using System.Runtime.InteropServices;

namespace TherapyCompanion.Benchmarks;

/// <summary>Prints what was measured: least, median and 95th percentile, and the promise it is held against.</summary>
internal static class Figures
{
    public static bool AllHeld { get; private set; } = true;

    public static void PrintMachine()
    {
        var cpu = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cpu ?? "unknown processor"}; {Environment.ProcessorCount} cores; {memory:0} GB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; load {load}"));
    }

    /// <summary>A line for a series of times in one unit.</summary>
    /// <returns>The 95th percentile.</returns>
    public static double Print(string what, IEnumerable<double> times, string unit)
    {
        var sorted = times.Order().ToArray();
        var p95 = sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * 0.95) - 1)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52} min {sorted[0],9:0.00}  median {sorted[sorted.Length / 2],9:0.00}  p95 {p95,9:0.00} {unit}  (n {sorted.Length})"));
        return p95;
    }

    public static void Promise(string what, bool holds)
    {
        AllHeld &= holds;
        Console.WriteLine($"{(holds ? "holds" : "DOES NOT HOLD")}: {what}");
    }
}
