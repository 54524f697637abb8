using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
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
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>
/// Ids that aren't one's own, through every act and query that takes one: the answer is the same as for what isn't there, and
/// the attempt stands in the audit of whoever tried.
/// </summary>
[Trait("Needs", "Database")]
public sealed class TenancyActsTests(TwoPractices house) : IClassFixture<TwoPractices>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Dictionary<string, (AuditAction Denied, Func<TwoPractices, Actor, Furnished, Task<Refusal?>> Act)> Acts = new()
    {
        ["open a file"] = (AuditAction.FileOpened, async (h, a, p) => (await h.Get<PatientFile>().OpenAsync(a, p.Patient, None)).Refusal),
        ["open the details"] = (AuditAction.DetailsOpened, async (h, a, p) => (await h.Get<DetailsDesk>().OpenAsync(a, p.Patient, None)).Refusal),
        ["refresh the details"] = (AuditAction.DetailsOpened, async (h, a, p) => (await h.Get<DetailsDesk>().RefreshAsync(a, p.Patient, None)).Refusal),
        ["change the details"] = (AuditAction.DetailsChanged, async (h, a, p) =>
            await h.Get<ChangeDetails>().RunAsync(a, p.Patient, new(About.OfName("x"), "", Form.Neutral, RestTimes.None, []), 1, None)),
        ["end a treatment"] = (AuditAction.TreatmentChanged, async (h, a, p) => (await h.Get<ChangeTreatment>().RunAsync(a, p.Patient, TreatmentStep.End, None)).Refusal),
        ["invite"] = (AuditAction.PatientInvited, async (h, a, p) => (await h.Get<InvitePatient>().RunAsync(a, p.Patient, None)).Refusal),
        ["see who sees"] = (AuditAction.FileOpened, async (h, a, p) => (await h.Get<WhoSees>().OpenAsync(a, p.Patient, None)).Refusal),
        ["appoint a stand-in"] = (AuditAction.StandInAppointed, async (h, a, p) =>
            (await h.Get<AppointStandIn>().RunAsync(a, h.Colleague.PersonId, [p.Patient], Proved.DatabaseNow.AddDays(7), None)).Refusal),
        ["end a stand-in"] = (AuditAction.StandInEnded, async (h, a, p) => (await h.Get<EndStandIn>().RunAsync(a, h.Colleague.PersonId, p.Patient, None)).Refusal),
        ["invite a guardian"] = (AuditAction.GuardianInvited, async (h, a, p) => (await h.Get<InviteGuardian>().RunAsync(a, p.Patient, "x", None)).Refusal),
        ["end a guardian"] = (AuditAction.GuardianEnded, async (h, a, p) => await h.Get<EndGuardian>().RunAsync(a, p.Guardian, None)),
        ["add a session"] = (AuditAction.SessionAdded, async (h, a, p) => (await h.Get<AddSession>().RunAsync(a, p.Patient, House.Start, 50, None)).Refusal),
        ["open notes"] = (AuditAction.NotesOpened, async (h, a, p) => (await h.Get<NotesDesk>().OpenAsync(a, p.Session, None)).Refusal),
        ["save notes"] = (AuditAction.NotesSaved, async (h, a, p) => (await h.Get<SaveNotes>().RunAsync(a, p.Session, "x", 1, None)).Refusal),
        ["open personal notes"] = (AuditAction.PersonalNotesOpened, async (h, a, p) => (await h.Get<PersonalNotesDesk>().OpenAsync(a, p.Session, None)).Refusal),
        ["save personal notes"] = (AuditAction.PersonalNotesSaved, async (h, a, p) => (await h.Get<SavePersonalNotes>().RunAsync(a, p.Session, "x", 1, None)).Refusal),
        ["look at the last time"] = (AuditAction.SummaryOpened, async (h, a, p) => (await h.Get<LastTime>().OpenAsync(a, p.Session, None)).Refusal),
        ["draft a summary"] = (AuditAction.SummaryDrafted, async (h, a, p) => (await h.Get<DraftSummary>().RunAsync(a, p.Unsigned, EngineChoice.BuiltIn, None)).Refusal),
        ["start a summary"] = (AuditAction.SummaryEdited, async (h, a, p) => (await h.Get<StartEmptySummary>().RunAsync(a, p.Unsigned, None)).Refusal),
        ["open a summary"] = (AuditAction.SummaryOpened, async (h, a, p) => (await h.Get<SummaryReview>().OpenAsync(a, p.Session, None)).Refusal),
        ["refresh a summary"] = (AuditAction.SummaryOpened, async (h, a, p) => (await h.Get<SummaryReview>().RefreshAsync(a, p.Session, None)).Refusal),
        ["edit a summary"] = (AuditAction.SummaryEdited, async (h, a, p) => (await h.Get<ReviseSummary>().RunAsync(a, p.Draft, new SummaryEdit.Add("plan", "x"), 1, None)).Refusal),
        ["sign a summary"] = (AuditAction.SummarySigned, async (h, a, p) => await h.Get<SignSummary>().RunAsync(a, p.Draft, p.Review.Shown, None)),
        ["write an addendum"] = (AuditAction.AddendumEdited, async (h, a, p) => (await h.Get<SaveAddendum>().RunAsync(a, p.Signed, "x", 0, None)).Refusal),
        ["sign an addendum"] = (AuditAction.AddendumSigned, async (h, a, p) => await h.Get<SignAddendum>().RunAsync(a, p.Addendum, p.Review.Shown, None)),
        ["write a patient part"] = (AuditAction.PatientPartEdited, async (h, a, p) => (await h.Get<SavePatientPart>().RunAsync(a, p.Signed, "x", 0, None)).Refusal),
        ["sign a patient part"] = (AuditAction.PatientPartSigned, async (h, a, p) => await h.Get<SignPatientPart>().RunAsync(a, p.Part, p.Review.Shown, None)),
        ["withdraw a patient part"] = (AuditAction.PatientPartWithdrawn, async (h, a, p) => await h.Get<WithdrawPatientPart>().RunAsync(a, p.Part, None)),
        ["print a record"] = (AuditAction.RecordPrinted, async (h, a, p) => (await h.Get<PrintRecord>().RunAsync(a, p.Session, None)).Refusal),
        ["draft a message"] = (AuditAction.MessageDrafted, async (h, a, p) => (await h.Get<DraftMessage>().RunAsync(a, p.Patient, LetterKind.FollowUp, "he", EngineChoice.BuiltIn, None)).Refusal),
        ["open a message"] = (AuditAction.MessageOpened, async (h, a, p) => (await h.Get<ApprovalQueue>().OpenMessageAsync(a, p.Pending, None)).Refusal),
        ["read a message"] = (AuditAction.MessageOpened, async (h, a, p) => (await h.Get<ApprovalQueue>().ReadAsync(a, p.Pending, None)).Refusal),
        ["edit a message"] = (AuditAction.MessageEdited, async (h, a, p) => await h.Get<EditMessage>().RunAsync(a, p.Pending, "x", 2, None)),
        ["approve a message"] = (AuditAction.MessageApproved, async (h, a, p) => (await h.Get<ApproveMessage>().RunAsync(a, p.Pending, p.Review.Shown, null, House.Start, None)).Refusal),
        ["reject a message"] = (AuditAction.MessageRejected, async (h, a, p) => await h.Get<RejectMessage>().RunAsync(a, p.Pending, None)),
        ["recall a message"] = (AuditAction.MessageRecalled, async (h, a, p) => await h.Get<RecallMessage>().RunAsync(a, p.Waiting, None)),
        ["read replies"] = (AuditAction.RepliesOpened, async (h, a, p) => (await h.Get<Inbox>().ReadAsync(a, p.Patient, None)).Refusal),
        ["open an alert"] = (AuditAction.AlertOpened, async (h, a, p) => (await h.Get<OpenAlerts>().OpenAsync(a, p.Alert, None)).Refusal),
        ["take an alert"] = (AuditAction.AlertAcknowledged, async (h, a, p) => await h.Get<AcknowledgeAlert>().RunAsync(a, p.Alert, None)),
        ["grant for another"] = (AuditAction.ConsentGranted, async (h, a, p) => await h.Get<RecordConsent>().RunAsync(a, p.Patient, ConsentKind.AiAnalysis, ConsentAct.Granted, None)),
        ["withdraw for another"] = (AuditAction.ConsentWithdrawn, async (h, a, p) => await h.Get<RecordConsent>().RunAsync(a, p.Patient, ConsentKind.AiAnalysis, ConsentAct.Withdrawn, None)),
        ["read another's ledger"] = (AuditAction.ConsentsOpened, async (h, a, p) => (await h.Get<ConsentLedger>().OpenAsync(a, p.Patient, None)).Refusal),
    };

    /// <summary>Acts and queries that take no id of somebody else's.</summary>
    private static readonly Type[] Selfish =
    [
        typeof(CreatePractice), typeof(SetSendingHours), typeof(WhoAmI), typeof(OpenPatientFile), typeof(PatientList), typeof(FindPatients), typeof(AcceptInvitation),
        typeof(WriteReply), typeof(PatientPage), typeof(Today), typeof(AuditTrail),
        typeof(HatPlaces), typeof(PatientPlace), typeof(LatestMessage), typeof(DeliverDue), typeof(NotifyDue),
        typeof(StandIns), typeof(GuardianPlace), typeof(MyGuardians), typeof(MemberList), typeof(InviteMember), typeof(MemberDoor), typeof(JoinPractice),
        typeof(SetPatientsPlace), typeof(SetSignInLinks), typeof(PlaceLooks), typeof(OwnProfile), typeof(ChangeProfile), typeof(OwnForm), typeof(ChangeOwnForm),
        typeof(MoveOwnLetters), typeof(FactorResetList), typeof(OtherAdmins), typeof(PracticeZone), typeof(BackupLag), typeof(MyMaterials),
    ];

    /// <summary>Acts of an admin on the staff: another practice's ids are tried in <see cref="MembersTests"/>, and of a reset in FactorResetTests.</summary>
    private static readonly Type[] OnStaff =
        [typeof(ChangeMemberHats), typeof(ChangeOwner), typeof(BlockMember), typeof(UnblockMember), typeof(CloseMemberInvitation), typeof(ApproveFactorReset)];

    public static TheoryData<string, string> Table
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var act in Acts.Keys)
                foreach (var who in new[] { "a therapist of another practice", "a colleague without care", "the admin", "another patient" })
                    data.Add(act, who);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_forged_id_is_not_found_and_the_attempt_is_audited(string act, string who)
    {
        var (actor, victim) = (Who(who), house.One);
        var (denied, run) = Acts[act];
        var before = await StateOfAsync(victim, exceptAudit: actor.PracticeId == victim.PracticeId);
        var seen = await DenialsAsync(actor, denied);
        (await run(house, actor, victim)).Should().Be(Refusal.NotFound);
        (await DenialsAsync(actor, denied)).Should().Be(seen + 1);
        (await StateOfAsync(victim, exceptAudit: actor.PracticeId == victim.PracticeId)).Should().Be(before, "nothing of the other practice changed");
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task An_id_that_is_nobodys_gets_the_same_answer(string act, string who)
    {
        var nothing = house.One with
        {
            Patient = Guid.NewGuid(),
            Session = Guid.NewGuid(),
            Unsigned = Guid.NewGuid(),
            Signed = Guid.NewGuid(),
            Draft = Guid.NewGuid(),
            Sent = Guid.NewGuid(),
            Waiting = Guid.NewGuid(),
            Pending = Guid.NewGuid(),
            Alert = Guid.NewGuid(),
            Guardian = Guid.NewGuid(),
            Addendum = Guid.NewGuid(),
            Part = Guid.NewGuid(),
        };
        (await Acts[act].Act(house, Who(who), nothing)).Should().Be(Refusal.NotFound);
    }

    [Fact]
    public void Every_act_and_query_is_in_the_table_or_takes_no_id_of_anothers()
    {
        var all = typeof(ITherapyDb).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(ITherapyDbFactory)))).ToList();
        var tried = new[]
        {
            typeof(PatientFile), typeof(InvitePatient), typeof(AddSession), typeof(NotesDesk), typeof(SaveNotes), typeof(SavePersonalNotes), typeof(PersonalNotesDesk), typeof(LastTime), typeof(DraftSummary), typeof(StartEmptySummary),
            typeof(SummaryReview), typeof(ReviseSummary), typeof(SignSummary), typeof(PrintRecord), typeof(SaveAddendum), typeof(SignAddendum), typeof(SavePatientPart), typeof(SignPatientPart), typeof(WithdrawPatientPart), typeof(DraftMessage), typeof(ApprovalQueue), typeof(EditMessage), typeof(ApproveMessage),
            typeof(RejectMessage), typeof(RecallMessage), typeof(Inbox), typeof(OpenAlerts), typeof(AcknowledgeAlert), typeof(RecordConsent), typeof(ConsentLedger),
            typeof(DetailsDesk), typeof(ChangeDetails), typeof(ChangeTreatment), typeof(WhoSees), typeof(AppointStandIn), typeof(EndStandIn), typeof(InviteGuardian), typeof(EndGuardian),
        };
        all.Except(Selfish).Except(OnStaff).Should().BeEquivalentTo(tried);
    }

    [Fact]
    public async Task The_owner_of_the_ids_is_answered_or_the_tables_above_prove_nothing()
    {
        var own = house.Other;
        foreach (var act in new[] { "open a file", "open notes", "open a summary", "read a message", "read replies", "open an alert", "read another's ledger", "see who sees", "open the details", "refresh the details", "invite a guardian", "end a guardian", "edit a message", "reject a message", "recall a message" })
            (await Acts[act].Act(house, own.Therapist, own)).Should().BeNull(act);
    }

    [Fact]
    public async Task Lists_show_a_colleague_and_another_practice_nothing()
    {
        foreach (var actor in new[] { house.Colleague, await house.NewTherapistAsync("זר") })
        {
            (await house.Get<PatientList>().OpenAsync(actor, None)).Value.Should().BeEmpty();
            (await house.Get<FindPatients>().ListAsync(actor, "מיה", None)).Value.Rows.Should().BeEmpty();
            (await house.Get<ApprovalQueue>().OpenAsync(actor, None)).Value.Should().BeEmpty();
            (await house.Get<ApprovalQueue>().RefreshAsync(actor, None)).Should().BeEmpty();
            (await house.Get<Inbox>().OpenAsync(actor, None)).Value.Should().BeEmpty();
            (await house.Get<OpenAlerts>().ListAsync(actor, None)).Should().BeEmpty();
            var today = (await house.Get<Today>().OpenAsync(actor, House.Start.AddDays(-1), House.Start.AddDays(1), House.Start.AddDays(-1), None)).Value;
            (today.Sessions.Count, today.MessagesWaiting, today.NewReplies, today.UnsignedSummaries, today.HasPatients).Should().Be((0, 0, 0, 0, false));
        }
    }

    [Fact]
    public async Task Lists_and_settings_of_another_hat_are_not_allowed()
    {
        var (admin, self) = (House.AsAdmin(house.One.Therapist), house.One.Self);
        foreach (var actor in new[] { admin, self })
        {
            (await house.Get<PatientList>().OpenAsync(actor, None)).Refusal.Should().Be(Refusal.NotAllowed);
            (await house.Get<FindPatients>().ListAsync(actor, "מיה", None)).Refusal.Should().Be(Refusal.NotAllowed);
            (await house.Get<ApprovalQueue>().OpenAsync(actor, None)).Refusal.Should().Be(Refusal.NotAllowed);
            (await house.Get<ApprovalQueue>().RefreshAsync(actor, None)).Should().BeEmpty();
            (await house.Get<Inbox>().OpenAsync(actor, None)).Refusal.Should().Be(Refusal.NotAllowed);
            (await house.Get<OpenAlerts>().ListAsync(actor, None)).Should().BeEmpty();
            (await house.Get<OpenPatientFile>().RunAsync(actor, "x", "", Form.Neutral, None)).Refusal.Should().Be(Refusal.NotAllowed);
            (await house.Get<Today>().OpenAsync(actor, House.Start, House.Start, House.Start, None)).Refusal.Should().Be(Refusal.NotAllowed);
        }

        foreach (var actor in new[] { house.One.Therapist, self })
        {
            (await house.Get<SetSendingHours>().RunAsync(actor, new(1, 0), new(2, 0), None)).Should().Be(Refusal.NotAllowed);
            (await house.Get<AuditTrail>().OpenAsync(actor, null, null, None)).Refusal.Should().Be(Refusal.NotAllowed);
            (await house.Get<AuditTrail>().VerifyAsync(actor, None)).Refusal.Should().Be(Refusal.NotAllowed);
        }

        foreach (var actor in new[] { house.One.Therapist, admin })
        {
            (await house.Get<PatientPage>().OpenAsync(actor, None)).Refusal.Should().Be(Refusal.NotAllowed);
            (await house.Get<WriteReply>().RunAsync(actor, "x", Guid.NewGuid(), None)).Refusal.Should().Be(Refusal.NotAllowed);
        }
    }

    [Fact]
    public async Task An_invitation_of_another_practice_is_found_by_its_link_alone()
    {
        var patient = await house.NewPatientAsync(house.Other.Therapist, "מוזמנת");
        var secrets = (await house.Get<InvitePatient>().RunAsync(house.Other.Therapist, patient, None)).Value;
        var forged = Convert.ToBase64String(new byte[32]).TrimEnd('=');
        (await house.Get<AcceptInvitation>().OpenAsync(forged, House.TestOrigin, None)).Refusal.Should().Be(PatientRefusals.InvitationOver);
        (await house.Get<AcceptInvitation>().RunAsync(forged, secrets.Digits, Guid.NewGuid(), House.TestOrigin, None)).Refusal.Should().Be(PatientRefusals.InvitationOver);
        var accepted = (await house.Get<AcceptInvitation>().RunAsync(secrets.Link, secrets.Digits, Guid.NewGuid(), House.TestOrigin, None)).Value;
        (accepted.PracticeId, accepted.PersonId).Should().Be((house.Other.PracticeId, patient));
    }

    private Actor Who(string who) => who switch
    {
        "a therapist of another practice" => house.Other.Therapist,
        "a colleague without care" => house.Colleague,
        "the admin" => House.AsAdmin(house.One.Therapist),
        _ => House.AsPatient(house.One.Therapist, house.SecondPatient),
    };

    private Task<long> DenialsAsync(Actor actor, AuditAction action) => house.FactAsync<long>(
        $"select count(*) from tc_audit.entries where practice_id = '{actor.PracticeId}' and person_id = '{actor.PersonId}' and hat = '{actor.Hat}' and action = '{action}' and outcome = 'Denied'");

    private async Task<string> StateOfAsync(Furnished practice, bool exceptAudit)
    {
        await using var super = await house.RawAsync("superuser");
        var state = new List<string>();
        foreach (var (table, column) in house.Tables.Where(t => !exceptAudit || t.Table != "tc_audit.entries"))
            state.Add(await super.AskAsync<string>($"select concat('{table}', md5(string_agg(t::text, ';' order by t::text))) from {table} t where {column} = '{practice.PracticeId}'"));
        return string.Join(' ', state);
    }
}
