using Microsoft.Extensions.Logging;
using Quartz;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Sends what is due, practice by practice, one transaction an item.</summary>
[DisallowConcurrentExecution]
public sealed partial class SweepOutbox(TherapyDbFactory databases, DeliverDue deliver, NotifyDue notify, ILogger<SweepOutbox> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var practice in await databases.PracticeIdsAsync(cancellationToken))
        {
            await DrainAsync(practice, deliver.RunAsync, cancellationToken);
            await DrainAsync(practice, notify.RunAsync, cancellationToken);
        }
    }

    private async Task DrainAsync(Guid practice, Func<Actor, CancellationToken, Task<bool>> one, CancellationToken ct)
    {
        try
        {
            while (await one(Actor.Job(practice), ct)) { }
        }
        catch (DeliveryRefusedException e)
        {
            // A recall or another node was quicker. Nothing was saved; the next sweep looks again.
            Refused(practice, e.Refusal.Key);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // What is wrong in one practice must not hold up the others' messages. Nothing was saved; it is logged, and tried again.
            Failed(e, practice);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery in practice {Practice} met {Refusal}; the next sweep looks again.")]
    private partial void Refused(Guid practice, string refusal);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery in practice {Practice} failed; the next sweep tries again.")]
    private partial void Failed(Exception exception, Guid practice);
}
