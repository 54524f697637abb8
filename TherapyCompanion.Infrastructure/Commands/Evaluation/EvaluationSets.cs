namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>Where the evaluation sets lie, which part is asked for, and where misses are told.</summary>
/// <param name="Folder">The folder with <c>dev/</c> and <c>test/</c>, a file a set.</param>
/// <param name="Part">"dev" (the engine's author has seen it) or "test" (nobody who wrote the engine has).</param>
/// <param name="PublicFolder">The public sets that are not part of the repository; null where they are not there.</param>
public sealed record EvaluationSets(string Folder, string Part, string? PublicFolder)
{
    private readonly List<string> notes = [];
    private readonly List<string> misses = [];

    /// <summary>What could not be measured, and why.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>What an engine got wrong, a line each, for <c>--misses</c>.</summary>
    public IReadOnlyList<string> Misses => misses;

    public void Note(string what) => notes.Add(what);

    public void Miss(string what) => misses.Add(what);

    /// <summary>The lines of a set; empty, with a note, where the file is not there.</summary>
    public Task<IReadOnlyList<EvaluationLine>> ReadAsync(string set, CancellationToken ct) =>
        ReadAsync(Path.Combine(Folder, Part, set + ".jsonl"), $"the set {set} ({Part})", ct);

    /// <summary>The lines of a public set, as "he_retrieval/passages.jsonl".</summary>
    public Task<IReadOnlyList<EvaluationLine>> ReadPublicAsync(string path, CancellationToken ct) =>
        ReadAsync(Path.Combine(PublicFolder ?? "", path), $"the public set {path}", ct);

    private async Task<IReadOnlyList<EvaluationLine>> ReadAsync(string path, string what, CancellationToken ct)
    {
        if (File.Exists(path)) return await EvaluationLine.ReadAsync(path, ct);
        Note($"{what} is not here; nothing was measured on it.");
        return [];
    }
}
