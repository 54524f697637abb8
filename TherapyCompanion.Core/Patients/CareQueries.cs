using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Patients;

/// <summary>Questions every act on a patient asks first.</summary>
public static class CareQueries
{
    /// <summary>
    /// Whether something with this end goes on, by the database's clock: <c>tc.holds</c>, the same function that row-level security
    /// asks. It has a meaning inside a query only.
    /// </summary>
    public static bool Holds(DateTimeOffset? until) =>
        throw new InvalidOperationException($"Only the database's clock says whether something holds ({until:O}): ask in a query.");

    /// <summary>Whether the actor is a therapist who has care of this patient now, their own or another's. The database asks the same by itself.</summary>
    public static async Task<bool> HasCareAsync(this ITherapyDb db, Guid patientId, CancellationToken ct) =>
        db.Actor.Hat is Hat.Therapist &&
        await db.Care.AnyAsync(c => c.PatientId == patientId && c.MemberId == db.Actor.PersonId && Holds(c.Until), ct);

    /// <summary>The actor's own care of this patient; null for a stand-in, a stranger and any other hat.</summary>
    public static async Task<Care?> OwnCareAsync(this ITherapyDb db, Guid patientId, CancellationToken ct) => db.Actor.Hat is Hat.Therapist
        ? await db.Care.Where(c => c.PatientId == patientId && c.MemberId == db.Actor.PersonId && c.Kind == CareKind.Own && Holds(c.Until))
            .OrderBy(c => c.Since).FirstOrDefaultAsync(ct)
        : null;

    /// <summary>Why the actor may not do what only one's own care allows: a stand-in is told so, and to others nothing is there.</summary>
    public static async Task<Refusal> WithoutOwnCareAsync(this ITherapyDb db, Guid patientId, CancellationToken ct) =>
        await db.HasCareAsync(patientId, ct) ? CareRefusals.OwnCareOnly : Refusal.NotFound;

    /// <summary>The row asked for, if it is about a patient in the actor's care; null also when it isn't there, and to any other hat.</summary>
    public static async Task<TRow?> InCareAsync<TRow>(this ITherapyDb db, IQueryable<TRow> one, CancellationToken ct)
        where TRow : class, IOfPatient
    {
        // The other hats have no grant on most of these tables: asking would be an error where the answer is "not found".
        if (db.Actor.Hat is not Hat.Therapist) return null;
        return await one.SingleOrDefaultAsync(ct) is { } row && await db.HasCareAsync(row.PatientId, ct) ? row : null;
    }
}
