using Microsoft.Extensions.Logging;
using Quartz;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Infrastructure.Storage;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Writes what was signed into the backup folder, practice by practice.</summary>
[DisallowConcurrentExecution]
public sealed partial class BackUpRecords(TherapyDbFactory databases, RecordBackup backup, ILogger<BackUpRecords> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var practice in await databases.PracticeIdsAsync(cancellationToken))
        {
            try
            {
                await backup.RunAsync(practice, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk, a folder that is not mounted: it all waits, and the pages of the staff say so.
                Waits(practice, e.Message);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // One practice's trouble must not leave the others without a backup.
                Failed(e, practice);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signed records of practice {Practice} wait for their backup: {Reason}")]
    private partial void Waits(Guid practice, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The backup of practice {Practice} failed; the next round tries again.")]
    private partial void Failed(Exception exception, Guid practice);
}
