using Microsoft.Extensions.Logging;
using Quartz;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Anchors the head of every practice's chain that moved.</summary>
[DisallowConcurrentExecution]
public sealed partial class AnchorAudit(TherapyDbFactory databases, AuditAnchor anchor, ILogger<AnchorAudit> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var practice in await databases.PracticeIdsAsync(cancellationToken))
        {
            try
            {
                await anchor.RunAsync(practice, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One practice's trouble must not leave the others unanchored.
                Failed(practice, e.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Anchoring the audit of practice {Practice} failed with {Failure}; the next round tries again.")]
    private partial void Failed(Guid practice, string failure);
}
