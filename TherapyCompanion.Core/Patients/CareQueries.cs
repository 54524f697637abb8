using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Patients;

/// <summary>Questions every act on a patient asks first.</summary>
public static class CareQueries
{
    /// <summary>Whether the actor is a therapist who has care of this patient now. The database asks the same by itself.</summary>
    public static async Task<bool> HasCareAsync(this ITherapyDb db, Guid patientId, CancellationToken ct) =>
        db.Actor.Hat is Hat.Therapist &&
        await db.Care.AnyAsync(c => c.PatientId == patientId && c.MemberId == db.Actor.PersonId && c.Until == null, ct);

    /// <summary>The row asked for, if it is about a patient in the actor's care; null also when it isn't there, and to any other hat.</summary>
    public static async Task<TRow?> InCareAsync<TRow>(this ITherapyDb db, IQueryable<TRow> one, CancellationToken ct)
        where TRow : class, IOfPatient
    {
        // The other hats have no grant on most of these tables: asking would be an error where the answer is "not found".
        if (db.Actor.Hat is not Hat.Therapist) return null;
        return await one.SingleOrDefaultAsync(ct) is { } row && await db.HasCareAsync(row.PatientId, ct) ? row : null;
    }
}
