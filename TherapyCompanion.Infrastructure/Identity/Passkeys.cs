using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>A passkey as its owner knows it.</summary>
/// <param name="LastUsedAt">Null until it was used the first time.</param>
public sealed record NamedPasskey(byte[] CredentialId, string Name, DateTimeOffset MadeAt, DateTimeOffset? LastUsedAt);

/// <summary>What Identity's own store of passkeys does not know: every challenge once, a counter that only rises, and names.</summary>
public sealed class Passkeys(SignInDb db, TimeProvider clock)
{
    /// <summary>The property of the row that says when the passkey was last used.</summary>
    internal const string LastUsedAt = nameof(LastUsedAt);

    /// <summary>Uses a challenge up; false when somebody answered it before.</summary>
    public async Task<bool> UseChallengeAsync(byte[] hash, DateTimeOffset expiresAt, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"delete from signin.used_challenges where expires_at < {clock.GetUtcNow()}", ct);
        return await db.Database.ExecuteSqlAsync(
            $"insert into signin.used_challenges (hash, expires_at) values ({hash}, {expiresAt}) on conflict do nothing", ct) == 1;
    }

    /// <summary>
    /// Notes that a passkey was used. False: its counter did not rise since the last time, so the key may have been copied; one
    /// statement, so that of a key and its copy at the same moment only one counts. Keys without a counter say 0 each time.
    /// </summary>
    public async Task<bool> UseAsync(Guid accountId, UserPasskeyInfo passkey, CancellationToken ct)
    {
        var count = (long)passkey.SignCount;
        return await db.Database.ExecuteSqlAsync(
            $"""
            update signin.passkeys set last_used_at = {clock.GetUtcNow()},
              data = data || jsonb_build_object('SignCount', {count}, 'IsBackedUp', {passkey.IsBackedUp})
            where credential_id = {passkey.CredentialId} and user_id = {accountId}
              and ((data ->> 'SignCount')::bigint < {count} or ({count} = 0 and (data ->> 'SignCount')::bigint = 0))
            """, ct) == 1;
    }

    /// <summary>The passkeys of an account, the oldest first.</summary>
    public async Task<IReadOnlyList<NamedPasskey>> ListAsync(Guid accountId, CancellationToken ct)
    {
        var rows = await db.UserPasskeys.AsNoTracking().Where(p => p.UserId == accountId)
            .Select(p => new { p.CredentialId, p.Data, LastUsed = EF.Property<DateTimeOffset?>(p, LastUsedAt) }).ToListAsync(ct);
        return [.. rows.OrderBy(r => r.Data.CreatedAt).Select(r => new NamedPasskey(r.CredentialId, r.Data.Name ?? "", r.Data.CreatedAt, r.LastUsed))];
    }

    /// <summary>Gives a passkey another name; one that is not there, or not this account's, is left alone.</summary>
    public async Task RenameAsync(Guid accountId, byte[] credentialId, string name, CancellationToken ct)
    {
        if (await db.UserPasskeys.SingleOrDefaultAsync(p => p.UserId == accountId && p.CredentialId == credentialId, ct) is not { } passkey) return;
        passkey.Data.Name = name;
        await db.SaveChangesAsync(ct);
    }
}
