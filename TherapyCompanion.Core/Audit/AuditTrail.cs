using Microsoft.EntityFrameworkCore;

namespace TherapyCompanion.Core.Audit;

/// <summary>A line as the admin's screen shows it: ids and pseudonyms, no names of patients.</summary>
public sealed record AuditRow(
    long Seq, DateTimeOffset At, string Hat, string? Who, string Action, Guid? TargetId, string? PatientCode, string Address, string Outcome);

/// <summary>What the integrity line says.</summary>
/// <param name="BrokenAfter">The last entry that still holds; null when the whole chain does.</param>
/// <param name="AnchoredAt">When the head was last anchored outside the database; null when it never was.</param>
public sealed record AuditIntegrity(long Entries, long? BrokenAfter, DateTimeOffset CheckedAt, DateTimeOffset? AnchoredAt, long AnchoredSeq)
{
    public bool IsWhole => BrokenAfter is null;
}

/// <summary>Recomputes a practice's chain from its own bytes, and compares the head with the anchor outside the database.</summary>
public interface IAuditVerifier
{
    Task<AuditIntegrity> VerifyAsync(Actor actor, CancellationToken ct);
}

/// <summary>The audit trail for the practice's admin.</summary>
public sealed class AuditTrail(ITherapyDbFactory databases, IAuditVerifier verifier)
{
    public const int PageSize = 50;

    /// <param name="before">Entries older than this place; null for the newest.</param>
    public async Task<Result<IReadOnlyList<AuditRow>>> OpenAsync(Actor actor, long? before, string? patientCode, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.AuditOpened, null, null, AuditReason.Administration);
        if (actor.Hat is not Hat.Admin) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);

        var lines = db.AuditTrail.AsNoTracking().Where(l => before == null || l.Seq < before);
        if (!string.IsNullOrWhiteSpace(patientCode))
        {
            var id = await db.Patients.Where(p => p.Code == patientCode.Trim()).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);
            lines = lines.Where(l => l.PatientId == (id ?? Guid.Empty));
        }

        var rows = await lines.OrderByDescending(l => l.Seq).Take(PageSize)
            .Select(l => new
            {
                Line = l,
                Code = db.Patients.Where(p => p.Id == l.PatientId).Select(p => p.Code).FirstOrDefault(),
                Name = db.Members.Where(m => m.Id == l.PersonId).Select(m => m.Name).FirstOrDefault(),
            }).ToListAsync(ct);
        var shown = new List<AuditRow>();
        foreach (var r in rows)
        {
            var who = r.Name is null ? null : await db.RevealAsync<Practice.Member>(r.Line.PersonId!.Value, m => m.Name, r.Name, ct);
            shown.Add(new(
                r.Line.Seq, r.Line.At, r.Line.Hat, who, r.Line.Action, r.Line.TargetId, r.Code, r.Line.Address, r.Line.Outcome));
        }

        return shown;
    }

    /// <summary>«בדיקה עכשיו».</summary>
    public async Task<Result<AuditIntegrity>> VerifyAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.AuditVerified, null, null, AuditReason.Administration);
        if (actor.Hat is not Hat.Admin) return await db.DenyAsync(Refusal.NotAllowed, entry, ct);
        await db.RecordAsync(entry, ct);
        return await verifier.VerifyAsync(actor, ct);
    }
}
