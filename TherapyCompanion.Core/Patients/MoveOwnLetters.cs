using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients;

/// <summary>
/// A patient signs in by another address from now on. Letters that went to the old one follow, since somebody else may read it;
/// an address that the therapist and the patient agreed on apart from it stays.
/// </summary>
public sealed class MoveOwnLetters(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, string from, string to, CancellationToken ct)
    {
        var entry = new AuditEntry(AuditAction.EmailChanged, actor.AccountId, actor.PersonId, AuditReason.Self);
        await using var db = await databases.OpenAsync(actor, ct);
        if (actor.Hat is not Hat.Patient) return await db.DenyAsync(Refusal.NotAllowed, entry with { PatientId = null }, ct);

        var me = await db.Patients.SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (me is null) return await db.DenyAsync(Refusal.NotFound, entry with { PatientId = null }, ct);
        var now = await db.RevealAsync<Patient>(me.Id, p => p.Email, me.Email, ct);
        if (string.Equals(now, from, StringComparison.OrdinalIgnoreCase)) me.MoveTo(to);
        return await db.SaveAsync(entry, ct);
    }
}
