using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients.Details;

/// <summary>A person's details as their page shows them.</summary>
/// <param name="FormIsTheirs">Whether the patient chose the form of address themselves.</param>
/// <param name="Version">Given back with a change: of two at once the second is told.</param>
public sealed record DetailsOnScreen(PatientDetails Details, bool FormIsTheirs, uint Version);

/// <summary>The page on which a person's details are read and changed, for whose patient it is.</summary>
public sealed class DetailsDesk(ITherapyDbFactory databases)
{
    public async Task<Result<DetailsOnScreen>> OpenAsync(Actor actor, Guid patientId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.DetailsOpened, patientId, patientId, AuditReason.Care);
        if (await db.OwnCareAsync(patientId, ct) is null) return await db.DenyAsync(await db.WithoutOwnCareAsync(patientId, ct), entry, ct);
        await db.RecordAsync(entry, ct);
        return await OnScreenAsync(db, patientId, ct);
    }

    /// <summary>Reads them again within the same visit.</summary>
    public async Task<Result<DetailsOnScreen>> RefreshAsync(Actor actor, Guid patientId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        if (await db.OwnCareAsync(patientId, ct) is null)
            return await db.DenyAsync(await db.WithoutOwnCareAsync(patientId, ct), new(AuditAction.DetailsOpened, patientId, patientId, AuditReason.Care), ct);
        return await OnScreenAsync(db, patientId, ct);
    }

    private static async Task<DetailsOnScreen> OnScreenAsync(ITherapyDb db, Guid patientId, CancellationToken ct)
    {
        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == patientId, ct);
        return new(await db.DetailsAsync(patient, ct), patient.FormChosenAt is not null, patient.Version);
    }
}
