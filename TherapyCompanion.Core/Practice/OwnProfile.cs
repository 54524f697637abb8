using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Practice;

/// <summary>A member's profile as their own page shows it.</summary>
/// <param name="Version">Given back with a change: of two at once the second is told.</param>
public sealed record ProfileOnScreen(StaffProfile Profile, uint Version);

/// <summary>The signed-in member's own profile.</summary>
public sealed class OwnProfile(ITherapyDbFactory databases)
{
    public async Task<Result<ProfileOnScreen>> ReadAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Hat is not (Hat.Therapist or Hat.Admin or Hat.Supervisor)) return Refusal.NotFound;
        await using var db = await databases.OpenAsync(actor, ct);
        var me = await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == actor.PersonId, ct);
        if (me is null) return Refusal.NotFound;
        var profile = new StaffProfile(
            await db.RevealAsync<Member>(me.Id, m => m.Name, me.Name, ct),
            await db.RevealAsync<Member>(me.Id, m => m.Title, me.Title, ct),
            await db.RevealAsync<Member>(me.Id, m => m.Licence, me.Licence, ct),
            Enum.Parse<Form>(await db.RevealAsync<Member>(me.Id, m => m.Form, me.Form, ct)),
            me.FirstPerson is null ? null : await db.FirstPersonAsync(me, ct));
        return new ProfileOnScreen(profile, me.Version);
    }
}
