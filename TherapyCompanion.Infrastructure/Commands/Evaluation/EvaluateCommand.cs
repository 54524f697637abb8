using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>
/// <c>evaluate</c>: the figures of the built-in engines over the sets in the repository, or an engine over anybody's file. It needs
/// no database, no settings and no network. Exit codes as <see cref="CommandLine"/>.
/// </summary>
public static class EvaluateCommand
{
    private const string Usage =
        """
        evaluate [NAME ...] [--part dev|test] [--sets FOLDER] [--public FOLDER] [--misses]
              prints the figures of the engines named, or of all
        evaluate NAME --input IN.jsonl --output OUT.jsonl
              runs an engine over a file, one JSON object a line; "--output -" prints
        evaluate NAME --fields
              tells the fields of the lines
        """;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="words">The words behind "evaluate".</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        try
        {
            var call = EvaluateCall.Read(words, Usage);
            if (call.Fields) return await TellFieldsAsync(call.Engines, output);
            if (call.Input is { } input) return await AnswerAsync(call.Engines[0], input, call.Output!, output, ct);
            return await MeasureAsync(call, output, ct);
        }
        catch (SetupException e)
        {
            await errors.WriteLineAsync(e.Message);
            return CommandLine.Wrong;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return CommandLine.Wrong;
        }
    }

    private static async Task<int> TellFieldsAsync(IReadOnlyList<EngineTrial> engines, TextWriter output)
    {
        foreach (var engine in engines) await output.WriteLineAsync($"{engine.Name}: {engine.Does}\n{engine.Fields.TrimEnd()}\n");
        return CommandLine.Done;
    }

    private static async Task<int> AnswerAsync(EngineTrial engine, string input, string to, TextWriter output, CancellationToken ct)
    {
        var lines = await EvaluationLine.ReadAsync(input, ct);
        var answers = new StringBuilder();
        foreach (var (line, answer) in engine.Answer(lines))
        {
            answer.Insert(0, "id", line.Json["id"]?.DeepClone() ?? line.Id);
            answers.Append(answer.ToJsonString(Plain)).Append('\n');
        }

        if (to == "-") await output.WriteAsync(answers.ToString());
        else await File.WriteAllTextAsync(to, answers.ToString(), ct);
        return CommandLine.Done;
    }

    private static async Task<int> MeasureAsync(EvaluateCall call, TextWriter output, CancellationToken ct)
    {
        foreach (var engine in call.Engines)
        {
            var sets = new EvaluationSets(call.Sets, call.Part, call.Public);
            var began = Stopwatch.GetTimestamp();
            var figures = await engine.MeasureAsync(sets, ct);
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"== {engine.Name} ({call.Part}): {engine.Does} ({took:0.0} s)"));
            foreach (var figure in figures) await output.WriteLineAsync(figure.ToString());
            foreach (var note in sets.Notes) await output.WriteLineAsync("note: " + note);
            if (call.Misses) foreach (var miss in sets.Misses) await output.WriteLineAsync("miss: " + miss);
            await output.WriteLineAsync();
        }

        return CommandLine.Done;
    }
}
