using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Core.Chat;

/// <summary>What stands on each of a patient's pages: the neutral name of the place, the therapist's, and the practice's clock.</summary>
public sealed record PlaceNames(string PlaceName, string TherapistName, string TimeZone, TimeOnly OpensAt, TimeOnly ClosesAt, PlaceIcon Icon);

/// <summary>The patient's place where it shows no material of theirs: then there is nothing to audit.</summary>
public sealed class PatientPlace(ITherapyDbFactory databases)
{
    public async Task<PlaceNames> ReadAsync(Actor patient, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(patient, ct);
        return await db.PlaceNamesAsync(patient.PersonId, ct);
    }
}

/// <summary>
/// The newest message on the patient's page: an id and no words. The page then offers to show what came, and that opening is the
/// reading that the trail keeps.
/// </summary>
public sealed class LatestMessage(ITherapyDbFactory databases)
{
    public async Task<Guid?> ReadAsync(Actor patient, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(patient, ct);
        return await db.Messages.Where(m => m.PatientId == patient.PersonId && m.State == MessageState.Sent)
            .OrderByDescending(m => m.SentAt).Select(m => (Guid?)m.Id).FirstOrDefaultAsync(ct);
    }
}

/// <summary>The names of the patient's place, for whoever has the database open as that patient.</summary>
public static class PlaceQueries
{
    public static async Task<PlaceNames> PlaceNamesAsync(this ITherapyDb db, Guid patientId, CancellationToken ct)
    {
        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == db.Actor.PracticeId, ct);
        // Whoever has care now, else whoever had it: a patient whose care ended still has their page.
        var therapist = await db.Care.Where(c => c.PatientId == patientId)
            .OrderBy(c => c.Until != null).ThenBy(c => c.Since)
            .Join(db.Members, c => c.MemberId, m => m.Id, (c, m) => new { c.Until, c.Since, m.Id, m.Name })
            .OrderBy(m => m.Until != null).ThenBy(m => m.Since).FirstAsync(ct);
        return new(
            await db.RevealAsync<TherapyPractice>(practice.Id, p => p.PatientsName, practice.PatientsName, ct),
            await db.RevealAsync<Member>(therapist.Id, m => m.Name, therapist.Name, ct),
            practice.TimeZone, practice.OpensAt, practice.ClosesAt, practice.PatientsIcon);
    }
}
