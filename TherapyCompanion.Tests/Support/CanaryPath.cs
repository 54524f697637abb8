using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Tests.Support;

/// <summary>The whole main path once, with a canary word through every door.</summary>
public static class CanaryPath
{
    public static async Task<(Actor Therapist, Guid PatientId)> WalkAsync(House house)
    {
        var none = CancellationToken.None;
        var (practice, account) = (Guid.NewGuid(), Guid.NewGuid());
        var founder = new StaffProfile(Canaries.TherapistName, Canaries.Title, Canaries.Licence, Form.Feminine);
        var member = await house.Get<CreatePractice>().RunAsync(practice, account, Canaries.PracticeName, Canaries.PlaceName, founder, House.TestOrigin, none);
        var therapist = Actor.Therapist(practice, account, member.Value, House.TestOrigin);
        var patientId = await house.NewPatientAsync(therapist, Canaries.PatientName, Form.Feminine, Canaries.PatientEmail);

        var invitation = (await house.Get<InvitePatient>().RunAsync(therapist, patientId, none)).Value;
        (await house.Get<AcceptInvitation>().RunAsync(invitation.Link, invitation.Digits, Guid.NewGuid(), House.TestOrigin, none)).IsDone.Should().BeTrue();
        var patient = Actor.Patient(practice, Guid.NewGuid(), patientId, Canaries.Origin);
        (await house.Get<RecordConsent>().RunAsync(patient, patientId, ConsentKind.AiAnalysis, ConsentAct.Granted, none)).Should().BeNull();
        (await house.Get<RecordConsent>().RunAsync(patient, patientId, ConsentKind.AiAnalysis, ConsentAct.Withdrawn, none)).Should().BeNull();

        (await house.Get<InviteGuardian>().RunAsync(therapist, patientId, Canaries.GuardianName, none)).IsDone.Should().BeTrue();
        var admin = await house.ProvedAsync(House.AsAdmin(therapist));
        (await house.Get<InviteMember>().RunAsync(admin, Canaries.StaffEmail, [Hat.Therapist], "he", none)).IsDone.Should().BeTrue();

        var session = await house.NewSessionAsync(therapist, patientId, Canaries.Notes);
        (await house.Get<DraftSummary>().RunAsync(therapist, session, EngineChoice.BuiltIn, none)).IsDone.Should().BeTrue();
        var review = (await house.Get<SummaryReview>().OpenAsync(therapist, session, none)).Value.Summary!;
        var key = review.Document.Sections[0].Key;
        var revised = (await house.Get<ReviseSummary>().RunAsync(therapist, review.Id, new SummaryEdit.Add(key, Canaries.Own), review.Revision, none)).Value;
        foreach (var open in revised.Document.Sections.SelectMany(s => s.Sentences).Where(s => s.BlocksSigning).Select(s => s.Id).ToList())
            revised = (await house.Get<ReviseSummary>().RunAsync(therapist, review.Id, new SummaryEdit.TakeAsOwn(open), revised.Revision, none)).Value;
        (await house.Get<SignSummary>().RunAsync(therapist, review.Id, revised.Shown, none)).Should().BeNull();

        var message = await house.NewMessageAsync(therapist, patientId, Canaries.Message);
        (await house.ApproveAsync(therapist, message)).Refusal.Should().BeNull();
        await house.DeliverAsync(therapist);
        while (await house.Get<NotifyDue>().RunAsync(Actor.Job(practice), none)) { }
        (await house.Get<PatientPage>().OpenAsync(patient, none)).IsDone.Should().BeTrue();
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        (await house.Get<WriteReply>().RunAsync(patient, Canaries.Reply, Guid.NewGuid(), none)).IsDone.Should().BeTrue();
        (await house.Get<WriteReply>().RunAsync(patient, Canaries.Crisis, Guid.NewGuid(), none)).IsDone.Should().BeTrue();
        var alert = (await house.Get<OpenAlerts>().ListAsync(therapist, none)).Single();
        (await house.Get<OpenAlerts>().OpenAsync(therapist, alert.Id, none)).Value.Words.Should().Be(Canaries.Crisis);
        (await house.Get<AcknowledgeAlert>().RunAsync(therapist, alert.Id, none)).Should().BeNull();
        (await house.Get<AuditTrail>().OpenAsync(House.AsAdmin(therapist), null, null, none)).IsDone.Should().BeTrue();
        return (therapist, patientId);
    }
}
