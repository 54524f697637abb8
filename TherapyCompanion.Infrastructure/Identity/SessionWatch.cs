using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// Keeps <see cref="LiveSessions"/> true. The database tells every node of an end or a lock as it happens (0020_sessions.sql); and
/// since a notice can be lost with its connection, and an idle limit is told by nobody, what is live here is read again every two seconds.
/// </summary>
public sealed partial class SessionWatch(
    LiveSessions live, SignIns sessions, IOptions<DatabaseOptions> database, TimeProvider clock, ILogger<SessionWatch> log) : BackgroundService
{
    private const string Channel = "tc_sessions";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ListenAsync(stoppingToken), LookAgainAsync(stoppingToken));

    private async Task ListenAsync(CancellationToken ct)
    {
        // Not from the pool: it is held for good, and its breaking must not be hidden.
        var source = new NpgsqlConnectionStringBuilder(database.Value.SignIn) { Pooling = false, KeepAlive = 10, ApplicationName = Channel };
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var told = new HashSet<Guid>();
                await using var connection = new NpgsqlConnection(source.ConnectionString);
                connection.Notification += (_, notice) =>
                {
                    if (Guid.TryParse(notice.Payload, out var id)) told.Add(id);
                };
                await connection.OpenAsync(ct);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(ct);
                told.UnionWith(live.Ids); // what was told while nobody listened
                while (true)
                {
                    await ReadAsync(told, ct);
                    told.Clear();
                    await connection.WaitAsync(ct);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                NoticesLost(e.GetType().Name);
                await Task.Delay(AgainAfter, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAgainAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                try
                {
                    await ReadAsync(live.Ids, ct);
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
                {
                    // Without a database nothing can be done in a page either; the next look will tell.
                    LookFailed(e.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task ReadAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var here = ids.Intersect(live.Ids).ToList();
        if (here.Count == 0) return;
        var rows = (await sessions.FindAsync(here, ct)).ToDictionary(s => s.Id);
        foreach (var id in here) live.Learn(id, rows.GetValueOrDefault(id));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The notices of ended sign-ins were lost ({Failure}); listening again.")]
    private partial void NoticesLost(string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign-ins that are live here could not be read ({Failure}); looking again.")]
    private partial void LookFailed(string failure);
}
