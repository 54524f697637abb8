using System.Reflection;
using System.Text;

namespace TherapyCompanion.Infrastructure.Persistence;

/// <summary>The SQL files that travel inside the assembly.</summary>
internal static class EmbeddedSql
{
    public static string Read(Assembly assembly, string folder, string name)
    {
        var resource = $"{typeof(EmbeddedSql).Namespace}.{folder}.{name}";
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"No script {resource}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The names of a folder's scripts, in their order.</summary>
    public static IReadOnlyList<string> Names(Assembly assembly, string folder)
    {
        var prefix = $"{typeof(EmbeddedSql).Namespace}.{folder}.";
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Select(n => n[prefix.Length..]).Order(StringComparer.Ordinal)];
    }
}
