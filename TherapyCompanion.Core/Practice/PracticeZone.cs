using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice;

/// <summary>By which clock the actor's practice lives, whatever their hat.</summary>
public sealed class PracticeZone(ITherapyDbFactory databases)
{
    public async Task<TimeZoneInfo> ReadAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        return TimeZoneInfo.FindSystemTimeZoneById(await db.Practices.AsNoTracking().Where(p => p.Id == actor.PracticeId).Select(p => p.TimeZone).SingleAsync(ct));
    }
}
