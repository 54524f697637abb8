using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice;

/// <summary>The hours in which messages may leave.</summary>
public sealed class SetSendingHours(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, TimeOnly opensAt, TimeOnly closesAt, CancellationToken ct)
    {
        var entry = new AuditEntry(AuditAction.PracticeChanged, actor.PracticeId, null, AuditReason.Administration);
        await using var db = await databases.OpenAsync(actor, ct);
        if (actor.Hat is not Hat.Admin) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);

        var practice = await db.Practices.SingleOrDefaultAsync(p => p.Id == actor.PracticeId, ct);
        if (practice is null) return Refusal.NotFound;
        return practice.SetHours(opensAt, closesAt) ?? await db.SaveAsync(entry, ct);
    }
}
