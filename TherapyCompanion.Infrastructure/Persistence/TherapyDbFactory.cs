using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Infrastructure.Persistence;

/// <summary>Opens the database for an actor, over the login that this hat has.</summary>
public sealed class TherapyDbFactory : ITherapyDbFactory, IAsyncDisposable
{
    private readonly MasterKeys _master;
    private readonly TimeProvider _clock;
    private readonly NpgsqlDataSource _app;
    private readonly NpgsqlDataSource _job;
    private readonly NpgsqlDataSource _beth;
    private readonly Dictionary<NpgsqlDataSource, DbContextOptions<TherapyDb>> _options;

    public TherapyDbFactory(IOptions<DatabaseOptions> options, MasterKeys master, TimeProvider clock)
    {
        (_master, _clock) = (master, clock);
        _app = Source(options.Value.App);
        _job = Source(options.Value.Job);
        _beth = Source(options.Value.Beth);
        var actor = new ActorOnConnection(clock);
        _options = new[] { _app, _job, _beth }.ToDictionary(s => s, s => new DbContextOptionsBuilder<TherapyDb>()
            .UseNpgsql(s)
            .AddInterceptors(actor)
            // A query that failed would be logged with its text; parameters never are, and results never were.
            .ConfigureWarnings(w => w.Ignore(CoreEventId.SensitiveDataLoggingEnabledWarning))
            .Options);
    }

    public async Task<ITherapyDb> OpenAsync(Actor actor, CancellationToken ct) => await OpenDbAsync(actor, ct);

    /// <summary>The same, with what only this room may see: the keys' rows.</summary>
    internal async Task<TherapyDb> OpenDbAsync(Actor actor, CancellationToken ct)
    {
        var db = new TherapyDb(_options[SourceOf(actor.Hat)], actor, _master, _clock);
        try
        {
            // Held open until disposal: one set-up of the context for all queries of an operation.
            await db.Database.OpenConnectionAsync(ct);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>The practices of this installation, for jobs that go from one to the next.</summary>
    public async Task<IReadOnlyList<Guid>> PracticeIdsAsync(CancellationToken ct)
    {
        await using var command = _job.CreateCommand("select tc.practice_ids()");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(ct)) ids.Add(reader.GetGuid(0));
        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _options.Keys) await source.DisposeAsync();
    }

    private NpgsqlDataSource SourceOf(Hat hat) => hat switch
    {
        Hat.Therapist or Hat.Patient or Hat.Admin or Hat.Supervisor or Hat.Guardian => _app,
        Hat.Job => _job,
        Hat.Beth => _beth,
    };

    private static NpgsqlDataSource Source(string connectionString)
    {
        // The reset on return to the pool is what clears the actor; a string that switches it off is refused.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false };
        if (settings.NoResetOnClose) throw new SetupException("Database: 'No Reset On Close' would carry one actor's rights to the next.");
        return NpgsqlDataSource.Create(settings);
    }
}
