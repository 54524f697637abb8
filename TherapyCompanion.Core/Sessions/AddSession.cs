using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Sessions;

/// <summary>Adds a session to a file; it gets the next number.</summary>
public sealed class AddSession(ITherapyDbFactory databases)
{
    /// <param name="minutes">1 to 600.</param>
    /// <returns>The session's id.</returns>
    public async Task<Result<Guid>> RunAsync(Actor actor, Guid patientId, DateTimeOffset startsAt, int minutes, CancellationToken ct)
    {
        if (minutes is < 1 or > 600) return SessionRefusals.LengthWrong;
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.SessionAdded, null, patientId, AuditReason.Care);
        if (!await db.HasCareAsync(patientId, ct)) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var last = await db.Sessions.Where(s => s.PatientId == patientId).MaxAsync(s => (int?)s.Number, ct) ?? 0;
        var session = new Session(actor.PracticeId, patientId, last + 1, startsAt.ToUniversalTime(), minutes);
        db.Sessions.Add(session);
        // Two at once would take one number: the unique index makes the second a race, and it is tried again by the person.
        var refusal = await db.SaveAsync(entry with { Target = session.Id }, ct);
        return refusal is null ? session.Id : refusal;
    }
}
