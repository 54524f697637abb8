using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Tests.Support;

/// <summary>A house with its front door: accounts and invitations work as in the server.</summary>
public class DoorHouse : House
{
    /// <summary>A code app's secret of 20 bytes, as the app shows it.</summary>
    public const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    protected override void Configure(IServiceCollection services) => services.AddSignIn(new ConfigurationBuilder().Build());

    /// <summary>Work of one request: accounts and what they are made of live no longer than that.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Get<IServiceScopeFactory>().CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    /// <summary>A new account, made as the sign-up makes it.</summary>
    public Task<Result<Account>> RegisterAsync(string email, string password) =>
        InScopeAsync(s => s.GetRequiredService<AccountRegister>().CreateAsync(email, password, CancellationToken.None));

    /// <summary>An account with a password, and with a code app when there is a secret.</summary>
    public Task<Guid> NewAccountAsync(string email, string password, string? secret = null) => InScopeAsync(async s =>
    {
        var account = (await s.GetRequiredService<AccountRegister>().CreateAsync(email, password, CancellationToken.None)).Value;
        if (secret is null) return account.Id;
        var store = (IUserAuthenticatorKeyStore<Account>)s.GetRequiredService<IUserStore<Account>>();
        await store.SetAuthenticatorKeyAsync(account, secret, CancellationToken.None);
        (await s.GetRequiredService<UserManager<Account>>().SetTwoFactorEnabledAsync(account, true)).Succeeded.Should().BeTrue();
        return account.Id;
    });

    /// <summary>Opens a practice for an account; its owner wears the hats of therapist and admin.</summary>
    public async Task<Actor> FoundPracticeAsync(Guid account, string name = "דנה לוי")
    {
        var practice = Guid.NewGuid();
        var staff = new StaffProfile(name, "פסיכולוגית קלינית", "27-00000", Form.Feminine);
        var member = await Get<CreatePractice>().RunAsync(practice, account, "הקליניקה", "הודעות", staff, TestOrigin, default);
        return Actor.Therapist(practice, account, member.Value, TestOrigin);
    }

    /// <summary>The code that the app shows at this moment of the house, or some steps from it.</summary>
    public string Code(int steps = 0) => Totp.CodeAt(Totp.ReadSecret(Secret), Totp.StepAt(Clock.GetUtcNow()) + steps);

    public Task<bool> EnterCodeAsync(Guid account, string code) => InScopeAsync(async s =>
    {
        var accounts = s.GetRequiredService<UserManager<Account>>();
        return await accounts.VerifyTwoFactorTokenAsync((await accounts.FindByIdAsync(account.ToString()))!, TotpProvider.Name, code);
    });

    public Task<bool> RedeemAsync(Guid account, string code) => InScopeAsync(async s =>
    {
        var accounts = s.GetRequiredService<UserManager<Account>>();
        return (await accounts.RedeemTwoFactorRecoveryCodeAsync((await accounts.FindByIdAsync(account.ToString()))!, code)).Succeeded;
    });

    public Task<string[]> NewRecoveryCodesAsync(Guid account) => InScopeAsync(async s =>
    {
        var accounts = s.GetRequiredService<UserManager<Account>>();
        var codes = await accounts.GenerateNewTwoFactorRecoveryCodesAsync((await accounts.FindByIdAsync(account.ToString()))!, 10);
        return codes!.ToArray();
    });

    /// <summary>All at one moment, as near as a machine can.</summary>
    public static async Task<T[]> AtOnceAsync<T>(int times, Func<int, Task<T>> work)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, times).Select(i => Task.Run(async () =>
        {
            await go.Task;
            return await work(i);
        })).ToArray();
        go.SetResult();
        return await Task.WhenAll(all);
    }

    /// <summary>The same house after a restart: new services over the same database.</summary>
    /// <param name="keys">Another folder of master keys; null for this house's own.</param>
    public ServiceProvider Restarted(string? keys = null)
    {
        var settings = Settings();
        if (keys is not null) settings["Keys:Folder"] = keys;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCore().AddInfrastructure(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton<TimeProvider>(Clock);
        Configure(services);
        return services.BuildServiceProvider();
    }
}
