using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice;

/// <summary>Whether the practice's patients may come in by a link that is sent to their address.</summary>
public sealed class SetSignInLinks(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, SignInLinks links, CancellationToken ct)
    {
        var entry = new AuditEntry(AuditAction.PracticeChanged, actor.PracticeId, null, AuditReason.Administration);
        await using var db = await databases.OpenAsync(actor, ct);
        if (actor.Hat is not Hat.Admin) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);

        var practice = await db.Practices.SingleOrDefaultAsync(p => p.Id == actor.PracticeId, ct);
        if (practice is null) return Refusal.NotFound;
        practice.AllowLinks(links);
        return await db.SaveAsync(entry, ct);
    }
}
