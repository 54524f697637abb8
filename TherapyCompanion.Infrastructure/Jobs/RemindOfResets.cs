using Microsoft.Extensions.DependencyInjection;
using Quartz;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Writes again to people whose second factor is about to be taken off on somebody's request.</summary>
[DisallowConcurrentExecution]
public sealed class RemindOfResets(IServiceScopeFactory scopes) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FactorResets>().RemindAsync(cancellationToken);
    }
}
