using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Safety;

/// <summary>An open alert at the top of every page: whom and since when, no words.</summary>
public sealed record AlertRow(Guid Id, string Initials, DateTimeOffset RaisedAt);

/// <summary>An alert in full.</summary>
public sealed record AlertView(
    Guid Id, Guid PatientId, string Name, string Email, string Words, CrisisFinding? Finding, DateTimeOffset RaisedAt, AlertState State,
    DateTimeOffset? AcknowledgedAt);

/// <summary>The urgent alerts of the therapist's patients.</summary>
public sealed class OpenAlerts(ITherapyDbFactory databases)
{
    /// <summary>Those nobody has taken yet, oldest first. No clinical words, so it is not a reading.</summary>
    public async Task<IReadOnlyList<AlertRow>> ListAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Hat is not Hat.Therapist) return [];
        await using var db = await databases.OpenAsync(actor, ct);
        var open = await db.Alerts.AsNoTracking()
            .Where(a => a.State == AlertState.Open
                && db.Care.Any(c => c.PatientId == a.PatientId && c.MemberId == actor.PersonId && CareQueries.Holds(c.Until)))
            .OrderBy(a => a.RaisedAt)
            .Join(db.Patients, a => a.PatientId, p => p.Id, (a, p) => new { a.Id, a.PatientId, p.Name, a.RaisedAt }).ToListAsync(ct);
        var rows = new List<AlertRow>();
        foreach (var a in open.OrderBy(a => a.RaisedAt))
            rows.Add(new(a.Id, Initials.Of(await db.RevealAsync<Patient>(a.PatientId, p => p.Name, a.Name, ct)), a.RaisedAt));
        return rows;
    }

    /// <summary>One alert with the patient's words in full.</summary>
    public async Task<Result<AlertView>> OpenAsync(Actor actor, Guid alertId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.AlertOpened, alertId, null, AuditReason.Care);
        var alert = await db.InCareAsync(db.Alerts.AsNoTracking().Where(a => a.Id == alertId), ct);
        if (alert is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry with { PatientId = alert.PatientId }, ct);
        return await ReadAsync(db, alert, ct);
    }

    /// <summary>Reads it again within the same visit.</summary>
    public async Task<Result<AlertView>> RefreshAsync(Actor actor, Guid alertId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var alert = await db.InCareAsync(db.Alerts.AsNoTracking().Where(a => a.Id == alertId), ct);
        if (alert is null) return await db.DenyAsync(Refusal.NotFound, new(AuditAction.AlertOpened, alertId, null, AuditReason.Care), ct);
        return await ReadAsync(db, alert, ct);
    }

    private static async Task<AlertView> ReadAsync(ITherapyDb db, CrisisAlert alert, CancellationToken ct)
    {
        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == alert.PatientId, ct);
        var reply = await db.Replies.AsNoTracking().SingleAsync(r => r.Id == alert.ReplyId, ct);
        var words = await db.RevealAsync<Reply>(reply.Id, r => r.Body, reply.Body, ct);
        return new AlertView(
            alert.Id, alert.PatientId,
            await db.RevealAsync<Patient>(patient.Id, p => p.Name, patient.Name, ct),
            await db.RevealAsync<Patient>(patient.Id, p => p.Email, patient.Email, ct),
            words, CrisisDetector.Detect(words), alert.RaisedAt, alert.State, alert.AcknowledgedAt);
    }
}
