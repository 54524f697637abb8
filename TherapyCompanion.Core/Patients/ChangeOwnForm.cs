using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients;

/// <summary>
/// The patient chooses how they are written to, and their choice wins. What was approved in another form stops by itself
/// (design rule 12).
/// </summary>
public sealed class ChangeOwnForm(ITherapyDbFactory databases, TimeProvider clock)
{
    public async Task<Refusal?> RunAsync(Actor actor, Form form, CancellationToken ct)
    {
        var entry = new AuditEntry(AuditAction.ProfileChanged, actor.PersonId, actor.PersonId, AuditReason.Self);
        await using var db = await databases.OpenAsync(actor, ct);
        if (actor.Hat is not Hat.Patient) return await db.DenyAsync(Refusal.NotAllowed, entry with { Target = null, PatientId = null }, ct);

        var me = await db.Patients.SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (me is null) return await db.DenyAsync(Refusal.NotFound, entry with { PatientId = null }, ct);
        var now = clock.GetUtcNow();
        var before = Enum.Parse<Form>(await db.RevealAsync<Patient>(me.Id, p => p.Form, me.Form, ct));
        // Choosing what already holds is no new fact, and holds no message back; the choice is theirs all the same.
        if (form == before && me.FormChosenAt is not null) return null;
        me.ChooseForm(form, form == before ? me.CreatedAt : now);
        return await db.SaveAsync(entry, ct);
    }
}
