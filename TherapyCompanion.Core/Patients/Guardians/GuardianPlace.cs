using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Core.Patients.Guardians;

/// <summary>A line of the consent ledger for a guardian.</summary>
/// <param name="RecordedBy">Whoever recorded it from paper; null when the patient said it themselves.</param>
public sealed record GuardianConsentRow(ConsentKind Kind, ConsentAct Act, DateTimeOffset At, string? RecordedBy);

/// <summary>What a guardian sees: the neutral name of the place, who invited them, and what was agreed to.</summary>
/// <param name="Until">When it ends, where that is known.</param>
public sealed record GuardianView(
    string PlaceName, string InvitedBy, string TimeZone, DateTimeOffset Since, DateTimeOffset? Until, IReadOnlyList<GuardianConsentRow> Consents);

/// <summary>The guardian's page. The patient's name is not on it: their key is not theirs.</summary>
public sealed class GuardianPlace(ITherapyDbFactory databases)
{
    public async Task<Result<GuardianView>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        var entry = new AuditEntry(AuditAction.ConsentsOpened, null, actor.PersonId, AuditReason.Self);
        if (actor.Hat is not Hat.Guardian) return await db.DenyAsync(Refusal.NotAllowed, entry with { PatientId = null }, ct);
        var me = await db.Guardians.AsNoTracking()
            .Where(g => g.PatientId == actor.PersonId && g.AccountId == actor.AccountId && CareQueries.Holds(g.Until))
            .OrderBy(g => g.Since).FirstOrDefaultAsync(ct);
        if (me is null) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        await db.RecordAsync(entry, ct);

        var practice = await db.Practices.AsNoTracking().SingleAsync(p => p.Id == actor.PracticeId, ct);
        var consents = await db.Consents.AsNoTracking().Where(c => c.PatientId == actor.PersonId).OrderByDescending(c => c.Seq)
            .Select(c => new { c.Kind, c.Act, c.At, c.ByHat, c.ByPerson }).ToListAsync(ct);
        var staff = await db.Members.AsNoTracking().Select(m => new { m.Id, m.Name }).ToDictionaryAsync(m => m.Id, m => m.Name, ct);
        var rows = new List<GuardianConsentRow>();
        foreach (var c in consents)
            rows.Add(new(c.Kind, c.Act, c.At, c.ByHat is Hat.Therapist ? await db.RevealAsync<Member>(c.ByPerson, m => m.Name, staff[c.ByPerson], ct) : null));
        return new GuardianView(
            await db.RevealAsync<TherapyPractice>(practice.Id, p => p.PatientsName, practice.PatientsName, ct),
            await db.RevealAsync<Member>(me.InvitedBy, m => m.Name, staff[me.InvitedBy], ct),
            practice.TimeZone, me.Since!.Value, me.Until, rows);
    }
}

/// <summary>The guardians who came in, for the patient: nothing opens to a guardian silently (guide §8.16).</summary>
public sealed class MyGuardians(ITherapyDbFactory databases)
{
    public async Task<IReadOnlyList<GuardianRow>> ReadAsync(Actor patient, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(patient, ct);
        if (patient.Hat is not Hat.Patient) return [];
        var open = await db.Guardians.AsNoTracking()
            .Where(g => g.PatientId == patient.PersonId && g.AccountId != null && CareQueries.Holds(g.Until)).OrderBy(g => g.Since).ToListAsync(ct);
        var rows = new List<GuardianRow>();
        foreach (var g in open) rows.Add(new(g.Id, await db.RevealAsync<Guardian>(g.Id, x => x.Name, g.Name, ct), g.Since, g.Until));
        return rows;
    }
}
