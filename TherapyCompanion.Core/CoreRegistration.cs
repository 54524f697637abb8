using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Agents.Rung;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Core.Patients.Finding;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Core;

/// <summary>Every act and query of the practice, by name. They hold no state, so one of each serves everybody.</summary>
public static class CoreRegistration
{
    public static IServiceCollection AddCore(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<AgentCall>().AddSingleton<RungAgent>().AddSingleton<LettersAgent>()
        .AddSingleton<CreatePractice>().AddSingleton<SetSendingHours>().AddSingleton<SetPatientsPlace>().AddSingleton<SetSignInLinks>()
        .AddSingleton<OwnProfile>().AddSingleton<ChangeProfile>().AddSingleton<OwnForm>().AddSingleton<ChangeOwnForm>().AddSingleton<MoveOwnLetters>()
        .AddSingleton<WhoAmI>().AddSingleton<HatPlaces>().AddSingleton<PlaceLooks>()
        .AddSingleton<FactorResetList>().AddSingleton<ApproveFactorReset>().AddSingleton<OtherAdmins>().AddSingleton<PracticeZone>()
        .AddSingleton<MemberList>().AddSingleton<InviteMember>().AddSingleton<CloseMemberInvitation>().AddSingleton<MemberDoor>().AddSingleton<JoinPractice>()
        .AddSingleton<ChangeMemberHats>().AddSingleton<ChangeOwner>().AddSingleton<BlockMember>().AddSingleton<UnblockMember>()
        .AddSingleton<OpenPatientFile>().AddSingleton<PatientList>().AddSingleton<PatientFile>().AddSingleton<InvitePatient>().AddSingleton<AcceptInvitation>()
        .AddSingleton<DetailsDesk>().AddSingleton<ChangeDetails>().AddSingleton<ChangeTreatment>().AddSingleton<FindPatients>()
        .AddSingleton<WhoSees>().AddSingleton<StandIns>().AddSingleton<AppointStandIn>().AddSingleton<EndStandIn>()
        .AddSingleton<InviteGuardian>().AddSingleton<EndGuardian>().AddSingleton<GuardianPlace>().AddSingleton<MyGuardians>()
        .AddSingleton<AddSession>().AddSingleton<SaveNotes>().AddSingleton<NotesDesk>()
        .AddSingleton<SavePersonalNotes>().AddSingleton<PersonalNotesDesk>().AddSingleton<LastTime>()
        .AddSingleton<DraftSummary>().AddSingleton<StartEmptySummary>().AddSingleton<ReviseSummary>()
        .AddSingleton<SignSummary>().AddSingleton<SummaryReview>().AddSingleton<PrintRecord>()
        .AddSingleton<SaveAddendum>().AddSingleton<SignAddendum>()
        .AddSingleton<SavePatientPart>().AddSingleton<SignPatientPart>().AddSingleton<WithdrawPatientPart>().AddSingleton<MyMaterials>()
        .AddSingleton<DraftMessage>().AddSingleton<EditMessage>().AddSingleton<ApproveMessage>().AddSingleton<RejectMessage>()
        .AddSingleton<RecallMessage>().AddSingleton<ApprovalQueue>().AddSingleton<DeliverDue>().AddSingleton<NotifyDue>()
        .AddSingleton<WriteReply>().AddSingleton<PatientPage>().AddSingleton<PatientPlace>().AddSingleton<LatestMessage>().AddSingleton<Inbox>()
        .AddSingleton<OpenAlerts>().AddSingleton<AcknowledgeAlert>()
        .AddSingleton<RecordConsent>().AddSingleton<ConsentLedger>()
        .AddSingleton<BackupLag>().AddSingleton<Today>().AddSingleton<AuditTrail>();
}
