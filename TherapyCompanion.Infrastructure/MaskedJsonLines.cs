using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Privacy.Redaction;

namespace TherapyCompanion.Infrastructure;

/// <summary>
/// The log's JSON lines, in the shape of the framework's own (Timestamp, EventId, LogLevel, Category, Message, Exception, State, Scopes), with what tells who
/// somebody is taken out of messages, exceptions, values and scopes. Numbers, ids, times and truth values are written as they are.
/// </summary>
public sealed class MaskedJsonLines(IOptionsMonitor<ConsoleFormatterOptions> options) : ConsoleFormatter(FormatterName)
{
    /// <summary>What the settings call it (Logging:Console:FormatterName).</summary>
    public const string FormatterName = "masked-json";

    private const string Template = "{OriginalFormat}";

    // Longer messages than this are cut before they are read: a log line is no place for a document.
    private const int LongestText = 64_000;

    /// <inheritdoc />
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is null && message is null) return;
        var masked = new MaskedMessage(Cut(message));
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteHead(json, logEntry.EventId.Id, logEntry.LogLevel, logEntry.Category);
            json.WriteString("Message", masked.Text);
            if (logEntry.Exception is { } e) json.WriteString("Exception", Redactor.Mask(Cut(e.ToString()), RedactionUse.Log));
            if (logEntry.State is IReadOnlyCollection<KeyValuePair<string, object?>> values) WriteValues(json, values, masked);
            if (options.CurrentValue.IncludeScopes) WriteScopes(json, scopeProvider);
            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        textWriter.Write(Environment.NewLine);
    }

    private void WriteHead(Utf8JsonWriter json, int eventId, LogLevel level, string category)
    {
        var now = options.CurrentValue;
        if (now.TimestampFormat is { } format)
        {
            var time = now.UseUtcTimestamp ? TimeProvider.System.GetUtcNow() : TimeProvider.System.GetLocalNow();
            json.WriteString("Timestamp", time.ToString(format, CultureInfo.InvariantCulture));
        }

        json.WriteNumber("EventId", eventId);
        json.WriteString("LogLevel", level.ToString());
        json.WriteString("Category", category);
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyCollection<KeyValuePair<string, object?>> values, MaskedMessage message)
    {
        json.WriteStartObject("State");
        foreach (var (key, value) in values)
        {
            if (key == Template) json.WriteString(key, message.WithoutItsWords(value as string ?? ""));
            else WriteValue(json, key, value, message);
        }

        json.WriteEndObject();
    }

    private static void WriteScopes(Utf8JsonWriter json, IExternalScopeProvider? scopes)
    {
        if (scopes is null) return;
        json.WriteStartArray("Scopes");
        scopes.ForEachScope(static (scope, writer) =>
        {
            if (scope is not IEnumerable<KeyValuePair<string, object?>> values)
            {
                writer.WriteStringValue(Redactor.Mask(Cut(Said(scope)), RedactionUse.Log));
                return;
            }

            var message = new MaskedMessage(Cut(scope.ToString()));
            writer.WriteStartObject();
            writer.WriteString("Message", message.Text);
            foreach (var (key, value) in values)
            {
                if (key == Template) writer.WriteString(key, message.WithoutItsWords(value as string ?? ""));
                else WriteValue(writer, key, value, message);
            }

            writer.WriteEndObject();
        }, json);
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, string key, object? value, MaskedMessage message)
    {
        switch (value)
        {
            case null: json.WriteNull(key); break;
            case bool b: json.WriteBoolean(key, b); break;
            case byte or sbyte or short or ushort or int or uint or long: json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong n: json.WriteNumber(key, n); break;
            case decimal n: json.WriteNumber(key, n); break;
            case double n when double.IsFinite(n): json.WriteNumber(key, n); break;
            case float n when float.IsFinite(n): json.WriteNumber(key, n); break;
            case Guid or Enum or DateTime or DateTimeOffset or TimeSpan or DateOnly or TimeOnly or float or double: json.WriteString(key, Said(value)); break;
            default: json.WriteString(key, message.Masked(Cut(Said(value)))); break;
        }
    }

    private static string Said(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Cut(string? text) => text is null ? "" : text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), " …");

    /// <summary>
    /// A message, read once. A value that stands in a message in which nothing was found needs no reading of its own; other values are read, and lose
    /// what the message lost.
    /// </summary>
    private sealed class MaskedMessage
    {
        private readonly string message;
        private readonly IReadOnlyList<Redaction> found;

        public MaskedMessage(string message)
        {
            this.message = message;
            found = Redactor.Find(message, RedactionUse.Log);
            Text = Redactor.Mask(message, found);
        }

        public string Text { get; }

        public string Masked(string value)
        {
            if (found.Count == 0 && message.Contains(value, StringComparison.Ordinal)) return value;
            return WithoutItsWords(Redactor.Mask(value, RedactionUse.Log));
        }

        public string WithoutItsWords(string value)
        {
            foreach (var r in found) value = value.Replace(r.Words, Redactor.Mask(r.Words, [r with { Span = new(0, r.Words.Length) }]), StringComparison.Ordinal);
            return value;
        }
    }
}
