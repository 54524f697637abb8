using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace TherapyCompanion.Infrastructure;

/// <summary>
/// The proxies before the server, section <c>Proxy</c>. Only from them, and only what the nearest ones added, is believed of where
/// a request comes from (X-Forwarded-For, X-Forwarded-Proto); a host's name is never taken from a header of theirs.
/// </summary>
public sealed class KnownProxies : IValidatableObject
{
    public const string Section = "Proxy";

    /// <summary>Addresses and networks (10.0.3.0/24) of the proxies, with commas between them; empty: there is none.</summary>
    public string Known { get; set; } = "";

    /// <summary>How many of them a request passes, one after the other. 1 to 5.</summary>
    [Range(1, 5)]
    public int Hops { get; set; } = 1;

    private string[] Entries => Known.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from entry in Entries
        where AddressOf(entry) is null && !IsNetwork(entry)
        select new ValidationResult($"\"{entry}\" is neither an address nor a network like 10.0.3.0/24 (its host bits zero, and not everybody)", [nameof(Known)]);

    /// <summary>Says it to the framework, whose own defaults would believe the loopback address, and all the world by an environment variable.</summary>
    public void Apply(ForwardedHeadersOptions options)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        options.ForwardLimit = Hops;
        options.ForwardedHeaders = Entries.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var entry in Entries)
            if (AddressOf(entry) is { } address) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(IPNetwork.Parse(entry));
    }

    // With its host bits zero: 10.0.0.5/8 may mean one machine or sixteen million. A network of everybody names nobody.
    private static bool IsNetwork(string entry) => IPNetwork.TryParse(entry, out var network) && network.PrefixLength > 0
        && AddressOf(entry[..entry.IndexOf('/', StringComparison.Ordinal)]) is { } first && network.BaseAddress.Equals(first);

    // "10.1" and "1" are addresses too, by an old custom; here they are slips of the pen.
    private static IPAddress? AddressOf(string entry) =>
        IPAddress.TryParse(entry, out var address) && (entry.Contains(':', StringComparison.Ordinal) || address.ToString() == entry) ? address : null;
}

/// <summary>Puts the proxies' settings where the framework's middleware reads them.</summary>
public static class KnownProxiesRegistration
{
    public static IServiceCollection AddKnownProxies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<KnownProxies>(configuration, KnownProxies.Section);
        // Last of all, after what the host itself configures from its environment.
        services.AddSingleton<IPostConfigureOptions<ForwardedHeadersOptions>>(s =>
            new PostConfigureOptions<ForwardedHeadersOptions>(Options.DefaultName, s.GetRequiredService<IOptions<KnownProxies>>().Value.Apply));
        return services;
    }
}
