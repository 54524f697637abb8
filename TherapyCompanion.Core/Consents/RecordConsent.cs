using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;

namespace TherapyCompanion.Core.Consents;

/// <summary>The patient grants or withdraws; or their therapist records it from paper, and the line says so.</summary>
public sealed class RecordConsent(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <summary>The version of the consent text now shown (guide §7, ConsentAi).</summary>
    public const int TextVersion = 1;

    public async Task<Refusal?> RunAsync(Actor actor, Guid patientId, ConsentKind kind, ConsentAct act, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var action = act is ConsentAct.Granted ? AuditAction.ConsentGranted : AuditAction.ConsentWithdrawn;
        var self = actor.Hat is Hat.Patient && actor.PersonId == patientId;
        var entry = new AuditEntry(action, null, patientId, self ? AuditReason.Self : AuditReason.Care);
        if (!self && !await db.HasCareAsync(patientId, ct)) return await db.DenyAsync(Refusal.NotFound, entry, ct);

        var given = await db.IsGivenAsync(patientId, kind, ct);
        if (given == (act is ConsentAct.Granted)) return null; // a second press changes nothing and adds no line
        var line = new Consent(actor, patientId, kind, act, TextVersion, clock.GetUtcNow());
        db.Consents.Add(line);
        // What was approved while it was given stops, and somebody reads it again (design rule 12).
        if (act is ConsentAct.Withdrawn) (await db.Patients.SingleAsync(p => p.Id == patientId, ct)).HoldBack(line.At);
        return await db.SaveAsync(entry with { Target = line.Id }, ct);
    }
}

/// <summary>What the ledger says now.</summary>
public static class ConsentQueries
{
    /// <summary>Whether the last line of this kind is a grant. Every step of a pipeline asks anew.</summary>
    public static async Task<bool> IsGivenAsync(this ITherapyDb db, Guid patientId, ConsentKind kind, CancellationToken ct) =>
        await db.Consents.Where(c => c.PatientId == patientId && c.Kind == kind)
            .OrderByDescending(c => c.Seq)
            .Select(c => (ConsentAct?)c.Act).FirstOrDefaultAsync(ct) is ConsentAct.Granted;
}

/// <summary>A line as the patient's page and the file show it.</summary>
public sealed record ConsentRow(ConsentKind Kind, ConsentAct Act, int TextVersion, DateTimeOffset At, bool FromPaper);

/// <summary>The ledger of one patient, newest first.</summary>
public sealed class ConsentLedger(ITherapyDbFactory databases)
{
    public async Task<Result<IReadOnlyList<ConsentRow>>> OpenAsync(Actor actor, Guid patientId, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var self = actor.Hat is Hat.Patient && actor.PersonId == patientId;
        var entry = new AuditEntry(AuditAction.ConsentsOpened, null, patientId, self ? AuditReason.Self : AuditReason.Care);
        if (!self && !await db.HasCareAsync(patientId, ct)) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry, ct);
        return await db.Consents.AsNoTracking().Where(c => c.PatientId == patientId).OrderByDescending(c => c.Seq)
            .Select(c => new ConsentRow(c.Kind, c.Act, c.TextVersion, c.At, c.ByHat == Hat.Therapist)).ToListAsync(ct);
    }
}
