using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Begins, finds and ends sign-ins. Changes are single statements, so that two nodes or two tabs can't undo one another.</summary>
public sealed partial class SignIns(
    IDbContextFactory<SignInDb> databases, IPersonalDataProtector seal, IOptions<SignInLimits> options, TimeProvider clock)
{
    /// <summary>How long one is remembered after its end, for its owner's list.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    /// <summary>A new sign-in with an id that nobody had before.</summary>
    /// <param name="provedAt">The second factor's proof; null where the hat needs none.</param>
    public async Task<SignInSession> BeginAsync(Guid accountId, WearableHat hat, Origin origin, DateTimeOffset? provedAt, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var session = new SignInSession
        {
            Id = Guid.NewGuid(),
            AccountId = accountId,
            PracticeId = hat.PracticeId,
            Hat = hat.Hat.ToString(),
            PersonId = hat.PersonId,
            Device = seal.Protect(origin.UserAgent)!,
            Address = seal.Protect(origin.Address)!,
            BeganAt = now,
            SeenAt = now,
            ProvedAt = provedAt,
            IdleSeconds = 60 * (IsAtHome(hat.Hat) ? options.Value.PatientIdleMinutes : options.Value.IdleMinutes),
            ExpiresAt = now + LastsFor(hat.Hat),
        };
        await using var db = await databases.CreateDbContextAsync(ct);
        db.Sessions.Add(session);
        await db.SaveChangesAsync(ct);
        return session;
    }

    /// <summary>The sign-in with this id, also one that is over; null when there is none.</summary>
    public async Task<SignInSession?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
    }

    /// <summary>Those of these sign-ins that there are.</summary>
    public async Task<IReadOnlyList<SignInSession>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Sessions.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(ct);
    }

    /// <summary>The sign-ins of an account: those that go on, and those that ended within <see cref="Memory"/>.</summary>
    public async Task<IReadOnlyList<SignInSession>> ListAsync(Guid accountId, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - Memory;
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Sessions.AsNoTracking().Where(s => s.AccountId == accountId && (s.EndedAt ?? s.ExpiresAt) > since).ToListAsync(ct);
    }

    /// <summary>From where it began.</summary>
    public Origin OriginOf(SignInSession session) => new(seal.Unprotect(session.Address)!, seal.Unprotect(session.Device)!);

    /// <summary>Whether this account has been signed in before, and never with this browser in this network.</summary>
    public async Task<bool> IsFromNewPlaceAsync(Guid accountId, Origin origin, CancellationToken ct)
    {
        var earlier = await ListAsync(accountId, ct);
        return earlier.Count > 0 && !earlier.Select(s => PlaceOf(OriginOf(s))).Contains(PlaceOf(origin));
    }

    // A browser that was brought up to date is the same browser, and a provider that gave the house another number the same network:
    // a letter that comes every week is not read when it matters.
    private static (string Browser, string Network) PlaceOf(Origin origin)
    {
        var bytes = IPAddress.TryParse(origin.Address, out var address) ? address.GetAddressBytes() : [];
        return (Versions().Replace(origin.UserAgent, ""), Convert.ToHexString(bytes.AsSpan(0, bytes.Length is 4 ? 3 : bytes.Length / 2)));
    }

    /// <summary>Forgets what ended or ran out long ago.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ForgetOldAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Memory;
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Database.ExecuteSqlAsync($"delete from signin.sessions where coalesce(ended_at, expires_at) <= {before}", ct);
    }

    /// <summary>The person did something; an idle limit counts from here. A locked one stays locked.</summary>
    public async Task SeenAsync(SignInSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update signin.sessions set seen_at = {now} where id = {session.Id} and ended_at is null and locked_at is null and seen_at < {now}
              and seen_at + make_interval(secs => idle_seconds) > {now}
            """, ct);
    }

    /// <summary>The person proved a factor within this sign-in: that opens what asks for a fresh proof. A locked one stays locked.</summary>
    /// <returns>False: it is over or has reached its limit.</returns>
    public async Task<bool> ProveAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Database.ExecuteSqlAsync(
            $"update signin.sessions set proved_at = {now} where id = {id} and ended_at is null and expires_at > {now}", ct) == 1;
    }

    /// <summary>Locks its pages, on every node and in every tab. False: it was locked already, or is over.</summary>
    public async Task<bool> LockAsync(Guid id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Database.ExecuteSqlAsync(
            $"update signin.sessions set locked_at = {clock.GetUtcNow()} where id = {id} and ended_at is null and locked_at is null", ct) == 1;
    }

    /// <summary>One factor was proved: the person is back. Within its absolute limit only.</summary>
    public async Task<bool> UnlockAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Database.ExecuteSqlAsync(
            $"""
            update signin.sessions set locked_at = null, seen_at = {now}, proved_at = {now}
            where id = {id} and ended_at is null and expires_at > {now}
            """, ct) == 1;
    }

    /// <summary>All factors were proved: it is unlocked and its absolute limit counts from here.</summary>
    /// <returns>The new limit; null: it is over.</returns>
    public async Task<DateTimeOffset?> ProlongAsync(SignInSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var limit = now + LastsFor(Enum.Parse<Hat>(session.Hat));
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Database.ExecuteSqlAsync(
            $"""
            update signin.sessions set locked_at = null, seen_at = {now}, proved_at = {now}, expires_at = {limit}
            where id = {session.Id} and ended_at is null and expires_at > {now - SignInSession.Grace}
            """, ct) == 1 ? limit : null;
    }

    /// <summary>Ends one sign-in of an account. False: it was over already, or is not this account's.</summary>
    public async Task<bool> EndAsync(Guid id, Guid accountId, SessionEnd why, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Database.ExecuteSqlAsync(
            $"""
            update signin.sessions set ended_at = {clock.GetUtcNow()}, ended_by = {why.ToString()}
            where id = {id} and account_id = {accountId} and ended_at is null
            """, ct) == 1;
    }

    /// <summary>Ends all sign-ins of an account but perhaps one.</summary>
    /// <returns>How many were ended.</returns>
    public async Task<int> EndAllAsync(Guid accountId, Guid? but, SessionEnd why, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Database.ExecuteSqlAsync(
            $"""
            update signin.sessions set ended_at = {clock.GetUtcNow()}, ended_by = {why.ToString()}
            where account_id = {accountId} and ended_at is null and id is distinct from {but}
            """, ct);
    }

    private TimeSpan LastsFor(Hat hat) => IsAtHome(hat) ? TimeSpan.FromDays(options.Value.PatientDays) : TimeSpan.FromHours(options.Value.Hours);

    [GeneratedRegex(@"[\d._]+")]
    private static partial Regex Versions();

    private static bool IsAtHome(Hat hat) => hat is Hat.Patient or Hat.Guardian;
}
