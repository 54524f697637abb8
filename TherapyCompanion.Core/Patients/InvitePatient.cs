using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Patients;

/// <summary>The two halves of an invitation, shown once: the link to send, the digits to say in the room.</summary>
public sealed record InvitationSecrets(string Link, string Digits, DateTimeOffset ExpiresAt);

/// <summary>Invites a patient to their page; an invitation that was still open is closed.</summary>
public sealed class InvitePatient(ITherapyDbFactory databases, TimeProvider clock)
{
    public async Task<Result<InvitationSecrets>> RunAsync(Actor actor, Guid patientId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.PatientInvited, null, patientId, AuditReason.Care);
        if (await db.OwnCareAsync(patientId, ct) is null) return await db.DenyAsync(await db.WithoutOwnCareAsync(patientId, ct), entry, ct);

        var now = clock.GetUtcNow();
        foreach (var old in await db.Invitations
            .Where(i => i.PatientId == patientId && i.Kind == InvitationKind.Patient && i.State == InvitationState.Open).ToListAsync(ct))
            if (old.Close() is { } refused) return refused;

        var (invitation, link, digits) = Invitation.Make(actor.PracticeId, patientId, now);
        db.Invitations.Add(invitation);
        var refusal = await db.SaveAsync(entry with { Target = invitation.Id }, ct);
        return refusal is null ? new InvitationSecrets(link, digits, invitation.ExpiresAt) : refusal;
    }
}
