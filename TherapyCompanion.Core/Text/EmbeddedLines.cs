using System.Reflection;

namespace TherapyCompanion.Core.Text;

/// <summary>Lines of the data files compiled into an assembly. Lines that begin with "//" and empty ones are left out.</summary>
public static class EmbeddedLines
{
    /// <summary>The fields of each line, separated by tabs.</summary>
    /// <param name="file">End of the resource name, as "Safety.crisis-he.tsv".</param>
    /// <exception cref="InvalidOperationException">No such file is embedded: the build is broken.</exception>
    public static IReadOnlyList<string[]> Read(string file) => Read(typeof(EmbeddedLines).Assembly, file);

    /// <summary>The same of another assembly.</summary>
    public static IReadOnlyList<string[]> Read(Assembly assembly, string file)
    {
        var name = Array.Find(assembly.GetManifestResourceNames(), n => n.EndsWith("." + file, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The data file {file} is not embedded.");
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        var lines = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Trim().Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
            {
                lines.Add(line.Split('\t').Select(f => f.Trim()).ToArray());
            }
        }

        return lines;
    }
}
