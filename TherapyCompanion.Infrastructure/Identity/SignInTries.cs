using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Something that failed tries are counted of, and how many of them are free.</summary>
/// <param name="Free">As many in a window cost nothing. From then on each one brings a pause: of 1, 2, 4, 8, then of 15 minutes.</param>
public sealed record TryCounter(string Kind, string Subject, int Free, TimeSpan Window)
{
    /// <summary>An account, from browsers that nobody signed in with before. An address without an account is counted the same way.</summary>
    public static TryCounter OfAccount(Guid accountId) => new("account", accountId.ToString("N"), 10, TimeSpan.FromDays(1));

    /// <summary>The same where there is no account.</summary>
    public static TryCounter OfNobody(string email) => new("nobody", email, 10, TimeSpan.FromDays(1));

    /// <summary>An account, from one browser that its owner has signed in with: what others try elsewhere closes nothing here.</summary>
    public static TryCounter OfBrowser(Guid accountId, Guid browser) => new("browser", $"{accountId:N} {browser:N}", 10, TimeSpan.FromDays(1));

    /// <summary>A network address, over all accounts. A whole office may stand behind one.</summary>
    public static TryCounter OfNetwork(string network) => new("network", network, 20, TimeSpan.FromHours(1));

    /// <summary>Letters to one address: a few, however many people ask for them.</summary>
    public static TryCounter OfLetters(string email) => new("letters", email, 3, TimeSpan.FromHours(1));
}

/// <summary>Whether a try may be made.</summary>
/// <param name="Wait">How long not; null: it may, and was counted.</param>
/// <param name="IsLast">Whether a pause begins if it fails.</param>
public readonly record struct TryAnswer(TimeSpan? Wait, bool IsLast)
{
    public bool IsTaken => Wait is null;
}

/// <summary>
/// Tries of a password or a code, counted before they are checked and in one statement, so that many at once are no more
/// than the same number one after the other. A pause is never longer than fifteen minutes and begins with a try that was
/// really made: nobody prolongs it by knocking.
/// </summary>
public sealed class SignInTries(SignInDb db, MasterKeys keys, TimeProvider clock)
{
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Takes one try.</summary>
    public async Task<TryAnswer> TakeAsync(TryCounter counter, CancellationToken ct)
    {
        var (key, now) = (Key(counter), clock.GetUtcNow());
        var began = now - counter.Window;
        var taken = await db.Database.SqlQuery<int>(
            $"""
            insert into signin.tries as t (key, failures, since, last_at) values ({key}, 1, {now}, {now})
            on conflict (key) do update set
              failures = case when t.since <= {began} then 1 else t.failures + 1 end,
              since = case when t.since <= {began} then {now} else t.since end,
              last_at = {now}
            where t.failures < {counter.Free} or {now} >= t.last_at + least(15, power(2, least(t.failures - {counter.Free}, 4))) * interval '1 minute'
            returning failures as "Value"
            """).ToListAsync(ct);
        if (taken.Count == 1) return new(null, taken[0] == counter.Free);

        var row = await db.Set<FailedTries>().AsNoTracking().SingleOrDefaultAsync(t => t.Key == key, ct);
        // Meanwhile somebody succeeded and the count began anew: the next one need not wait long.
        if (row is null || row.Failures < counter.Free) return new(TimeSpan.FromSeconds(1), false);
        var wait = row.LastAt + PauseAfter(row.Failures - counter.Free) - now;
        return new(wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1), false);
    }

    /// <summary>The owner came in: the count starts again.</summary>
    public Task ForgetAsync(TryCounter counter, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"delete from signin.tries where key = {Key(counter)}", ct);

    /// <summary>The try was none of a guesser's: it is not counted, and those before it stay.</summary>
    public Task GiveBackAsync(TryCounter counter, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"update signin.tries set failures = greatest(failures - 1, 0) where key = {Key(counter)}", ct);

    /// <summary>Deletes counts that nobody touched since.</summary>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"delete from signin.tries where last_at < {before}", ct);

    private static TimeSpan PauseAfter(int more) =>
        TimeSpan.FromMinutes(Math.Min(LongestPause.TotalMinutes, Math.Pow(2, Math.Min(more, 4))));

    private byte[] Key(TryCounter counter) =>
        HMACSHA256.HashData(keys.Derive("signin/tries"), Encoding.UTF8.GetBytes($"{counter.Kind} {counter.Subject}"));
}

/// <summary>A count of failed tries; what it is of stands there as an HMAC.</summary>
public sealed class FailedTries
{
    public byte[] Key { get; init; } = [];
    public int Failures { get; init; }

    /// <summary>When the first of them was.</summary>
    public DateTimeOffset Since { get; init; }

    public DateTimeOffset LastAt { get; init; }
}
