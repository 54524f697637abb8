using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// Writes what happened to an account into the trail of every practice whose staff its person belongs to: it matters in each.
/// Where they are a patient it is not written; that somebody is staff elsewhere is nothing a practice learns about its patients.
/// </summary>
public sealed class AccountTrail(ITherapyDbFactory databases, ISignInDirectory directory)
{
    /// <param name="but">A practice whose trail has it already.</param>
    public async Task RecordAsync(Guid accountId, Origin origin, AuditAction action, Guid? but, CancellationToken ct)
    {
        var hats = (await directory.HatsOfAsync(accountId, ct)).Where(h => AccountPlace.NeedsFactor([h]) && h.PracticeId != but);
        foreach (var hat in hats.DistinctBy(h => h.PracticeId))
        {
            var person = Actor.Wearing(hat.Hat, hat.PracticeId, accountId, hat.PersonId, origin);
            await using var db = await databases.OpenAsync(person, ct);
            await db.RecordAsync(new(action, accountId, null, AuditReason.Self), ct);
        }
    }

    /// <summary>The same for what another did to it: those practices learn that it happened, not who it was.</summary>
    public async Task RecordByAnotherAsync(Guid accountId, AuditAction action, Guid but, CancellationToken ct)
    {
        var hats = (await directory.HatsOfAsync(accountId, ct)).Where(h => AccountPlace.NeedsFactor([h]) && h.PracticeId != but);
        foreach (var practice in hats.Select(h => h.PracticeId).Distinct())
        {
            await using var db = await databases.OpenAsync(Actor.Job(practice), ct);
            await db.RecordAsync(new(action, accountId, null, AuditReason.Administration), ct);
        }
    }
}
