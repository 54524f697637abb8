using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Sessions;

namespace TherapyCompanion.Core.Summaries;

/// <summary>A summary as it stands on somebody's screen, with the fingerprint that a signature compares.</summary>
public sealed record SummaryOnScreen(Guid Id, SummaryState State, int Revision, SummaryDocument Document, WordsFingerprint Shown)
{
    /// <summary>What was added to a signed record, and last the reader's own draft of an addendum.</summary>
    public IReadOnlyList<AddendumOnScreen> Addenda { get; init; } = [];

    /// <summary>What is written for the patient or shown to them; null while there is nothing.</summary>
    public PatientPartOnScreen? PatientPart { get; init; }
}

/// <summary>What the review screen shows.</summary>
/// <param name="Summary">Null while nothing is drafted.</param>
public sealed record ReviewView(
    Guid SessionId, Guid PatientId, string Initials, int Number, DateTimeOffset StartsAt, int Minutes, SummaryOnScreen? Summary);

/// <summary>Opens a session's summary for review, or the signed record for reading.</summary>
public sealed class SummaryReview(ITherapyDbFactory databases)
{
    public async Task<Result<ReviewView>> OpenAsync(Actor actor, Guid sessionId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.SummaryOpened, sessionId, null, AuditReason.Care);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry with { PatientId = session.PatientId }, ct);
        return await ReadAsync(db, session, ct);
    }

    /// <summary>Reads again within the same visit: the reading is in the audit already.</summary>
    public async Task<Result<ReviewView>> RefreshAsync(Actor actor, Guid sessionId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null)
            return await db.DenyAsync(Refusal.NotFound, new(AuditAction.SummaryOpened, sessionId, null, AuditReason.Care), ct);
        return await ReadAsync(db, session, ct);
    }

    private static async Task<ReviewView> ReadAsync(ITherapyDb db, Session session, CancellationToken ct)
    {
        var name = await db.Patients.Where(p => p.Id == session.PatientId).Select(p => p.Name).SingleAsync(ct);
        var summary = await db.Summaries.AsNoTracking().SingleOrDefaultAsync(s => s.SessionId == session.Id, ct);
        SummaryOnScreen? onScreen = null;
        if (summary is not null)
        {
            var words = await db.RevealAsync<Summary>(summary.Id, s => s.Content, summary.Content, ct);
            onScreen = new(
                summary.Id, summary.State, summary.Revision, SummaryDocument.Read(words),
                await db.FingerprintAsync(summary.PatientId, words, ct))
            {
                Addenda = summary.State is SummaryState.Signed ? await db.OfAsync(summary.Id, ct) : [],
                PatientPart = summary.State is SummaryState.Signed ? await db.PatientPartAsync(summary.Id, ct) : null,
            };
        }

        return new(
            session.Id, session.PatientId, Initials.Of(await db.RevealAsync<Patient>(session.PatientId, p => p.Name, name, ct)),
            session.Number, session.StartsAt, session.Minutes, onScreen);
    }
}
