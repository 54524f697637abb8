using System.Runtime.CompilerServices;

namespace TherapyCompanion.Tests.Architecture;

/// <summary>The project's own files, as they lie in the checkout.</summary>
internal static class Sources
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    /// <summary>Every file of a project with one of the endings, by its path from the root, without what a build makes.</summary>
    public static IEnumerable<(string Path, string Full)> Of(string project, params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Root, project), "*", SearchOption.AllDirectories)
            .Where(f => endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)))
            .Select(f => (Path.GetRelativePath(Root, f).Replace('\\', '/'), f))
            .Where(f => !f.Item1.Split('/').Any(p => p is "bin" or "obj" or ".data"));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Projects { get; } = ["TherapyCompanion.Core", "TherapyCompanion.Infrastructure", "TherapyCompanion.Web", "TherapyCompanion.Tests"];

    private static string Here([CallerFilePath] string path = "") => path;
}
