namespace TherapyCompanion.Web.Account;

/// <summary>Where somebody wanted to go before they signed in: only a path of this site, never another one's address.</summary>
public static class LocalPath
{
    // A name that nobody has: what leads anywhere else from there is not local.
    private static readonly Uri Here = new("http://here.invalid/");

    /// <summary>The path when it is certainly one of ours, else the start.</summary>
    public static string OrStart(string? path) => path is not null && IsLocal(path) ? path : "/";

    /// <summary>Whether browsers read it as a path of this site, however they tidy it up first.</summary>
    public static bool IsLocal(string path) =>
        // Browsers read "//x", "/\x" and paths with control characters as other sites' addresses, and "/.//x" as the path "//x",
        // which becomes one when it is said again. What is not ASCII has been encoded by whoever means a path.
        path is ['/', ..] && path is not ['/', '/' or '\\', ..]
        && path.All(c => c is > ' ' and < '\x7f' and not '\\')
        && Uri.TryCreate(Here, path, out var to) && to.Authority == Here.Authority && !to.AbsolutePath.StartsWith("//", StringComparison.Ordinal);
}
