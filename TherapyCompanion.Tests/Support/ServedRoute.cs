using System.Diagnostics;
using System.Text.Json;
using TherapyCompanion.Web.App;

namespace TherapyCompanion.Tests.Support;

/// <summary>A route as the program itself says it: <c>routes --json</c>.</summary>
/// <param name="Proof">Whether it asks for a fresh proof of a factor.</param>
/// <param name="WhileLocked">The method that answers also while the sign-in is locked, "*" for all; null for none.</param>
/// <param name="Methods">Empty: the framework's own, which looks at the method itself.</param>
public sealed record ServedRoute(string Route, IReadOnlyList<string> Methods, bool Anonymous, bool Proof, string? WhileLocked, IReadOnlyList<string> Policies)
{
    /// <summary>Files of wwwroot and of packages, each by its name and ending.</summary>
    public bool IsAsset => !Route.StartsWith('/') && !Route.StartsWith('{');

    public static async Task<List<ServedRoute>> AllAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tc-routes-").FullName;
        try
        {
            var program = new ProcessStartInfo("dotnet")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
                ArgumentList = { typeof(Policies).Assembly.Location, "routes", "--json" },
            };
            foreach (var login in new[] { "App", "SignIn", "Job", "Beth" }) program.Environment[$"Database__{login}"] = "Host=127.0.0.1;Port=1;Database=none;Username=nobody";
            foreach (var (name, sub) in new[] { ("Keys__Folder", "keys"), ("Audit__AnchorFolder", "anchors"), ("Mail__Folder", "mail") }) program.Environment[name] = Path.Combine(folder, sub);
            using var process = Process.Start(program)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.Should().Be(0, await error);
            return JsonSerializer.Deserialize<List<ServedRoute>>(await output, JsonSerializerOptions.Web)!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
