using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using TherapyCompanion.Infrastructure;
using Xunit;

namespace TherapyCompanion.Tests.Core.Privacy.Redaction;

/// <summary>What a logger writes through the house's JSON lines.</summary>
public sealed class LogMaskingTests
{
    private static readonly string[] Private = ["נועה", "אוחיון", "Dana", "Levinson", "054-7712093", "054", "058813999", "dana.l@example.org", "Herzl"];

    [Fact]
    public void Names_numbers_and_addresses_stay_out_and_ids_and_times_stay_in()
    {
        var id = Guid.Parse("7f2c1f0e-54a1-4b7e-9d3c-0123456789ab");
        var lines = Logged(log =>
        {
            using var scope = log.BeginScope(new Dictionary<string, object> { ["RequestId"] = "0HN7KQ2V1ABCD:00000012", ["RequestPath"] = "/patients/7f2c1f0e-54a1-4b7e-9d3c-0123456789ab" });
            log.LogWarning(new EventId(7), "No mail to {Name} <{Mail}>, phone {Phone}, ID {Number}: {Count} rows of {Id} in {Elapsed} ms at {At}",
                "Dana Levinson", "dana.l@example.org", "054-7712093", "058813999", 123456789, id, 12.5, new TimeOnly(14, 30));
            log.LogError(new InvalidOperationException("המטופלת נועה אוחיון, ת.ז. 058813999, לא נמצאה"), "It failed");
            log.LogInformation("Executed endpoint 'TherapyCompanion.Web.Messages.QueuePage', request finished in 13.2 ms, 200, /messages");
        });

        lines.Should().HaveCount(3);
        foreach (var line in lines)
        {
            var all = string.Join(' ', Strings(JsonDocument.Parse(line).RootElement));
            all.Should().NotContainAny(Private).And.Contain("0HN7KQ2V1ABCD:00000012").And.Contain("/patients/" + id);
        }

        var first = JsonDocument.Parse(lines[0]).RootElement;
        first.EnumerateObject().Select(p => p.Name).Should().Equal("Timestamp", "EventId", "LogLevel", "Category", "Message", "State", "Scopes");
        first.GetProperty("Timestamp").GetString().Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        first.GetProperty("Message").GetString().Should().Contain("123456789 rows").And.Contain(id.ToString()).And.Contain("14:30").And.Contain("[name]");
        first.GetProperty("State").GetProperty("Count").GetInt32().Should().Be(123456789);
        first.GetProperty("State").GetProperty("Name").GetString().Should().Be("[name]");
        JsonDocument.Parse(lines[1]).RootElement.GetProperty("Exception").GetString().Should().Contain("InvalidOperationException");
        JsonDocument.Parse(lines[2]).RootElement.GetProperty("Message").GetString().Should().Be("Executed endpoint 'TherapyCompanion.Web.Messages.QueuePage', request finished in 13.2 ms, 200, /messages");
    }

    [Theory]
    [InlineData("Now listening on: http://127.0.0.1:5000")]
    [InlineData("Hosting environment: Production")]
    [InlineData("Application started. Press Ctrl+C to shut down.")]
    [InlineData("Request starting HTTP/1.1 GET http://localhost:5001/_blazor?id=Ab3xY_Mark-Dana99 - - -")]
    [InlineData("Quartz scheduler 'TherapyCompanion' initialized, version 3.15.0.0, instance id web-638682345678901234")]
    [InlineData("Batch acquisition of 0 triggers; Trigger DEFAULT.sweep-outbox fired at 2026-11-24T21:05:00.123Z, took 00:00:00.0041")]
    [InlineData("Executed DbCommand (3ms) [Parameters=[@p0='?' (DbType = Guid)], CommandType='Text', CommandTimeout='30'] SELECT m.id FROM tc.messages AS m WHERE m.practice_id = @p0 LIMIT 200")]
    [InlineData("User profile is available. Using '/var/lib/tc/keys' as key repository; key {7f2c1f0e-54a1-4b7e-9d3c-0123456789ab} expires 2027-02-22 10:00:00Z")]
    [InlineData("Connection id \"0HN7KQ2V1ABCD\", Request id \"0HN7KQ2V1ABCD:00000012\": 1732531234567 ticks, 204800000 bytes, 123456782 rows")]
    [InlineData("Failed executing grant for Max Pool Size 30; Will retry in May 5 seconds")]
    public void The_framework_s_own_lines_stay_as_they_are(string message)
    {
        var line = Logged(log => log.LogInformation("{Message}", message)).Single();

        JsonDocument.Parse(line).RootElement.GetProperty("Message").GetString().Should().Be(message);
    }

    [Fact]
    public void A_name_written_into_the_template_itself_stays_out_too()
    {
        var name = "Dana Levinson";
        var line = Logged(log => log.Log(LogLevel.Error, new EventId(1), new List<KeyValuePair<string, object?>> { new("{OriginalFormat}", $"Nothing for {name}") }, null, (_, _) => $"Nothing for {name}")).Single();

        line.Should().NotContain("Dana").And.Contain("Nothing for [name]");
    }

    private static List<string> Logged(Action<ILogger> act)
    {
        var output = new StringWriter();
        var options = new ConsoleFormatterOptions { IncludeScopes = true, UseUtcTimestamp = true, TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" };
        act(new Through(new MaskedJsonLines(new Fixed(options)), output));
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static IEnumerable<string> Strings(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.String => [e.GetString()!],
        JsonValueKind.Object => e.EnumerateObject().SelectMany(p => Strings(p.Value)),
        JsonValueKind.Array => e.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    /// <summary>A logger that writes where the test can read.</summary>
    private sealed class Through(ConsoleFormatter formatter, StringWriter output) : ILogger
    {
        private readonly LoggerExternalScopeProvider scopes = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
            formatter.Write(new LogEntry<TState>(logLevel, "TherapyCompanion.Tests", eventId, state, exception, format), scopes, output);
    }

    private sealed class Fixed(ConsoleFormatterOptions value) : IOptionsMonitor<ConsoleFormatterOptions>
    {
        public ConsoleFormatterOptions CurrentValue => value;

        public ConsoleFormatterOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<ConsoleFormatterOptions, string?> listener) => null;
    }
}
