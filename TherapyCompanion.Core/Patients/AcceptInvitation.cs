using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Core.Patients;

/// <summary>What an invited person sees before the digits: who invites, and how many tries are left; nothing about themselves.</summary>
public sealed record InvitationView(InvitationKind Kind, string PlaceName, string TherapistName, int TriesLeft);

/// <summary>The invited person comes in: the link finds the invitation, the six digits prove the room.</summary>
public sealed class AcceptInvitation(ITherapyDbFactory databases, ISignInDirectory directory, TimeProvider clock)
{
    /// <summary>Shows an open invitation by its link.</summary>
    public async Task<Result<InvitationView>> OpenAsync(string link, Origin origin, CancellationToken ct)
    {
        if (await FindAsync(link, ct) is not { } found) return PatientRefusals.InvitationOver;
        await using var db = await databases.OpenAsync(found.As(Guid.Empty, origin), ct);
        var invitation = await ByLink(db, found.Link).AsNoTracking().SingleOrDefaultAsync(ct);
        if (invitation is null || !invitation.IsOpen(clock.GetUtcNow())) return PatientRefusals.InvitationOver;
        return invitation.Kind is InvitationKind.Patient
            ? Shown(await db.PlaceNamesAsync(invitation.PatientId, ct), invitation)
            : Shown(await db.GuardianPlaceNamesAsync(invitation.GuardianId!.Value, ct), invitation);
    }

    /// <summary>Tries the digits alone, before an account is made. Each wrong try is counted and audited.</summary>
    /// <returns>How many tries are left, with the refusal when they were wrong.</returns>
    public async Task<(Refusal? Refusal, int TriesLeft)> TryAsync(string link, string digits, Origin origin, CancellationToken ct)
    {
        if (await FindAsync(link, ct) is not { } found) return (PatientRefusals.InvitationOver, 0);
        await using var db = await databases.OpenAsync(found.As(Guid.Empty, origin), ct);
        var invitation = await ByLink(db, found.Link).SingleOrDefaultAsync(ct);
        if (invitation is null) return (PatientRefusals.InvitationOver, 0);

        var refusal = invitation.Try(found.Link, digits.Trim(), clock.GetUtcNow());
        var entry = new AuditEntry(AuditAction.InvitationOpened, invitation.Id, invitation.PatientId, AuditReason.Self);
        if (refusal is not null) entry = entry.Denied() with { Action = AuditAction.InvitationFailed };
        // Two tries at once: the row's token lets one count, and the other is refused without an answer about its digits.
        return (await db.SaveAsync(entry, ct) ?? refusal, invitation.TriesLeft);
    }

    /// <summary>Ties the account to the patient, or to the guardian's place; the digits are proven once more, and the invitation is used up.</summary>
    /// <returns>The actor that the person is now, for the first sign-in.</returns>
    public async Task<Result<Actor>> RunAsync(string link, string digits, Guid accountId, Origin origin, CancellationToken ct)
    {
        if (await FindAsync(link, ct) is not { } found) return PatientRefusals.InvitationOver;
        var actor = found.As(accountId, origin);
        await using var db = await databases.OpenAsync(actor, ct);
        var invitation = await ByLink(db, found.Link).SingleOrDefaultAsync(ct);
        if (invitation is null) return PatientRefusals.InvitationOver;

        var now = clock.GetUtcNow();
        var entry = new AuditEntry(AuditAction.InvitationAccepted, invitation.Id, invitation.PatientId, AuditReason.Self);
        if ((invitation.Try(found.Link, digits.Trim(), now) ?? invitation.Use(now)) is { } refused)
        {
            // A wrong try is counted here too.
            return await db.SaveAsync(entry.Denied() with { Action = AuditAction.InvitationFailed }, ct) ?? refused;
        }

        if (invitation.GuardianId is { } guardianId)
        {
            entry = entry with { Action = AuditAction.GuardianJoined, Target = guardianId };
            var guardian = await db.Guardians.SingleAsync(g => g.Id == guardianId, ct);
            if (guardian.Join(accountId, await db.NowAsync(ct)) is { } over) return await db.DenyAsync(over, entry, ct);
        }
        else
        {
            db.PatientAccounts.Add(new PatientAccount(actor.PracticeId, actor.PersonId, accountId, now));
        }

        var refusal = await db.SaveAsync(entry, ct);
        return refusal is null ? actor : refusal;
    }

    private static InvitationView Shown(PlaceNames place, Invitation invitation) =>
        new(invitation.Kind, place.PlaceName, place.TherapistName, invitation.TriesLeft);

    private async Task<Found?> FindAsync(string link, CancellationToken ct) =>
        Invitation.ReadLink(link) is { } bytes && await directory.FindInvitationAsync(Invitation.HashLink(bytes), ct) is { } who
            ? new(who, bytes)
            : null;

    private static IQueryable<Invitation> ByLink(ITherapyDb db, byte[] link)
    {
        var hash = Invitation.HashLink(link);
        return db.Invitations.Where(i => i.LinkHash == hash);
    }

    private sealed record Found(InvitedPatient Who, byte[] Link)
    {
        public Actor As(Guid accountId, Origin origin) => Who.Kind is InvitationKind.Patient
            ? Actor.Patient(Who.PracticeId, accountId, Who.PatientId, origin)
            : Actor.Guardian(Who.PracticeId, accountId, Who.PatientId, origin);
    }
}
