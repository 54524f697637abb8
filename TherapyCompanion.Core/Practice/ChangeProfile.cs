using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice;

/// <summary>A member of the staff says anew who they are; nobody says it for another.</summary>
public sealed class ChangeProfile(ITherapyDbFactory databases)
{
    /// <param name="seen">The version of the profile that was on the screen.</param>
    public async Task<Refusal?> RunAsync(Actor actor, StaffProfile profile, uint seen, CancellationToken ct)
    {
        var entry = new AuditEntry(AuditAction.ProfileChanged, actor.PersonId, null, AuditReason.Self);
        await using var db = await databases.OpenAsync(actor, ct);
        if (actor.Hat is not (Hat.Therapist or Hat.Admin or Hat.Supervisor))
            return await db.DenyAsync(Refusal.NotAllowed, entry with { Target = null }, ct);

        var me = await db.Members.SingleOrDefaultAsync(m => m.Id == actor.PersonId, ct);
        if (me is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        profile = profile with { Name = PlainLine.Of(profile.Name), Title = PlainLine.Of(profile.Title), Licence = PlainLine.Of(profile.Licence) };
        return me.ChangeProfile(profile, seen) ?? await db.SaveAsync(entry, ct);
    }
}
