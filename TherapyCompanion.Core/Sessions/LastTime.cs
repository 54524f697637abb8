using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Core.Sessions;

/// <summary>What was left open the time before, word for word from the signed record.</summary>
/// <param name="Lines">At most three: plan and practice first.</param>
public sealed record LastTimeView(Guid SessionId, int Number, DateTimeOffset StartsAt, IReadOnlyList<string> Lines);

/// <summary>Finds, for the page on which a session's notes are written, where the last signed summary left off.</summary>
public sealed class LastTime(ITherapyDbFactory databases)
{
    private const int Most = 3;

    /// <summary>One line of each first; what else these sections say follows.</summary>
    private static readonly string[] Forward = ["plan", "homework"];

    /// <returns>Null, done, where nothing was signed before this session or nothing was left open.</returns>
    public async Task<Result<LastTimeView?>> OpenAsync(Actor actor, Guid sessionId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.SummaryOpened, sessionId, null, AuditReason.Care);
        var session = await db.InCareAsync(db.Sessions.AsNoTracking().Where(s => s.Id == sessionId), ct);
        if (session is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var last = await (
            from summary in db.Summaries.AsNoTracking()
            join before in db.Sessions.AsNoTracking() on summary.SessionId equals before.Id
            where summary.PatientId == session.PatientId && summary.State == SummaryState.Signed
                && (before.StartsAt < session.StartsAt || (before.StartsAt == session.StartsAt && before.Number < session.Number))
            orderby before.StartsAt descending, before.Number descending
            select new { summary.Id, summary.Content, Session = before }).FirstOrDefaultAsync(ct);
        if (last is null) return (LastTimeView?)null;

        await db.RecordAsync(entry with { Target = last.Id, PatientId = session.PatientId }, ct);
        var document = SummaryDocument.Read(await db.RevealAsync<Summary>(last.Id, s => s.Content, last.Content, ct));
        var lines = LinesOf(document);
        return lines.Count == 0 ? (LastTimeView?)null : new LastTimeView(last.Session.Id, last.Session.Number, last.Session.StartsAt, lines);
    }

    /// <summary>The lines of a record that look ahead.</summary>
    public static IReadOnlyList<string> LinesOf(SummaryDocument document)
    {
        var open = Forward.Select(key => document.Sections.Where(s => s.Key == key).SelectMany(s => s.Sentences).Where(s => !s.Removed).Select(s => s.Text).ToList()).ToList();
        return [.. open.SelectMany(texts => texts.Take(1)).Concat(open.SelectMany(texts => texts.Skip(1))).Take(Most)];
    }
}
