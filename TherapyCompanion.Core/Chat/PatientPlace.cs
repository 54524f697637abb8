using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
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
        // Whoever has care now, else whoever had it: a patient whose care ended still has their page. A stand-in gives it no other name.
        var therapist = await db.Care.Where(c => c.PatientId == patientId)
            .Join(db.Members, c => c.MemberId, m => m.Id, (c, m) => new { Ended = !CareQueries.Holds(c.Until), StandsIn = c.Kind == CareKind.StandIn, c.Since, m.Id, m.Name })
            .OrderBy(m => m.StandsIn).ThenBy(m => m.Ended).ThenBy(m => m.Since).FirstAsync(ct);
        return new(
            await db.RevealAsync<TherapyPractice>(practice.Id, p => p.PatientsName, practice.PatientsName, ct),
            await db.RevealAsync<Member>(therapist.Id, m => m.Name, therapist.Name, ct),
            practice.TimeZone, practice.OpensAt, practice.ClosesAt, practice.PatientsIcon);
    }

    /// <summary>The same for an invited guardian, who sees no care: the therapist is the one who invited.</summary>
    public static async Task<PlaceNames> GuardianPlaceNamesAsync(this ITherapyDb db, Guid guardianId, CancellationToken ct)
    {
        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == db.Actor.PracticeId, ct);
        var therapist = await db.Guardians.Where(g => g.Id == guardianId)
            .Join(db.Members, g => g.InvitedBy, m => m.Id, (g, m) => new { m.Id, m.Name }).SingleAsync(ct);
        return new(
            await db.RevealAsync<TherapyPractice>(practice.Id, p => p.PatientsName, practice.PatientsName, ct),
            await db.RevealAsync<Member>(therapist.Id, m => m.Name, therapist.Name, ct),
            practice.TimeZone, practice.OpensAt, practice.ClosesAt, practice.PatientsIcon);
    }
}
