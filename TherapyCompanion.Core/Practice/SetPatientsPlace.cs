using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice;

/// <summary>How the place is called and marked on the patients' phones: a neutral name and a plain shape.</summary>
public sealed class SetPatientsPlace(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, string name, PlaceIcon icon, CancellationToken ct)
    {
        var entry = new AuditEntry(AuditAction.PracticeChanged, actor.PracticeId, null, AuditReason.Administration);
        await using var db = await databases.OpenAsync(actor, ct);
        if (actor.Hat is not Hat.Admin) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);

        var practice = await db.Practices.SingleOrDefaultAsync(p => p.Id == actor.PracticeId, ct);
        if (practice is null) return Refusal.NotFound;
        return practice.SetPlace(PlainLine.Of(name), icon) ?? await db.SaveAsync(entry, ct);
    }
}
