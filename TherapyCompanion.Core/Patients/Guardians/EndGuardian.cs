using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients.Guardians;

/// <summary>The therapist ends a guardian's access: their sign-ins end in the same transaction, and an open invitation with them.</summary>
public sealed class EndGuardian(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, Guid guardianId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.GuardianEnded, guardianId, null, AuditReason.Care);
        var guardian = await db.InCareAsync(db.Guardians.Where(g => g.Id == guardianId), ct);
        if (guardian is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = guardian.PatientId };
        if (await db.OwnCareAsync(guardian.PatientId, ct) is null) return await db.DenyAsync(CareRefusals.OwnCareOnly, entry, ct);

        if (guardian.End(await db.NowAsync(ct)) is { } refused) return await db.DenyAsync(refused, entry, ct);
        var open = await db.Invitations.SingleOrDefaultAsync(i => i.GuardianId == guardianId && i.State == InvitationState.Open, ct);
        return open?.Close() ?? await db.SaveAsync(entry, ct);
    }
}
