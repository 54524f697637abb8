using Microsoft.Extensions.Logging;
using Quartz;
using TherapyCompanion.Infrastructure.Delivery;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Carries out the letters that are due, and forgets those done with long ago.</summary>
[DisallowConcurrentExecution]
public sealed partial class SendLetters(Postman postman, ILogger<SendLetters> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            while (await postman.CarryOneAsync(cancellationToken) is PostStep.Done) cancellationToken.ThrowIfCancellationRequested();
            await postman.ForgetOldAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The database did not answer. What was not written down waits on; it is logged, and tried again.
            Failed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Carrying out letters failed; the next round tries again.")]
    private partial void Failed(Exception exception);
}
