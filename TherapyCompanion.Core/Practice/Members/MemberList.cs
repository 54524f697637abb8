using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>A member as the admin sees them.</summary>
/// <param name="LastSeen">Their last activity under this practice; null when they never came in.</param>
public sealed record MemberRow(
    Guid Id, string Name, string Title, IReadOnlyList<Hat> Hats, bool IsOwner, bool IsMe, DateTimeOffset? BlockedAt, DateTimeOffset? LastSeen);

/// <summary>An invitation that waits.</summary>
public sealed record MemberInvitationRow(Guid Id, string Email, IReadOnlyList<Hat> Hats, DateTimeOffset ExpiresAt);

/// <summary>The staff.</summary>
/// <param name="ByOwner">Whether the reader is an owner: only then owners and admins are made and unmade.</param>
public sealed record MembersView(IReadOnlyList<MemberRow> Members, IReadOnlyList<MemberInvitationRow> Invitations, bool ByOwner);

/// <summary>«צוות»: who belongs to the practice and who is invited. Names of staff are no secret to the admin, and no patient is here.</summary>
public sealed class MemberList(ITherapyDbFactory databases, IMemberSessions sessions, TimeProvider clock)
{
    public async Task<Result<MembersView>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MembersOpened, null, null, AuditReason.Administration);
        if (actor.Hat is not Hat.Admin) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);
        return await ReadAsync(db, ct);
    }

    /// <summary>The same within one visit.</summary>
    public async Task<Result<MembersView>> RefreshAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        if (actor.Hat is not Hat.Admin) return await db.DenyAsync(Refusal.NotAllowed, new(AuditAction.MembersOpened, null, null, AuditReason.Administration), ct);
        return await ReadAsync(db, ct);
    }

    private async Task<MembersView> ReadAsync(ITherapyDb db, CancellationToken ct)
    {
        var seen = await sessions.LastSeenAsync(db.Actor.PracticeId, ct);
        var rows = new List<MemberRow>();
        foreach (var m in await db.Members.AsNoTracking().ToListAsync(ct))
            rows.Add(new(
                m.Id, await db.RevealAsync<Member>(m.Id, x => x.Name, m.Name, ct), await db.RevealAsync<Member>(m.Id, x => x.Title, m.Title, ct),
                [.. m.Hats.Select(Enum.Parse<Hat>)], m.IsOwner(), m.Id == db.Actor.PersonId, m.BlockedAt,
                seen.TryGetValue(m.Id, out var at) ? at : null));

        var now = clock.GetUtcNow();
        var open = await db.MemberInvitations.AsNoTracking()
            .Where(i => i.State == MemberInvitationState.Open && i.ExpiresAt > now).OrderBy(i => i.ExpiresAt).ToListAsync(ct);
        var invitations = new List<MemberInvitationRow>();
        foreach (var i in open)
            invitations.Add(new(i.Id, await db.RevealAsync<MemberInvitation>(i.Id, x => x.Email, i.Email, ct), i.HatsGiven(), i.ExpiresAt));
        return new MembersView(
            [.. rows.OrderBy(r => r.BlockedAt is not null).ThenByDescending(r => r.IsOwner).ThenBy(r => r.Name, StringComparer.CurrentCulture)],
            invitations, rows.Any(r => r.IsMe && r.IsOwner));
    }
}
