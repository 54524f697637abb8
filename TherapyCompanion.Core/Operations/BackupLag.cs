using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Operations;

/// <summary>Signed records that should lie in the backup by now and don't: how many, and since when the first one waits.</summary>
public sealed record LateBackups(int Count, DateTimeOffset Since);

/// <summary>Whether the backup keeps up with what is signed. Counts and a time, no record: it is no reading.</summary>
public sealed class BackupLag(ITherapyDbFactory databases)
{
    /// <summary>What waits longer than this is worth a word: the job comes by every few seconds.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <returns>Null while nothing is late, and for whoever is neither a therapist nor an admin.</returns>
    public async Task<LateBackups?> ReadAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Hat is not (Hat.Therapist or Hat.Admin)) return null;
        await using var db = await databases.OpenAsync(actor, ct);
        var before = await db.NowAsync(ct) - Late;
        var late = db.BackupItems.AsNoTracking().Where(i => i.State == BackupState.Waiting && i.QueuedAt < before).Select(i => i.QueuedAt);
        return await late.CountAsync(ct) is var count and > 0 ? new(count, await late.MinAsync(ct)) : null;
    }
}
