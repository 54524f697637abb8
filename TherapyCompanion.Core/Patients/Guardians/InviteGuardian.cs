using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients.Details;

namespace TherapyCompanion.Core.Patients.Guardians;

/// <summary>Invites a guardian of a patient, by a link and six digits like the patient themselves. Several may be invited.</summary>
public sealed class InviteGuardian(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <param name="name">How the therapist knows them; only therapist and patient read it.</param>
    public async Task<Result<InvitationSecrets>> RunAsync(Actor actor, Guid patientId, string name, CancellationToken ct)
    {
        name = name.Trim();
        if (name.Length == 0) return CareRefusals.GuardianNameMissing;
        if (name.Length > Guardian.LongestName) return CareRefusals.GuardianNameTooLong;

        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.GuardianInvited, null, patientId, AuditReason.Care);
        if (await db.OwnCareAsync(patientId, ct) is null) return await db.DenyAsync(await db.WithoutOwnCareAsync(patientId, ct), entry, ct);

        var guardian = new Guardian(actor.PracticeId, patientId, name, actor.PersonId, await EighteenAsync(db, patientId, ct));
        var (invitation, link, digits) = Invitation.Make(actor.PracticeId, patientId, clock.GetUtcNow(), guardian.Id);
        db.Guardians.Add(guardian);
        db.Invitations.Add(invitation);
        var refusal = await db.SaveAsync(entry with { Target = guardian.Id }, ct);
        return refusal is null ? new InvitationSecrets(link, digits, invitation.ExpiresAt) : refusal;
    }

    // A minor's guardian is one until that day begins. Where no birth date stands, or the patient is of age, no end is known.
    private static async Task<DateTimeOffset?> EighteenAsync(ITherapyDb db, Guid patientId, CancellationToken ct)
    {
        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == patientId, ct);
        if ((await db.AboutAsync(patient, ct)).BirthDate is not { } born) return null;
        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == db.Actor.PracticeId, ct);
        var at = practice.SendingHours().At(PatientDetails.EighteenOn(born), TimeOnly.MinValue);
        return at > await db.NowAsync(ct) ? at : null;
    }
}
