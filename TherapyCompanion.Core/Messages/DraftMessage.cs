using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Core.Messages;

/// <summary>Drafts a message in the therapist's voice from what the therapist signed, and nothing else.</summary>
public sealed class DraftMessage(ITherapyDbFactory databases, IEngines engines, LettersAgent letters, TimeProvider clock)
{
    // What a practice reminder may speak of; findings and risk never go into a letter.
    private static readonly string[] Speakable = ["homework", "plan"];

    /// <param name="language">"he" or "en": the language the patient is written to in.</param>
    /// <returns>The message's id; it waits for approval.</returns>
    public async Task<Result<Guid>> RunAsync(
        Actor actor, Guid patientId, LetterKind kind, string language, EngineChoice where, CancellationToken ct)
    {
        var entry = new AuditEntry(AuditAction.MessageDrafted, null, patientId, AuditReason.Care);
        var engine = engines.Choose(where);
        var request = await ReadAsync(actor, patientId, kind, language, engine, entry, ct);
        if (!request.IsDone) return request.Refusal!;
        var run = await letters.DraftAsync(engine, request.Value, ct);

        await using var db = await databases.OpenAsync(actor, ct);
        if (!await db.HasCareAsync(patientId, ct)) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        if (!engine.IsInside && !await db.IsGivenAsync(patientId, ConsentKind.AiAnalysis, ct))
            return await db.DenyAsync(SummaryRefusals.ConsentMissing, entry, ct);
        var now = clock.GetUtcNow();
        var message = new Message(actor.PracticeId, patientId, actor.PersonId, kind, run.Value.Text, run.Engine.Name, now);
        db.Messages.Add(message);
        db.AgentRuns.Add(run.ToRecord(actor.PracticeId, patientId, now));
        var refusal = await db.SaveAsync(entry with { Target = message.Id }, ct);
        return refusal is null ? message.Id : refusal;
    }

    private async Task<Result<LetterRequest>> ReadAsync(
        Actor actor, Guid patientId, LetterKind kind, string language, Engine engine, AuditEntry entry, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(actor, ct);
        if (!await db.HasCareAsync(patientId, ct)) return await db.DenyAsync(Refusal.NotFound, entry, ct);
        if (!engine.IsInside && !await db.IsGivenAsync(patientId, ConsentKind.AiAnalysis, ct))
            return await db.DenyAsync(SummaryRefusals.ConsentMissing, entry, ct);

        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == patientId, ct);
        var me = await db.Members.AsNoTracking().SingleAsync(m => m.Id == actor.PersonId, ct);
        var last = await db.Summaries.AsNoTracking()
            .Where(s => s.PatientId == patientId && s.State == SummaryState.Signed)
            .OrderByDescending(s => s.SignedAt).FirstOrDefaultAsync(ct);
        IReadOnlyList<SignedFact> signed = [];
        if (last is not null)
        {
            var record = SummaryDocument.Read(await db.RevealAsync<Summary>(last.Id, s => s.Content, last.Content, ct));
            signed = [.. record.Sections.Where(s => Speakable.Contains(s.Key))
                .SelectMany(s => s.Sentences, (s, x) => (s.Key, x.Text))
                .Select((x, i) => new SignedFact(i + 1, x.Key, x.Text))];
        }

        return new LetterRequest(
            language, kind,
            await db.RevealAsync<Member>(me.Id, m => m.Name, me.Name, ct),
            await db.FirstPersonAsync(me, ct),
            await db.AboutAsync(patient, ct) is { Called: { Length: > 0 } called } ? called : await db.RevealAsync<Patient>(patient.Id, p => p.Name, patient.Name, ct),
            Enum.Parse<Form>(await db.RevealAsync<Patient>(patient.Id, p => p.Form, patient.Form, ct)),
            signed);
    }
}
