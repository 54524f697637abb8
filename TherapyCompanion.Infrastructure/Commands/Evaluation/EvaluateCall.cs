using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>What was asked of <c>evaluate</c>.</summary>
internal sealed record EvaluateCall(
    IReadOnlyList<EngineTrial> Engines, string Sets, string Part, string? Public, bool Misses, bool Fields, string? Input, string? Output)
{
    /// <exception cref="SetupException">The words make no call; says what is wrong and how it is used.</exception>
    public static EvaluateCall Read(IReadOnlyList<string> words, string usage)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var flags = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is "--misses" or "--fields") flags.Add(words[i]);
            else if (words[i] is "--input" or "--output" or "--sets" or "--part" or "--public") options[words[i]] = i + 1 < words.Count ? words[++i] : throw new SetupException($"{words[i]} needs a value.\n{usage}");
            else if (words[i].StartsWith('-')) throw new SetupException($"no such option: {words[i]}\n{usage}");
            else names.Add(words[i]);
        }

        var engines = names.Count == 0 ? Trials.All : [.. names.Select(Named)];
        var (input, output) = (options.GetValueOrDefault("--input"), options.GetValueOrDefault("--output"));
        if ((input is null) != (output is null) || (input is not null && names.Count != 1)) throw new SetupException($"An engine's name, --input and --output go together.\n{usage}");
        var part = options.GetValueOrDefault("--part", "test");
        if (part is not ("dev" or "test")) throw new SetupException($"--part is dev or test.\n{usage}");
        return new(engines, options.GetValueOrDefault("--sets") ?? Beside("benchmarks/sets") ?? "benchmarks/sets", part,
            options.GetValueOrDefault("--public") ?? Beside("shared/eval"), flags.Contains("--misses"), flags.Contains("--fields"), input, output);
    }

    private static EngineTrial Named(string name) => Trials.All.FirstOrDefault(t => t.Name == name)
        ?? throw new SetupException($"no such engine: {name}. There are: {string.Join(", ", Trials.All.Select(t => t.Name))}.");

    // The checkout the program was built in, or any folder above the working directory.
    private static string? Beside(string folder)
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
                if (Directory.Exists(Path.Combine(at.FullName, folder))) return Path.Combine(at.FullName, folder);
        }

        return null;
    }
}
