using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>What a link in a letter does.</summary>
public enum LinkKind
{
    /// <summary>Sets a new password; it signs nobody in.</summary>
    PasswordReset,

    /// <summary>Signs in, where the practice allows it.</summary>
    SignIn,

    /// <summary>Shows that letters to an address arrive.</summary>
    ConfirmEmail,
}

/// <summary>A link that was sent, as the database keeps it: nothing in it leads back to the link.</summary>
public sealed class AccountLink
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public LinkKind Kind { get; init; }
    public byte[] Hash { get; init; } = [];
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>
/// Makes links for letters and lets each work once. Looking at one uses nothing, since mail servers open what they deliver;
/// using one is a single statement, so that of many at the same moment one succeeds.
/// </summary>
public sealed class AccountLinks(SignInDb db, TimeProvider clock)
{
    private const int Secret = 32;

    /// <summary>A new link of the account; the one before it of the same kind is dead.</summary>
    /// <returns>The link, for the letter. It is kept nowhere.</returns>
    public async Task<string> MakeAsync(Guid accountId, LinkKind kind, TimeSpan lasts, CancellationToken ct)
    {
        var (id, secret, until) = (Guid.NewGuid(), RandomNumberGenerator.GetBytes(Secret), clock.GetUtcNow() + lasts);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into signin.links (id, account_id, kind, hash, expires_at) values ({id}, {accountId}, {kind.ToString()}, {Hash(id, kind, secret)}, {until})
            on conflict (account_id, kind) where used_at is null do update set id = excluded.id, hash = excluded.hash, expires_at = excluded.expires_at
            """, ct);
        return Base64Url.EncodeToString([.. id.ToByteArray(bigEndian: true), .. secret]);
    }

    /// <summary>Whose link it is while it works; null when it does not, whatever the reason.</summary>
    public async Task<Guid?> LookAsync(string link, LinkKind kind, CancellationToken ct)
    {
        if (Read(link) is not var (id, secret)) return null;
        var (hash, now) = (Hash(id, kind, secret), clock.GetUtcNow());
        return await db.Set<AccountLink>().AsNoTracking()
            .Where(l => l.Id == id && l.Kind == kind && l.Hash == hash && l.UsedAt == null && l.ExpiresAt > now)
            .Select(l => (Guid?)l.AccountId).SingleOrDefaultAsync(ct);
    }

    /// <summary>Uses it up.</summary>
    /// <returns>Whose link it was; null when it does not work, or no longer.</returns>
    public async Task<Guid?> UseAsync(string link, LinkKind kind, CancellationToken ct)
    {
        if (Read(link) is not var (id, secret)) return null;
        var now = clock.GetUtcNow();
        var used = await db.Database.SqlQuery<Guid>(
            $"""
            update signin.links set used_at = {now}
            where id = {id} and kind = {kind.ToString()} and hash = {Hash(id, kind, secret)} and used_at is null and expires_at > {now}
            returning account_id as "Value"
            """).ToListAsync(ct);
        return used.Count == 1 ? used[0] : null;
    }

    /// <summary>What was sent before and not used works no longer.</summary>
    public Task WithdrawAsync(Guid accountId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"delete from signin.links where account_id = {accountId} and used_at is null", ct);

    /// <summary>Deletes links that ended before this time.</summary>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"delete from signin.links where expires_at < {before}", ct);

    private static (Guid Id, byte[] Secret)? Read(string link)
    {
        const int all = 16 + Secret;
        if (!Base64Url.IsValid(link, out var length) || length != all) return null;
        var bytes = Base64Url.DecodeFromChars(link);
        return (new(bytes.AsSpan(0, 16), bigEndian: true), bytes[16..]);
    }

    private static byte[] Hash(Guid id, LinkKind kind, byte[] secret) =>
        SHA256.HashData([.. id.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(kind.ToString()), 0, .. secret]);
}
