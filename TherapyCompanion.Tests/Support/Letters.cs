using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using MimeKit;

namespace TherapyCompanion.Tests.Support;

/// <summary>The letters that a server lays into its folder, found by the folder or by the server's address.</summary>
internal static partial class Letters
{
    private static readonly ConcurrentDictionary<int, string?> Folders = new();

    /// <summary>Notes where the server on a port lays its letters.</summary>
    public static void AreIn(int port, string? folder) => Folders[port] = folder;

    /// <summary>All letters to somebody, newest first.</summary>
    public static IReadOnlyList<MimeMessage> To(string address, string? folder) => !Directory.Exists(folder)
        ? []
        : [.. new DirectoryInfo(folder).GetFiles("*.eml").OrderByDescending(f => f.LastWriteTimeUtc).Select(f => MimeMessage.Load(f.FullName))
            .Where(l => l.To.Mailboxes.Any(m => m.Address == address))];

    /// <summary>The newest letter to somebody that is such a one, waited for.</summary>
    public static async Task<MimeMessage> WaitAsync(string address, string? folder, Func<MimeMessage, bool> isIt)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50, TestContext.Current.CancellationToken))
            if (To(address, folder).FirstOrDefault(isIt) is { } letter) return letter;
        throw new TimeoutException($"No such letter to {address} in {folder}.");
    }

    /// <summary>The path of a link that begins so, in the newest letter with one; waited for.</summary>
    public static async Task<string> LinkAsync(Uri server, string address, string begins)
    {
        var letter = await WaitAsync(address, Folders[server.Port], l => Paths(l).Any(Begins));
        return Paths(letter).First(Begins);

        bool Begins(string path) => path.StartsWith(begins, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Paths(MimeMessage letter) => Links().Matches(letter.TextBody ?? "").Select(m => new Uri(m.Value).PathAndQuery[1..]);

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Links();
}
