namespace TherapyCompanion.Core.Practice;

/// <summary>
/// The address under which people reach this installation. Links are made here, from what was configured, and never from what
/// a request calls us.
/// </summary>
/// <param name="Address">Where people come; what links begin with.</param>
/// <param name="OtherHosts">Other names under which the same site is reached.</param>
public sealed record Site(Uri Address, IReadOnlyList<string> OtherHosts)
{
    /// <summary>Names of the machine itself, with which developers come.</summary>
    private static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Whether people reach it by TLS, here or at a proxy before it.</summary>
    public bool IsSecure => Address.Scheme == Uri.UriSchemeHttps;

    /// <summary>The full address of one of our pages.</summary>
    /// <param name="path">A path that begins with "/".</param>
    public string LinkTo(string path) => path.StartsWith('/')
        ? Address.GetLeftPart(UriPartial.Authority) + path
        : throw new ArgumentException("A link needs a path from the root.", nameof(path));

    /// <summary>Whether a host name (without a port) is one of ours.</summary>
    /// <param name="developing">Whether names of the machine itself count too.</param>
    public bool IsCalled(string host, bool developing) =>
        OtherHosts.Append(Address.Host).Concat(developing ? ThisMachine : []).Contains(host, StringComparer.OrdinalIgnoreCase);
}
