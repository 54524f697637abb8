using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// Tries of a password or a code, counted before they are checked and in one statement, so that many at once are no
/// more than the same number one after the other. Ten without success close the account for five minutes.
/// </summary>
public sealed class SignInTries(SignInDb db, TimeProvider clock)
{
    public const int Most = 10;
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Takes one try; false while the account is closed.</summary>
    public async Task<bool> TakeAsync(Guid accountId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Database.ExecuteSqlAsync(
            $"""
            update signin.accounts set
              access_failed_count = case when access_failed_count + 1 >= {Most} then 0 else access_failed_count + 1 end,
              lockout_end = case when access_failed_count + 1 >= {Most} then {now + Pause} else null end
            where id = {accountId} and (lockout_end is null or lockout_end < {now})
            """, ct) == 1;
    }

    /// <summary>The try succeeded: the count starts again.</summary>
    public Task ForgetAsync(Guid accountId, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"update signin.accounts set access_failed_count = 0, lockout_end = null where id = {accountId}", ct);
}
