using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Core.Patients;

/// <summary>A patient's file as its page shows it.</summary>
/// <param name="HasPage">Whether the patient has come in by an invitation.</param>
/// <param name="InvitedUntil">The open invitation's end, if there is one.</param>
/// <param name="About">Whom it is about, for the head of the file.</param>
/// <param name="StandInUntil">When the reader only stands in: the end.</param>
public sealed record PatientFileView(
    Guid Id, string Code, string Name, string Email, Form Form, bool HasPage, DateTimeOffset? InvitedUntil,
    DateTimeOffset? StandInUntil, IReadOnlyList<SessionRow> Sessions, About About, TreatmentStatus Status, IReadOnlyList<string> Tags)
{
    public string Initials => Patients.Initials.Of(Name);
}

/// <summary>A session in the file's list.</summary>
/// <param name="Summary">Null while nothing is drafted.</param>
public sealed record SessionRow(Guid Id, int Number, DateTimeOffset StartsAt, int Minutes, bool HasNotes, SummaryState? Summary);

/// <summary>Opens a patient's file.</summary>
public sealed class PatientFile(ITherapyDbFactory databases, TimeProvider clock)
{
    public async Task<Result<PatientFileView>> OpenAsync(Actor actor, Guid patientId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.FileOpened, patientId, patientId, AuditReason.Care);
        if (!await db.HasCareAsync(patientId, ct)) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry, ct);

        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == patientId, ct);
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.PatientId == patientId)
            .OrderByDescending(s => s.Number)
            .Select(s => new SessionRow(
                s.Id, s.Number, s.StartsAt, s.Minutes,
                db.Notes.Any(n => n.SessionId == s.Id),
                db.Summaries.Where(x => x.SessionId == s.Id).Select(x => (SummaryState?)x.State).FirstOrDefault()))
            .ToListAsync(ct);
        var now = clock.GetUtcNow();
        var invited = await db.Invitations.AsNoTracking()
            .Where(i => i.PatientId == patientId && i.Kind == InvitationKind.Patient && i.State == InvitationState.Open && i.ExpiresAt > now)
            .Select(i => (DateTimeOffset?)i.ExpiresAt).FirstOrDefaultAsync(ct);
        var standInUntil = await db.OwnCareAsync(patientId, ct) is not null ? null : await db.Care
            .Where(c => c.PatientId == patientId && c.MemberId == actor.PersonId && CareQueries.Holds(c.Until)).MaxAsync(c => c.Until, ct);

        await db.LoadKeysAsync([patient.Name, patient.Email, patient.Form, patient.About, patient.Status, patient.Tags], ct);
        return new PatientFileView(
            patient.Id, patient.Code,
            await db.RevealAsync<Patient>(patient.Id, p => p.Name, patient.Name, ct),
            await db.RevealAsync<Patient>(patient.Id, p => p.Email, patient.Email, ct),
            Enum.Parse<Form>(await db.RevealAsync<Patient>(patient.Id, p => p.Form, patient.Form, ct)),
            await db.PatientAccounts.AnyAsync(a => a.PatientId == patientId, ct), invited, standInUntil, sessions,
            await db.AboutAsync(patient, ct), await db.StatusAsync(patient.Id, patient.Status, ct), await db.TagsAsync(patient.Id, patient.Tags, ct));
    }
}
