using Quartz;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Anchors the head of every practice's chain that moved.</summary>
[DisallowConcurrentExecution]
public sealed class AnchorAudit(TherapyDbFactory databases, AuditAnchor anchor) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var practice in await databases.PracticeIdsAsync(cancellationToken)) await anchor.RunAsync(practice, cancellationToken);
    }
}
