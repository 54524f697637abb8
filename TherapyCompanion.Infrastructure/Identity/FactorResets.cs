using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// A lost second factor, from the side of whoever lost it: asking, stopping, and carrying it out at the next sign-in with the
/// password. Every step stands in the trail of each practice the person works in, and its owner is written to.
/// </summary>
/// <remarks>
/// Patients and guardians need no second factor, so they have none to lose. Whoever of them has passkeys and no password, and loses
/// those, comes back by a new invitation from the therapist, with six digits given in the room: there the person is seen.
/// </remarks>
public sealed class FactorResets(
    SignInDb db, UserManager<Account> accounts, IUserStore<Account> store, AccountTrail trail, IMailQueue mail, AccountPlace place,
    MasterKeys keys, IOptions<SignInLimits> limits, TimeProvider clock)
{
    /// <summary>How often a day one may ask: each time a letter goes out.</summary>
    public const int MostADay = 3;

    private const int Id = 16;
    private const int Secret = 32;

    /// <summary>The account's open request; null when there is none.</summary>
    public async Task<FactorReset?> FindAsync(Guid accountId, CancellationToken ct)
    {
        var open = await OpenAsync(accountId, ct);
        return open is not null && open.IsOpen(clock.GetUtcNow()) ? open : null;
    }

    /// <summary>Asks for a new second factor, or finds what was asked already.</summary>
    public async Task<Result<FactorReset>> AskAsync(Account account, Origin origin, string language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // One asking at a time: the letters are counted.
        await db.Database.ExecuteSqlAsync($"select id from signin.accounts where id = {account.Id} for update", ct);
        var before = await OpenAsync(account.Id, ct);
        if (before is not null && before.IsOpen(now)) return before;
        if (await db.FactorResets.CountAsync(r => r.AccountId == account.Id && r.AskedAt > now.AddDays(-1), ct) >= MostADay) return FactorResetRefusals.TooMany;

        before?.Stop(now);
        await db.SaveChangesAsync(ct); // its place must be free before the next one takes it
        var reset = new FactorReset(account.Id, language, TimeSpan.FromHours(limits.Value.ResetHours), now);
        db.FactorResets.Add(reset);
        await db.SaveChangesAsync(ct);
        await trail.RecordAsync(account.Id, origin, AuditAction.FactorResetAsked, null, ct);
        await WriteAsync(account, reset, MailKind.FactorResetAsked, LinkOf(reset.Id), reset.Id, ct);
        await transaction.CommitAsync(ct);
        return reset;
    }

    /// <summary>Whose request this link stops; null when it is no link, or the request is over.</summary>
    public async Task<FactorReset?> PeekAsync(string link, CancellationToken ct)
    {
        if (Read(link) is not { } id) return null;
        var now = clock.GetUtcNow();
        return await db.FactorResets.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } reset && reset.IsOpen(now) ? reset : null;
    }

    /// <summary>Stops the request of a letter's link. It works once, since a stopped request has nothing more to stop.</summary>
    public async Task<Refusal?> StopByLinkAsync(string link, Origin origin, CancellationToken ct) =>
        await PeekAsync(link, ct) is { } reset ? await StopAsync(reset.AccountId, origin, ct) : FactorResetRefusals.Over;

    /// <summary>Stops an account's request: whoever signs in with a factor has not lost it.</summary>
    public async Task<Refusal?> StopAsync(Guid accountId, Origin origin, CancellationToken ct)
    {
        // The owner's no goes before an approval of the same moment, so it is tried until nothing is left to stop.
        while (await OpenAsync(accountId, ct) is { } reset)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (reset.Stop(clock.GetUtcNow()) is { } refusal) return refusal;
            if (!await IsSavedAsync(reset, ct)) continue;
            await trail.RecordAsync(accountId, origin, AuditAction.FactorResetStopped, null, ct);
            await transaction.CommitAsync(ct);
            return null;
        }

        return FactorResetRefusals.Over;
    }

    /// <summary>
    /// Carries the request out when its time has come: the old factors and recovery codes are gone, every sign-in of the account
    /// is over, and the person is on the way to making new ones.
    /// </summary>
    /// <returns>Whether it was carried out.</returns>
    public async Task<bool> FinishIfDueAsync(Account account, Origin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await OpenAsync(account.Id, ct) is not { } reset || !reset.IsDue(now)) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (reset.Finish(now) is not null || !await IsSavedAsync(reset, ct)) return false;

        await db.Database.ExecuteSqlAsync($"select id from signin.accounts where id = {account.Id} for update", ct);
        await db.Entry(account).ReloadAsync(ct);
        foreach (var passkey in await accounts.GetPasskeysAsync(account)) await ((AccountStore)store).RemovePasskeyAsync(account, passkey.CredentialId, ct);
        await ((AccountStore)store).RemoveAppSecretAsync(account, ct);
        await ((AccountStore)store).ReplaceCodesAsync(account, [], ct);
        account.TwoFactorEnabled = false;
        // With the stamp every sign-in ends, in the database itself.
        if (!(await accounts.UpdateSecurityStampAsync(account)).Succeeded) return false;
        await trail.RecordAsync(account.Id, origin, AuditAction.FactorReset, null, ct);
        await WriteAsync(account, reset, MailKind.FactorResetDone, Factors.Page, Guid.NewGuid(), ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Writes again to the owners of requests whose time is near. One that can't be written to holds up no other.</summary>
    public async Task RemindAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var near = await db.FactorResets.Where(r => r.State == ResetState.Asked && r.RemindAt <= now).OrderBy(r => r.RemindAt).ToListAsync(ct);
        foreach (var reset in near)
        {
            if (reset.Remind(now) is not null || await accounts.FindByIdAsync(reset.AccountId.ToString()) is not { } account) continue;
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (!await IsSavedAsync(reset, ct)) continue; // stopped, approved or reminded elsewhere
            await WriteAsync(account, reset, MailKind.FactorResetAsked, LinkOf(reset.Id), Guid.NewGuid(), ct);
            await transaction.CommitAsync(ct);
        }
    }

    private Task<FactorReset?> OpenAsync(Guid accountId, CancellationToken ct) =>
        db.FactorResets.SingleOrDefaultAsync(r => r.AccountId == accountId && (r.State == ResetState.Asked || r.State == ResetState.Approved), ct);

    private async Task<bool> IsSavedAsync(FactorReset reset, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody was quicker; what they made of it is read anew.
            db.Entry(reset).State = EntityState.Detached;
            return false;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: "TC001" })
        {
            db.Entry(reset).State = EntityState.Detached;
            return false;
        }
    }

    private async Task WriteAsync(Account account, FactorReset reset, MailKind kind, string link, Guid letter, CancellationToken ct) =>
        await mail.PutAsync(new(letter, kind, account.Email ?? "", await place.NameAsync(account.Id, ct), reset.Language, link), ct);

    // The link can be made again for the second letter, so no part of it is kept anywhere; without the key nobody makes one.
    private string LinkOf(Guid id) => "/factor/stop/" + Base64Url.EncodeToString([.. id.ToByteArray(bigEndian: true), .. SecretOf(id)]);

    private Guid? Read(string link)
    {
        if (!Base64Url.IsValid(link, out var length) || length != Id + Secret) return null;
        var bytes = Base64Url.DecodeFromChars(link);
        var id = new Guid(bytes.AsSpan(0, Id), bigEndian: true);
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(Id), SecretOf(id)) ? id : null;
    }

    private byte[] SecretOf(Guid id) => HMACSHA256.HashData(keys.Derive("signin/reset-stop"), id.ToByteArray(bigEndian: true));
}
