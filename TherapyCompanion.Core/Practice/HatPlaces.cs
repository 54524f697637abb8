using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice;

/// <summary>Where a hat is worn, for choosing between the practices of one account.</summary>
public sealed class HatPlaces(ITherapyDbFactory databases)
{
    /// <summary>The name of a practice as this hat of it may read it: a patient the neutral one.</summary>
    public async Task<string> ReadAsync(Actor actor, WearableHat hat, CancellationToken ct)
    {
        var wearer = hat.Hat switch
        {
            Hat.Therapist => Actor.Therapist(hat.PracticeId, actor.AccountId, hat.PersonId, actor.Origin),
            Hat.Admin => Actor.Admin(hat.PracticeId, actor.AccountId, hat.PersonId, actor.Origin),
            Hat.Patient => Actor.Patient(hat.PracticeId, actor.AccountId, hat.PersonId, actor.Origin),
            Hat.Job or Hat.Beth => throw new ArgumentException("Nobody signs in with this hat.", nameof(hat)),
        };
        await using var db = await databases.OpenAsync(wearer, ct);
        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == hat.PracticeId, ct);
        return hat.Hat is Hat.Patient
            ? await db.RevealAsync<TherapyPractice>(practice.Id, p => p.PatientsName, practice.PatientsName, ct)
            : await db.RevealAsync<TherapyPractice>(practice.Id, p => p.Name, practice.Name, ct);
    }
}
