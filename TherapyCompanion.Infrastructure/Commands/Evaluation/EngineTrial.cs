using System.Text.Json.Nodes;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>A built-in engine as <c>evaluate</c> knows it: run over anybody's file, and measured over the sets in the repository.</summary>
public abstract class EngineTrial
{
    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One line: what it does.</summary>
    public abstract string Does { get; }

    /// <summary>The fields of a line that goes in and of one that comes out, as the documentation prints them.</summary>
    public abstract string Fields { get; }

    /// <summary>The answers to a file's lines, in its order; the runner puts each line's id on its answer.</summary>
    /// <exception cref="SetupException">A line lacks a field.</exception>
    public abstract IEnumerable<(EvaluationLine Line, JsonObject Answer)> Answer(IReadOnlyList<EvaluationLine> lines);

    /// <summary>The figures over the sets of the repository; a set that is not there is said so, as a figure can't be.</summary>
    public abstract Task<IReadOnlyList<Figure>> MeasureAsync(EvaluationSets sets, CancellationToken ct);
}
