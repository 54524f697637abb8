using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Patients;

/// <summary>Questions every act on a patient asks first.</summary>
public static class CareQueries
{
    /// <summary>Whether the actor is a therapist who has care of this patient now. The database asks the same by itself.</summary>
    public static async Task<bool> HasCareAsync(this ITherapyDb db, Guid patientId, CancellationToken ct) =>
        db.Actor.Hat is Hat.Therapist &&
        await db.Care.AnyAsync(c => c.PatientId == patientId && c.MemberId == db.Actor.PersonId && c.Until == null, ct);
}
