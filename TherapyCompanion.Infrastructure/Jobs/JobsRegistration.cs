using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Infrastructure.Storage;

namespace TherapyCompanion.Infrastructure.Jobs;

/// <summary>Background work: Quartz with its store in the database, clustered, so that any node may die.</summary>
public static class JobsRegistration
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        var connection = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>()?.Job ?? "";
        var messages = configuration.GetSection(MessagesOptions.Section).Get<MessagesOptions>() ?? new();
        var audit = configuration.GetSection(AuditOptions.Section).Get<AuditOptions>() ?? new();
        var backup = configuration.GetSection(BackupOptions.Section).Get<BackupOptions>() ?? new();
        services.AddQuartz(q =>
        {
            q.ConfigureScheduler(o => (o.InstanceName, o.GenerateInstanceId) = ("therapycompanion", true));
            q.UsePersistentStore(store =>
            {
                store.UsePostgres(new NpgsqlConnectionStringBuilder(connection) { SearchPath = "jobs" }.ConnectionString);
                store.UseSystemTextJsonSerializer(_ => { });
                store.UseClustering(c =>
                {
                    c.CheckinInterval = TimeSpan.FromSeconds(5);
                    c.CheckinMisfireThreshold = TimeSpan.FromSeconds(10);
                });
            });
            Every<SweepOutbox>(q, TimeSpan.FromSeconds(messages.SweepSeconds));
            Every<SendLetters>(q, TimeSpan.FromSeconds(messages.SweepSeconds));
            Every<RemindOfResets>(q, TimeSpan.FromMinutes(5));
            Every<ForgetSignIns>(q, TimeSpan.FromDays(1));
            Every<SweepSignIn>(q, TimeSpan.FromHours(1));
            Every<BackUpRecords>(q, TimeSpan.FromSeconds(backup.EverySeconds));
            Every<AnchorAudit>(q, TimeSpan.FromSeconds(audit.AnchorSeconds));
        });
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        return services;
    }

    private static void Every<T>(IQuartzBuilder q, TimeSpan interval)
        where T : IJob
    {
        var key = new JobKey(typeof(T).Name);
        q.AddJob<T>(j => j.WithIdentity(key).StoreDurably());
        // A missed firing is not made up for: the next one does all that is due.
        q.AddTrigger(t => t.ForJob(key).WithIdentity(typeof(T).Name)
            .WithSimpleSchedule(s => s.WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)));
    }
}
