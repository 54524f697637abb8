using Quartz;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Forgets sign-ins that ended long ago: where somebody was is kept no longer than it helps them.</summary>
[DisallowConcurrentExecution]
public sealed class ForgetSignIns(SignIns sessions) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await sessions.ForgetOldAsync(cancellationToken);
}
