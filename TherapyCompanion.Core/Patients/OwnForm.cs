using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents.Letters;

namespace TherapyCompanion.Core.Patients;

/// <summary>The form of address in which a patient is written to, for their own page.</summary>
public sealed class OwnForm(ITherapyDbFactory databases)
{
    public async Task<Result<Form>> ReadAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Hat is not Hat.Patient) return Refusal.NotFound;
        await using var db = await databases.OpenAsync(actor, ct);
        return await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct) is { } me
            ? Enum.Parse<Form>(await db.RevealAsync<Patient>(me.Id, p => p.Form, me.Form, ct))
            : Refusal.NotFound;
    }
}
