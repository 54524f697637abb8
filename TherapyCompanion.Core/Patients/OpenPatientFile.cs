using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients.Finding;

namespace TherapyCompanion.Core.Patients;

/// <summary>A new file for a patient, in the care of the therapist who opens it, with a key of its own.</summary>
public sealed class OpenPatientFile(ITherapyDbFactory databases, TimeProvider clock)
{
    /// <summary>The longest name a file takes, in characters.</summary>
    public const int LongestName = 300;

    /// <param name="email">May be empty: then the patient gets no notices by e-mail.</param>
    /// <returns>The patient's id.</returns>
    public async Task<Result<Guid>> RunAsync(Actor actor, string name, string email, Form form, CancellationToken ct)
    {
        (name, email) = (name.Trim(), email.Trim());
        if (name.Length == 0) return PatientRefusals.NameMissing;
        if (name.Length > LongestName) return PatientRefusals.NameTooLong;
        if (email.Length > 0 && !LooksLikeAddress(email)) return PatientRefusals.EmailWrong;

        await using var db = await databases.OpenAsync(actor, ct);
        var patient = new Patient(actor.PracticeId, name, email, form, clock.GetUtcNow());
        var entry = new AuditEntry(AuditAction.FileCreated, patient.Id, patient.Id, AuditReason.Care);
        if (actor.Hat is not Hat.Therapist) return await db.DenyAsync(Refusal.NotAllowed, entry with { Target = null, PatientId = null }, ct);

        db.Patients.Add(patient);
        db.Care.Add(new Care(actor.PracticeId, patient.Id, actor.PersonId, clock.GetUtcNow()));
        await db.CreateKeyAsync(patient.Id, ct);
        await db.IndexNamesAsync(patient.Id, name, "", ct);
        var refusal = await db.SaveAsync(entry, ct);
        return refusal is null ? patient.Id : refusal;
    }

    // Only the shape: whether a letter arrives is known when it does (RFC 5321 §4.5.3.1 bounds the length).
    internal static bool LooksLikeAddress(string email) =>
        email.Length <= 254 && email.IndexOf('@') is var at && at > 0 && at == email.LastIndexOf('@') &&
        email.IndexOf('.', at) > at + 1 && !email.EndsWith('.') && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
