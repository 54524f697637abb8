using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Core.Sessions;

/// <summary>A session of today with its one next action; no clinical words.</summary>
public sealed record TodayRow(
    Guid SessionId, string Initials, int Number, DateTimeOffset StartsAt, int Minutes, bool HasNotes, SummaryState? Summary);

/// <summary>The home page: today's sessions and what waits.</summary>
/// <param name="OldestUnsigned">The session whose draft has waited longest.</param>
public sealed record TodayView(
    IReadOnlyList<TodayRow> Sessions, int MessagesWaiting, DateTimeOffset? FirstLeavesAt, int NewReplies, int UnsignedSummaries,
    Guid? OldestUnsigned, bool HasPatients);

/// <summary>What the therapist sees first.</summary>
public sealed class Today(ITherapyDbFactory databases)
{
    /// <param name="from">The start of the therapist's day.</param>
    /// <param name="repliesSince">Replies later than this are new.</param>
    public async Task<Result<TodayView>> OpenAsync(
        Actor actor, DateTimeOffset from, DateTimeOffset to, DateTimeOffset repliesSince, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.FilesListed, null, null, AuditReason.Care);
        if (actor.Hat is not Hat.Therapist) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);

        var mine = db.Care.Where(c => c.MemberId == actor.PersonId && CareQueries.Holds(c.Until)).Select(c => c.PatientId);
        var sessions = await db.Sessions.AsNoTracking()
            .Where(s => s.StartsAt >= from && s.StartsAt < to && mine.Contains(s.PatientId)).OrderBy(s => s.StartsAt)
            .Select(s => new
            {
                s.Id,
                s.PatientId,
                s.Number,
                s.StartsAt,
                s.Minutes,
                HasNotes = db.Notes.Any(n => n.SessionId == s.Id),
                Summary = db.Summaries.Where(x => x.SessionId == s.Id).Select(x => (SummaryState?)x.State).FirstOrDefault(),
                Name = db.Patients.Where(p => p.Id == s.PatientId).Select(p => p.Name).First(),
            }).ToListAsync(ct);
        await db.LoadKeysAsync(sessions.Select(s => s.Name), ct);
        var rows = new List<TodayRow>();
        foreach (var s in sessions)
            rows.Add(new(
                s.Id, Initials.Of(await db.RevealAsync<Patient>(s.PatientId, p => p.Name, s.Name, ct)), s.Number, s.StartsAt, s.Minutes,
                s.HasNotes, s.Summary));

        var messages = db.Messages.Where(m => mine.Contains(m.PatientId));
        var drafts = db.Summaries.Where(s => s.State == SummaryState.Draft && mine.Contains(s.PatientId));
        return new TodayView(
            rows,
            await messages.CountAsync(
                m => m.State == MessageState.Pending || m.State == MessageState.Paused || m.State == MessageState.Recalled, ct),
            await messages.Where(m => m.State == MessageState.Approved).MinAsync(m => m.DueAt, ct),
            await db.Replies.Where(r => r.WrittenAt > repliesSince && mine.Contains(r.PatientId)).CountAsync(ct),
            await drafts.CountAsync(ct),
            await drafts.OrderBy(s => s.ChangedAt).Select(s => (Guid?)s.SessionId).FirstOrDefaultAsync(ct),
            await mine.AnyAsync(ct));
    }
}
