using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice;

/// <summary>Where a hat is worn, for choosing between the practices of one account.</summary>
public sealed class HatPlaces(ITherapyDbFactory databases)
{
    /// <summary>The name of a practice as this hat of it may read it: a patient the neutral one.</summary>
    public async Task<string> ReadAsync(Actor actor, WearableHat hat, CancellationToken ct)
    {
        var wearer = Actor.Wearing(hat.Hat, hat.PracticeId, actor.AccountId, hat.PersonId, actor.Origin);
        await using var db = await databases.OpenAsync(wearer, ct);
        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == hat.PracticeId, ct);
        return hat.Hat is Hat.Patient or Hat.Guardian
            ? await db.RevealAsync<TherapyPractice>(practice.Id, p => p.PatientsName, practice.PatientsName, ct)
            : await db.RevealAsync<TherapyPractice>(practice.Id, p => p.Name, practice.Name, ct);
    }
}
