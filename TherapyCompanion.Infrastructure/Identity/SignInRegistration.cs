using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Infrastructure.Identity.Passwords;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Accounts, passwords, second factors, and the two cookies.</summary>
public static class SignInRegistration
{
    /// <summary>The cookie of a person who is in. The prefix makes browsers refuse it unless it is secure and of this host alone.</summary>
    public const string Cookie = "__Host-tc";

    /// <summary>The cookie between password and code: it opens nothing but the page that asks for the code.</summary>
    public const string HalfwayCookie = "__Host-tc-half";

    /// <summary>The cookie of a browser that somebody signed in with before: its tries are counted apart. It opens nothing.</summary>
    public const string KnownCookie = "__Host-tc-known";

    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<SignInLimits>(configuration, SignInLimits.Section);
        services.AddDbContextFactory<SignInDb>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.SignIn)
                .ReplaceService<IModelCacheKeyFactory, ModelPerSeal>());
        services.AddSingleton<ILookupProtectorKeyRing, SignInKeyRing>()
            .AddSingleton<ILookupProtector, LookupSeal>()
            .AddSingleton<IPersonalDataProtector, PersonalDataSeal>()
            .AddSingleton<ISignInDirectory, SignInDirectory>()
            .AddSingleton<IMemberSessions, MemberSessions>()
            .AddScoped<IPasswordHasher<Account>, AccountPasswordHasher>()
            .AddSingleton<SignIns>().AddSingleton<LiveSessions>().AddHostedService<SessionWatch>()
            .AddScoped<SignInTries>().AddScoped<AccountLinks>().AddScoped<SetPassword>().AddScoped<AccountRegister>();
        services.AddFactors();

        services.AddIdentityCore<Account>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.Stores.ProtectPersonalData = true;
                options.User.RequireUniqueEmail = true;
                options.Tokens.AuthenticatorTokenProvider = TotpProvider.Name;
                // Length is checked by our own rule; composition rules only make passwords predictable.
                options.Password = new PasswordOptions
                {
                    RequiredLength = 1,
                    RequiredUniqueChars = 1,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
            })
            .AddUserStore<AccountStore>()
            .AddPasswordValidator<PasswordLength>()
            .AddPasswordValidator<PasswordNotKnown>()
            .AddTokenProvider<TotpProvider>(TotpProvider.Name);
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);

        services.AddDataProtection().SetApplicationName("TherapyCompanion");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ProtectionKeySetup>();

        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, options =>
            {
                Harden(options, Cookie);
                // How long it holds, its ticket says, and before that the row of its sign-in.
                (options.ExpireTimeSpan, options.SlidingExpiration) = (TimeSpan.FromHours(12), false);
                (options.LoginPath, options.AccessDeniedPath) = ("/sign-in", "/sign-in");
                options.ReturnUrlParameter = "to";
            })
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, options =>
            {
                Harden(options, HalfwayCookie);
                (options.ExpireTimeSpan, options.SlidingExpiration) = (TimeSpan.FromMinutes(10), false);
            });
        return services;
    }

    private static void Harden(CookieAuthenticationOptions options, string name)
    {
        options.Cookie.Name = name;
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        // Chromium keeps secure cookies on http://localhost; everywhere else TLS is needed, and should be.
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        options.Cookie.IsEssential = true;
    }
}
