using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>Takes an open invitation to the staff back: its link works no more.</summary>
public sealed class CloseMemberInvitation(ITherapyDbFactory databases)
{
    public async Task<Refusal?> RunAsync(Actor actor, Guid invitationId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MemberInvitationClosed, invitationId, null, AuditReason.Administration);
        var me = await db.ActingAdminAsync(ct);
        if (!me.IsDone) return await db.DenyAsync(me.Refusal!, entry, ct);
        var invitation = await db.MemberInvitations.SingleOrDefaultAsync(i => i.Id == invitationId, ct);
        if (invitation is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        return invitation.Close() is { } refused
            ? await db.DenyAsync(refused, entry, ct)
            : await db.SaveAsync(entry with { Target = invitation.MemberId }, ct);
    }
}
