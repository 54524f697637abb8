using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients.Details;

namespace TherapyCompanion.Core.Patients;

/// <summary>A row of the list: initials, because a list is seen by whoever stands behind the chair.</summary>
/// <param name="Name">For a reader who asks for names, for as long as they look; it leaves the server no sooner.</param>
/// <param name="StandInUntil">For a file of another's that the reader stands in for: the end.</param>
public sealed record PatientRow(Guid Id, string Code, string Initials, string Name, TreatmentStatus Status, IReadOnlyList<string> Tags, DateTimeOffset CreatedAt, DateTimeOffset? StandInUntil);

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
                p.Status,
                p.Tags,
                p.CreatedAt,
                IsOwn = care.Any(c => c.PatientId == p.Id && c.Kind == CareKind.Own),
                Until = care.Where(c => c.PatientId == p.Id).Max(c => c.Until),
            }).ToListAsync(ct);
        await db.LoadKeysAsync(patients.SelectMany(p => new[] { p.Name, p.Status, p.Tags }), ct);
        var rows = new List<PatientRow>();
        foreach (var p in patients)
        {
            var name = await db.RevealAsync<Patient>(p.Id, x => x.Name, p.Name, ct);
            rows.Add(new(
                p.Id, p.Code, Initials.Of(name), name, await db.StatusAsync(p.Id, p.Status, ct), await db.TagsAsync(p.Id, p.Tags, ct), p.CreatedAt,
                p.IsOwn ? null : p.Until));
        }

        return [.. rows.OrderBy(r => r.Name, StringComparer.CurrentCulture)];
    }
}
