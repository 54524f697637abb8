using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Privacy.Redaction;
using TherapyCompanion.Infrastructure;

namespace TherapyCompanion.Benchmarks;

/// <summary>Redaction over lines people write and over log lines, and a log line as the house writes it beside a plain write of the same JSON.</summary>
internal static class RedactionBenchmark
{
    private const int Rounds = 30;

    private static readonly string[] Lines =
    [
        "דיברתי עם נועה אחרי הפגישה. היא ביקשה שלא אעדכן את ההורים בינתיים.",
        "המטופלת, רבקה אוחיון, ת.ז. 058813999, הופנתה על רקע דיכאון שלאחר לידה; הנייד 054-7712093.",
        "שיעורי בית: שני דפים של יומן מחשבות, הליכה אחת, בלי טלפון אחרי עשר.",
        "so basically mohammed ghosted me and then leila sent me a screenshot of him with someone else",
        "She lives at 14 Maple Court, Flat 2, Leeds with her partner Rose and two cats.",
        "Diagnosis ICD F41.1, rule out F43.1. Plan: twelve sessions of CBT, review in May.",
    ];

    private static readonly string[] LogLines =
    [
        "Executed endpoint 'TherapyCompanion.Web.Messages.QueuePage'",
        "Request finished HTTP/1.1 GET https://localhost:5001/messages - 200 4123 text/html 13.2911ms",
        "Batch acquisition of 3 triggers for 7f2c1f0e-54a1-4b7e-9d3c-0123456789ab took 00:00:00.0041",
    ];

    public static void Run()
    {
        Measure("lines people write", Lines, RedactionUse.Text);
        Measure("log lines", LogLines, RedactionUse.Log);
        MeasureLog();
    }

    private static void Measure(string what, string[] lines, RedactionUse use)
    {
        const int each = 300;
        var bytes = lines.Sum(Encoding.UTF8.GetByteCount);
        var times = new List<double>();
        long allocated = 0;
        for (var round = -5; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < each; i++) foreach (var line in lines) GC.KeepAlive(Redactor.Find(line, use));
            if (round < 0) continue;
            times.Add(clock.Elapsed.TotalMicroseconds / (each * lines.Length));
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (each * lines.Length);
        }

        Figures.Print($"{what}, each", times, "µs");
        var median = times.Order().ElementAt(Rounds / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{1e6 / median:#,0} lines a second, {bytes / (double)lines.Length / median:0.0} MB a second, {allocated:#,0} bytes allocated a line"));
        Figures.Promise("at least 5,000 lines a second on one core", 1e6 / median >= 5_000);
    }

    private static void MeasureLog()
    {
        var formatter = new MaskedJsonLines(new Fixed());
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(new Dictionary<string, object?> { ["RequestId"] = "0HN7KQ2V1ABCD:00000012" });
        var values = new KeyValuePair<string, object?>[] { new("Path", "/messages"), new("Elapsed", 13.2), new("{OriginalFormat}", "Request {Path} finished in {Elapsed} ms") };
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Information, "TherapyCompanion.Web", 1, values, null, (_, _) => "Request /messages finished in 13.2 ms");
        const int each = 2_000;
        var times = new List<double>();
        for (var round = -5; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < each; i++) formatter.Write(entry, scopes, TextWriter.Null);
            if (round >= 0) times.Add(clock.Elapsed.TotalMicroseconds / each);
        }

        Figures.Print("a masked JSON line with a scope", times, "µs");
        Figures.Promise("a masked log line takes at most 100 µs", times.Order().ElementAt(Rounds / 2) <= 100);
    }

    private sealed class Fixed : IOptionsMonitor<ConsoleFormatterOptions>
    {
        public ConsoleFormatterOptions CurrentValue { get; } = new() { IncludeScopes = true, UseUtcTimestamp = true, TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" };

        public ConsoleFormatterOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<ConsoleFormatterOptions, string?> listener) => null;
    }
}
