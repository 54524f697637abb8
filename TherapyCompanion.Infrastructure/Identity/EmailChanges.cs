using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TherapyCompanion.Core;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>An account's next address, while a letter to it waits for an answer.</summary>
public sealed class EmailChange
{
    public Guid AccountId { get; init; }

    /// <summary>Sealed.</summary>
    public string Email { get; init; } = "";
    public byte[] LinkHash { get; init; } = [];
    public DateTimeOffset AskedAt { get; init; }
}

/// <summary>A change that a letter's link leads to.</summary>
public sealed record AskedEmail(Guid AccountId, string Email);

/// <summary>
/// Moves an account to another address in two steps: asked by who is in, done by who got the letter. Nobody is told on the way
/// whether the address is somebody's; that shows only to the one who can read its mail.
/// </summary>
public sealed class EmailChanges(
    SignInDb db, UserManager<Account> accounts, AccountLinks links, IPersonalDataProtector seal, TimeProvider clock)
{
    /// <summary>How long a letter can be answered.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>Asks for another address. An earlier request is forgotten, and its link is dead.</summary>
    /// <returns>The link for the letter to the new address.</returns>
    public async Task<Result<string>> AskAsync(Account account, string email, CancellationToken ct)
    {
        email = email.Trim();
        if (!AccountRegister.LooksLikeEmail(email)) return AccountRefusals.EmailWrong;
        var link = await links.MakeAsync(account.Id, LinkKind.ConfirmEmail, Lasts, ct);
        var (words, hash, now) = (seal.Protect(email)!, Hash(link), clock.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into signin.email_changes (account_id, email, link_hash, asked_at) values ({account.Id}, {words}, {hash}, {now})
            on conflict (account_id) do update set email = excluded.email, link_hash = excluded.link_hash, asked_at = excluded.asked_at
            """, ct);
        return link;
    }

    /// <summary>The address that waits to be confirmed; null when none does.</summary>
    public async Task<string?> WaitingAsync(Guid accountId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // A new password takes the links of all letters back.
        if (!await db.Set<AccountLink>().AnyAsync(l => l.AccountId == accountId && l.Kind == LinkKind.ConfirmEmail && l.UsedAt == null && l.ExpiresAt > now, ct))
            return null;
        var row = await db.EmailChanges.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == accountId, ct);
        return row is null ? null : seal.Unprotect(row.Email);
    }

    /// <summary>Takes the request back: its link leads nowhere from now on. False: there was none.</summary>
    public async Task<bool> StopAsync(Guid accountId, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync($"delete from signin.email_changes where account_id = {accountId}", ct) == 1;

    /// <summary>What a link would change, without using it.</summary>
    public async Task<AskedEmail?> LookAsync(string link, CancellationToken ct)
    {
        if (await links.LookAsync(link, LinkKind.ConfirmEmail, ct) is not { } accountId) return null;
        return await FindAsync(accountId, link, ct) is { } email ? new(accountId, email) : null;
    }

    /// <summary>
    /// The account has the address from now on. All its sign-ins but one are over; the change happens with what <paramref name="record"/>
    /// writes, or not at all.
    /// </summary>
    /// <param name="keep">The sign-in it is done from, if it is done from one.</param>
    /// <param name="record">Given the new address; the trail of every practice it matters in.</param>
    /// <returns>The address before.</returns>
    public async Task<Result<string>> ConfirmAsync(Account account, string link, Guid? keep, Func<string, Task> record, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select set_config('tc.keep_session', {keep?.ToString() ?? ""}, true)", ct);
        if (await links.UseAsync(link, LinkKind.ConfirmEmail, ct) != account.Id || await FindAsync(account.Id, link, ct) is not { } email)
            return AccountRefusals.EmailUnusable;
        var before = account.Email ?? "";
        try
        {
            if (await accounts.SetEmailAsync(account, email) is { Succeeded: false }) return AccountRefusals.EmailUnusable;
            account.EmailConfirmed = true;
            if (await accounts.UpdateAsync(account) is { Succeeded: false }) return Refusal.Raced;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return AccountRefusals.EmailUnusable; // somebody took it since
        }

        await StopAsync(account.Id, ct);
        await record(email);
        await transaction.CommitAsync(ct);
        return before;
    }

    private async Task<string?> FindAsync(Guid accountId, string link, CancellationToken ct)
    {
        var hash = Hash(link);
        var row = await db.EmailChanges.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == accountId && c.LinkHash == hash, ct);
        return row is null ? null : seal.Unprotect(row.Email);
    }

    private static byte[] Hash(string link) => SHA256.HashData(Encoding.UTF8.GetBytes(link));
}
