using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;

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

/// <summary>What a change of address refuses, beside what an address itself is refused for; the texts are in <c>OwnText</c>.</summary>
public static class EmailRefusals
{
    public static readonly Refusal Same = new("EmailSame");
}

/// <summary>
/// Moves an account to another address in two steps: asked by who is in, done by who got the letter. Nobody is told on the way
/// whether the address is somebody's; that shows only to the one who can read its mail. Each step stands in the trail of every
/// practice it matters in, and is told to the old address.
/// </summary>
public sealed class EmailChanges(
    SignInDb db, UserManager<Account> accounts, AccountLinks links, SignInTries tries, IPersonalDataProtector seal, ISignInDirectory directory,
    ITherapyDbFactory databases, AccountTrail trail, MoveOwnLetters moveLetters, IMailQueue mail, AccountPlace place, TimeProvider clock)
{
    /// <summary>How long a letter can be answered.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>Where a request can be seen and taken back.</summary>
    public const string Page = "/account/email";

    /// <summary>Asks for another address. An earlier request is forgotten, and its link is dead.</summary>
    /// <returns>Why not: what was written is certainly no address, or the one it is already.</returns>
    public async Task<Refusal?> AskAsync(Account account, string email, Actor by, string language, CancellationToken ct)
    {
        email = email.Trim();
        if (!AccountRegister.LooksLikeEmail(email)) return AccountRefusals.EmailWrong;
        var normal = accounts.NormalizeEmail(email);
        if (normal == accounts.NormalizeEmail(account.Email)) return EmailRefusals.Same;
        // A few letters an hour to one address, so that nobody's mail is filled from here. The answer is the same.
        if (!(await tries.TakeAsync(TryCounter.OfLetters(normal), ct)).IsTaken) return null;

        await using (var own = await databases.OpenAsync(by, ct)) await own.RecordAsync(new(AuditAction.EmailChangeAsked, account.Id, null, AuditReason.Self), ct);
        await trail.RecordAsync(account.Id, by.Origin, AuditAction.EmailChangeAsked, by.PracticeId, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var link = await links.MakeAsync(account.Id, LinkKind.ConfirmEmail, Lasts, ct);
        var (words, hash, now) = (seal.Protect(email)!, Hash(link), clock.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into signin.email_changes (account_id, email, link_hash, asked_at) values ({account.Id}, {words}, {hash}, {now})
            on conflict (account_id) do update set email = excluded.email, link_hash = excluded.link_hash, asked_at = excluded.asked_at
            """, ct);
        var from = await place.NameAsync(account.Id, ct);
        await mail.PutAsync(new(Guid.NewGuid(), MailKind.ConfirmEmail, email, from, language, $"/email/{link}"), ct);
        if (account.Email is { } old) await mail.PutAsync(new(Guid.NewGuid(), MailKind.EmailChanging, old, from, language, Page), ct);
        await transaction.CommitAsync(ct);
        return null;
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
    /// The account has the address from now on; all its sign-ins but one are over. It happens with its entries in the trails, or not
    /// at all.
    /// </summary>
    /// <param name="keep">The sign-in it is done from; null when it is done with the password.</param>
    public async Task<Refusal?> ConfirmAsync(Account account, string link, Guid? keep, Origin origin, string language, CancellationToken ct)
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
        var from = await place.NameAsync(account.Id, ct);
        if (before.Length > 0) await mail.PutAsync(new(Guid.NewGuid(), MailKind.EmailChanged, before, from, language, null), ct);
        await mail.PutAsync(new(Guid.NewGuid(), MailKind.EmailChanged, email, from, language, "/account"), ct);
        await RecordAsync(account.Id, before, email, origin, ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    // Where the person is staff the trails say so; where they are a patient, their letters follow.
    private async Task RecordAsync(Guid accountId, string before, string after, Origin origin, CancellationToken ct)
    {
        await trail.RecordAsync(accountId, origin, AuditAction.EmailChanged, null, ct);
        foreach (var hat in (await directory.HatsOfAsync(accountId, ct)).Where(h => !AccountPlace.NeedsFactor([h])))
        {
            var person = Actor.Wearing(hat.Hat, hat.PracticeId, accountId, hat.PersonId, origin);
            if (hat.Hat is Hat.Patient)
            {
                if (await moveLetters.RunAsync(person, before, after, ct) is { } refusal)
                    throw new InvalidOperationException($"A patient's letters did not follow: {refusal.Key}.");
                continue;
            }

            await using var own = await databases.OpenAsync(person, ct);
            await own.RecordAsync(new(AuditAction.EmailChanged, accountId, null, AuditReason.Self), ct);
        }
    }

    private async Task<string?> FindAsync(Guid accountId, string link, CancellationToken ct)
    {
        var hash = Hash(link);
        var row = await db.EmailChanges.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == accountId && c.LinkHash == hash, ct);
        return row is null ? null : seal.Unprotect(row.Email);
    }

    private static byte[] Hash(string link) => SHA256.HashData(Encoding.UTF8.GetBytes(link));
}
