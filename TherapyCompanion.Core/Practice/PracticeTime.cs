using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice;

/// <summary>The time zone of the practice, for pages that anybody with a hat of it may open.</summary>
public sealed class PracticeTime(ITherapyDbFactory databases)
{
    /// <returns>An IANA name.</returns>
    public async Task<string> ReadAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        return await db.Practices.Where(p => p.Id == actor.PracticeId).Select(p => p.TimeZone).SingleAsync(ct);
    }
}
