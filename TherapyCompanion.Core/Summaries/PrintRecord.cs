using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Sessions;

namespace TherapyCompanion.Core.Summaries;

/// <summary>A signed record as it stands on paper: whose it is, which session it tells of, and its words.</summary>
/// <param name="Code">The file's pseudonym: what stands at the foot of each sheet, so that a lost one names nobody.</param>
/// <param name="Zone">By whose clock its times are said.</param>
/// <param name="Fingerprint">The HMAC of the record's words under the patient's key, in hexadecimal: what the signature bound.</param>
public sealed record RecordOnPaper(
    string Name, string Code, int Number, DateTimeOffset StartsAt, int Minutes, TimeZoneInfo Zone, SummaryDocument Document, string Fingerprint,
    IReadOnlyList<AddendumOnPaper> Addenda);

/// <summary>
/// Gives a signed record out, to be printed. The entry is written before the words leave; a record whose words are not the signed ones
/// is not given out at all.
/// </summary>
public sealed class PrintRecord(ITherapyDbFactory databases)
{
    public async Task<Result<RecordOnPaper>> RunAsync(Actor actor, Guid sessionId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.RecordPrinted, sessionId, null, AuditReason.Care);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        entry = entry with { PatientId = session.PatientId };
        var summary = await db.Summaries.AsNoTracking().SingleOrDefaultAsync(s => s.SessionId == sessionId, ct);
        if (summary is not { State: SummaryState.Signed, WordsHmac: { } bound }) return await db.DenyAsync(SummaryRefusals.NotSigned, entry, ct);

        var words = await db.RevealAsync<Summary>(summary.Id, s => s.Content, summary.Content, ct);
        if (!new WordsFingerprint(bound).Equals(await db.FingerprintAsync(summary.PatientId, words, ct)))
            return await db.DenyAsync(SummaryRefusals.NotAsSigned, entry, ct);
        if (await db.OnPaperAsync(summary.Id, ct) is not { } addenda) return await db.DenyAsync(SummaryRefusals.NotAsSigned, entry, ct);
        await db.RecordAsync(entry, ct);

        var patient = await db.Patients.AsNoTracking().Where(p => p.Id == session.PatientId).Select(p => new { p.Name, p.Code }).SingleAsync(ct);
        var zone = await db.Practices.AsNoTracking().Where(p => p.Id == actor.PracticeId).Select(p => p.TimeZone).SingleAsync(ct);
        return new RecordOnPaper(
            await db.RevealAsync<Patient>(session.PatientId, p => p.Name, patient.Name, ct), patient.Code,
            session.Number, session.StartsAt, session.Minutes, TimeZoneInfo.FindSystemTimeZoneById(zone),
            SummaryDocument.Read(words), Convert.ToHexStringLower(bound), addenda);
    }
}
