using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;

namespace TherapyCompanion.Core.Practice.Members;

/// <summary>
/// Invites somebody to the staff by a letter to one address. The link is in the letter alone, so whoever comes in by it reads that
/// address's mail. Whether somebody has an account with it is neither asked nor told.
/// </summary>
public sealed class InviteMember(ITherapyDbFactory databases, IMailQueue mail, TimeProvider clock)
{
    /// <param name="language">The letter's language, "he" or "en".</param>
    /// <returns>Until when the link works.</returns>
    public async Task<Result<DateTimeOffset>> RunAsync(
        Actor actor, string email, IReadOnlyCollection<Hat> hats, string language, CancellationToken ct)
    {
        email = email.Trim();
        if (!LooksLikeAddress(email)) return MemberRefusals.EmailWrong;

        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.MemberInvited, null, null, AuditReason.Administration);
        var me = await db.ActingAdminAsync(ct);
        if (!me.IsDone) return await db.DenyAsync(me.Refusal!, entry, ct);
        var made = MemberInvitation.Make(me.Value, email, hats, clock.GetUtcNow());
        if (!made.IsDone) return await db.DenyAsync(made.Refusal!, entry, ct);

        var (invitation, link) = made.Value;
        foreach (var old in await db.MemberInvitations.Where(i => i.State == MemberInvitationState.Open).ToListAsync(ct))
            if (string.Equals(await db.RevealAsync<MemberInvitation>(old.Id, i => i.Email, old.Email, ct), email, StringComparison.OrdinalIgnoreCase)
                && old.Close() is { } refused)
                return await db.DenyAsync(refused, entry, ct);

        db.MemberInvitations.Add(invitation);
        if (await db.SaveAsync(entry with { Target = invitation.MemberId }, ct) is { } refusal) return refusal;
        var name = await db.Practices.Where(p => p.Id == actor.PracticeId).Select(p => p.Name).SingleAsync(ct);
        var from = await db.RevealAsync<TherapyPractice>(actor.PracticeId, p => p.Name, name, ct);
        await mail.PutAsync(new(invitation.Id, MailKind.MemberInvited, email, from, language, $"/join/{link}"), ct);
        return invitation.ExpiresAt;
    }

    // Only the shape, as for patients (RFC 5321 §4.5.3.1 bounds the length); whether a letter arrives is known when it does.
    private static bool LooksLikeAddress(string email) =>
        email.Length is > 2 and <= 254 && email.IndexOf('@') is > 0 and var at && at == email.LastIndexOf('@') && at < email.Length - 1
        && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
