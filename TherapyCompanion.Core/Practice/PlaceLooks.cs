using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Practice;

/// <summary>How the patients' place of a practice looks from outside.</summary>
/// <param name="Name">The neutral name.</param>
/// <param name="Links">Whether a link by e-mail lets its patients in.</param>
public sealed record PlaceLook(string Name, PlaceIcon Icon, SignInLinks Links);

/// <summary>The neutral name and sign of the actor's practice: what a phone may show to anybody who looks at it.</summary>
public sealed class PlaceLooks(ITherapyDbFactory databases)
{
    public async Task<PlaceLook> ReadAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == actor.PracticeId, ct);
        return new(
            await db.RevealAsync<TherapyPractice>(practice.Id, p => p.PatientsName, practice.PatientsName, ct),
            practice.PatientsIcon, practice.SignInLinks);
    }
}
