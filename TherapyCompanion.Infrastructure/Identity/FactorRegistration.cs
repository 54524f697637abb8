using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Delivery;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Second factors: passkeys, code apps, recovery codes, and what happens when all are lost.</summary>
public static class FactorRegistration
{
    /// <summary>The cookie that holds a passkey's challenge, sealed, while the person's finger is on its way.</summary>
    public const string PasskeyCookie = "__Host-tc-key";

    /// <summary>How long a challenge may be answered.</summary>
    public static readonly TimeSpan PasskeyTimeout = TimeSpan.FromMinutes(5);

    internal static IServiceCollection AddFactors(this IServiceCollection services)
    {
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<SiteOptions>>(PasskeyRules);
        services.AddScoped<Passkeys>().AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.AddSingleton<AccountPlace>().AddSingleton<AccountTrail>().AddSingleton<IFactorResets, FactorResetRows>();
        return services.AddScoped<Factors>().AddScoped<FactorResets>();
    }

    /// <summary>
    /// Passkeys belong to the one address that the site is configured with, whatever a request claims; and they count only where
    /// the person was verified (finger, face, number), which makes a passkey two factors at once.
    /// </summary>
    private static void PasskeyRules(IdentityPasskeyOptions options, IOptions<SiteOptions> site)
    {
        var address = new Uri(site.Value.Address);
        // As browsers write a host name, also one in Hebrew letters.
        var origin = $"{address.Scheme}://{address.IdnHost}{(address.IsDefaultPort ? "" : $":{address.Port}")}";
        options.ServerDomain = address.IdnHost;
        options.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.Origin == origin);
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required"; // found without an address being typed
        options.AttestationConveyancePreference = "none"; // which device somebody has is nothing we need to know
        options.ChallengeSize = 32;
        options.AuthenticatorTimeout = PasskeyTimeout;
    }
}
