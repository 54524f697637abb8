using Microsoft.Extensions.DependencyInjection;
using Quartz;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Deletes what signing in leaves behind: counts of tries and links of letters that are long over.</summary>
[DisallowConcurrentExecution]
public sealed class SweepSignIn(IServiceScopeFactory scopes, TimeProvider clock) : IJob
{
    // Longer than any window of tries, and than anybody asks where their link went.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var before = clock.GetUtcNow() - Kept;
        await scope.ServiceProvider.GetRequiredService<SignInTries>().ForgetAsync(before, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<AccountLinks>().ForgetAsync(before, cancellationToken);
    }
}
