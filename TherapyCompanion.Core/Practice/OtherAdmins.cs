using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice;

/// <summary>Whether a practice has anybody else who could vouch for a member of its staff.</summary>
public sealed class OtherAdmins(ITherapyDbFactory databases)
{
    public async Task<bool> ReadAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var others = await db.Members.AsNoTracking().Where(m => m.PracticeId == actor.PracticeId && m.AccountId != actor.AccountId && m.BlockedAt == null)
            .Select(m => m.Hats).ToListAsync(ct);
        return others.Any(hats => hats.Contains(nameof(Hat.Admin)));
    }
}
