using TherapyCompanion.Core;

namespace TherapyCompanion.Tests.Support;

/// <summary>Actors within a sign-in, as they come from the server: with a second factor proved at a moment, or never.</summary>
public static class Proved
{
    /// <summary>The database's clock is the machine's: what ends by it is arranged from here, wherever the house's own clock stands.</summary>
    public static DateTimeOffset DatabaseNow => TimeProvider.System.GetUtcNow();

    /// <summary>The same actor in a new sign-in with a fresh proof.</summary>
    public static Task<Actor> ProvedAsync(this House house, Actor actor) => house.InSessionAsync(actor, house.Clock.GetUtcNow());

    /// <summary>The same actor in a new sign-in.</summary>
    public static async Task<Actor> InSessionAsync(this House house, Actor actor, DateTimeOffset? provedAt)
    {
        var (id, now) = (Guid.NewGuid(), house.Clock.GetUtcNow());
        await house.ForceAsync(
            """
            insert into signin.accounts (id, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            values ($1, $2, false, false, false, true, 0) on conflict do nothing
            """, actor.AccountId, now);
        await house.ForceAsync(
            """
            insert into signin.sessions (id, account_id, practice_id, hat, person_id, device, address, began_at, seen_at, proved_at, idle_seconds, expires_at)
            values ($1, $2, $3, $4, $5, '', '', $6, $6, $7, 900, $8)
            """, id, actor.AccountId, actor.PracticeId, actor.Hat.ToString(), actor.PersonId, now, provedAt is { } at ? at : DBNull.Value, now.AddHours(12));
        return actor.InSession(id);
    }
}
