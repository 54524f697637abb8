using System.ComponentModel.DataAnnotations;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>Settings of the site, section <c>Site</c>.</summary>
public sealed class SiteOptions : IValidatableObject
{
    public const string Section = "Site";

    /// <summary>The address under which people reach it; what links in letters begin with, and the one name that is answered to.</summary>
    [Required]
    public string Address { get; set; } = "http://localhost:5080";

    /// <summary>Other host names under which the same site is reached, with commas between them.</summary>
    public string Hosts { get; set; } = "";

    private string[] OtherHosts => Hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public Site ToSite() => new(new Uri(Address), OtherHosts);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/" || address.UserInfo.Length > 0)
            yield return new("has to be the address of a site, like https://care.example.org, without a path", [nameof(Address)]);
        else if (address is { Scheme: "http", IsLoopback: false })
            yield return new("has to begin with https: browsers keep the cookies of this site over TLS only, except on localhost", [nameof(Address)]);
        foreach (var host in OtherHosts.Where(h => Uri.CheckHostName(h) is UriHostNameType.Unknown))
            yield return new($"\"{host}\" is no host name (without scheme and port)", [nameof(Hosts)]);
    }
}
