using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Begins, finds and ends sign-ins. Changes are single statements, so that two nodes or two tabs can't undo one another.</summary>
public sealed class SignIns(
    IDbContextFactory<SignInDb> databases, IPersonalDataProtector seal, IOptions<SignInLimits> options, TimeProvider clock)
{
    // Activity is written at most this often; limits are minutes.
    private static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(20);

    /// <summary>A new sign-in with an id that nobody had before.</summary>
    /// <param name="provedAt">The second factor's proof; null where the hat needs none.</param>
    public async Task<SignInSession> BeginAsync(Guid accountId, WearableHat hat, Origin origin, DateTimeOffset? provedAt, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var limits = options.Value;
        var atHome = hat.Hat is Hat.Patient or Hat.Guardian;
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
            IdleSeconds = 60 * (atHome ? limits.PatientIdleMinutes : limits.IdleMinutes),
            ExpiresAt = now + (atHome ? TimeSpan.FromDays(limits.PatientDays) : TimeSpan.FromHours(limits.Hours)),
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

    /// <summary>The person did something; an idle limit counts from here. A locked one stays locked.</summary>
    public async Task SeenAsync(SignInSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now - session.SeenAt < SeenEvery) return;
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update signin.sessions set seen_at = {now} where id = {session.Id} and ended_at is null and locked_at is null and seen_at < {now}
              and seen_at + make_interval(secs => idle_seconds) > {now}
            """, ct);
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
}
