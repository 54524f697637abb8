using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients;

/// <summary>A row of the list: initials, because a list is seen by whoever stands behind the chair.</summary>
/// <param name="StandInUntil">For a file of another's that the reader stands in for: the end.</param>
public sealed record PatientRow(Guid Id, string Code, string Initials, DateTimeOffset CreatedAt, DateTimeOffset? StandInUntil);

/// <summary>The files in the therapist's care.</summary>
public sealed class PatientList(ITherapyDbFactory databases)
{
    public async Task<Result<IReadOnlyList<PatientRow>>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.FilesListed, null, null, AuditReason.Care);
        if (actor.Hat is not Hat.Therapist) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);
        return await RowsAsync(db, ownOnly: false, ct);
    }

    internal static async Task<List<PatientRow>> RowsAsync(ITherapyDb db, bool ownOnly, CancellationToken ct)
    {
        var care = db.Care.Where(c => c.MemberId == db.Actor.PersonId && CareQueries.Holds(c.Until) && (!ownOnly || c.Kind == CareKind.Own));
        var patients = await db.Patients.AsNoTracking()
            .Where(p => care.Any(c => c.PatientId == p.Id))
            .Select(p => new
            {
                p.Id,
                p.Code,
                p.Name,
                p.CreatedAt,
                IsOwn = care.Any(c => c.PatientId == p.Id && c.Kind == CareKind.Own),
                Until = care.Where(c => c.PatientId == p.Id).Max(c => c.Until),
            }).ToListAsync(ct);
        await db.LoadKeysAsync(patients.Select(p => p.Name), ct);
        var rows = new List<(string Name, PatientRow Row)>();
        foreach (var p in patients)
        {
            var name = await db.RevealAsync<Patient>(p.Id, x => x.Name, p.Name, ct);
            rows.Add((name, new(p.Id, p.Code, Initials.Of(name), p.CreatedAt, p.IsOwn ? null : p.Until)));
        }

        return [.. rows.OrderBy(r => r.Name, StringComparer.CurrentCulture).Select(r => r.Row)];
    }
}
