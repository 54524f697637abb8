namespace TherapyCompanion.Web.Account;

/// <summary>Where somebody wanted to go before they signed in: only a path of this site, never another one's address.</summary>
public static class LocalPath
{
    /// <summary>The path when it is certainly one of ours, else the start.</summary>
    public static string OrStart(string? path) =>
        // Browsers read "//x", "/\x" and paths with control characters as other sites' addresses.
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) && !path.Contains('\\', StringComparison.Ordinal)
            ? path
            : "/";
}
