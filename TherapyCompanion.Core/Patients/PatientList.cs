using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients;

/// <summary>A row of the list: initials, because a list is seen by whoever stands behind the chair.</summary>
public sealed record PatientRow(Guid Id, string Code, string Initials, DateTimeOffset CreatedAt);

/// <summary>The files in the therapist's care.</summary>
public sealed class PatientList(ITherapyDbFactory databases)
{
    public async Task<Result<IReadOnlyList<PatientRow>>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.FilesListed, null, null, AuditReason.Care);
        if (actor.Hat is not Hat.Therapist) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);

        var patients = await db.Patients.AsNoTracking()
            .Where(p => db.Care.Any(c => c.PatientId == p.Id && c.MemberId == actor.PersonId && c.Until == null))
            .Select(p => new { p.Id, p.Code, p.Name, p.CreatedAt }).ToListAsync(ct);
        await db.LoadKeysAsync(patients.Select(p => p.Name), ct);
        var rows = new List<(string Name, PatientRow Row)>();
        foreach (var p in patients)
        {
            var name = await db.RevealAsync<Patient>(p.Id, x => x.Name, p.Name, ct);
            rows.Add((name, new(p.Id, p.Code, Initials.Of(name), p.CreatedAt)));
        }

        return rows.OrderBy(r => r.Name, StringComparer.CurrentCulture).Select(r => r.Row).ToList();
    }
}
