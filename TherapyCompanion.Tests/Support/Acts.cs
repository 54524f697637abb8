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
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Tests.Persistence;

namespace TherapyCompanion.Tests.Support;

/// <summary>A practice in the middle of its work: something there for every act to act on.</summary>
public sealed record Scene(
    House House, Actor Dana, Guid Maya, Guid Bare, Guid Written, Guid Drafted, SummaryOnScreen Draft, Guid Recorded, Guid RecordedSummary, AddendumOnScreen Addendum, PatientPartOnScreen PartDraft, Guid PartShown, Guid Pending, Guid Approved, Guid Alert,
    InvitationSecrets Invitation, Crew Crew)
{
    public Actor AsMaya => House.AsPatient(Dana, Maya);

    /// <summary>Dana as the admin, within a sign-in that proved a second factor.</summary>
    public Actor AsAdmin => Crew.Admin;

    /// <summary>The guardian who came in for Maya.</summary>
    public Actor AsGuardian => Actor.Guardian(Dana.PracticeId, Crew.GuardianAccount, Maya, House.TestOrigin);

    public T Get<T>() where T : notnull => House.Get<T>();

    public static async Task<Scene> SetAsync(House house)
    {
        var none = CancellationToken.None;
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        var invitation = (await house.Get<InvitePatient>().RunAsync(dana, maya, none)).Value;
        // What was signed the time before: nothing else of the scene rests on it.
        var before = await house.NewSessionAsync(dana, maya, "ש\"ב: לכתוב מכתב אחד לאבא.");
        var signed = (await house.Get<DraftSummary>().RunAsync(dana, before, EngineChoice.BuiltIn, none)).Value;
        var record = (await house.Get<SummaryReview>().RefreshAsync(dana, before, none)).Value.Summary!;
        (await house.Get<SignSummary>().RunAsync(dana, signed, record.Shown, none)).Should().BeNull();
        var bare = await house.NewSessionAsync(dana, maya);
        var written = await house.NewSessionAsync(dana, maya, "הגיעה בזמן. עבדנו על נשימה.");
        var drafted = await house.NewSessionAsync(dana, maya, "תיארה שבוע של שינה מקוטעת.\nש\"ב: לכתוב מכתב אחד לאבא.");
        (await house.Get<DraftSummary>().RunAsync(dana, drafted, EngineChoice.BuiltIn, none)).IsDone.Should().BeTrue();
        var draft = (await house.Get<SummaryReview>().RefreshAsync(dana, drafted, none)).Value.Summary!;
        var recorded = await house.NewRecordAsync(dana, maya, "תיארה שבוע שקט.");
        var corrected = await house.NewRecordAsync(dana, maya, "תיארה שבוע רועש.");
        var addendum = (await house.Get<SaveAddendum>().RunAsync(dana, corrected.Summary, "תיקון: שקט.", 0, none)).Value;
        var partDraft = (await house.Get<SavePatientPart>().RunAsync(dana, corrected.Summary, "לתרגל.", 0, none)).Value;
        var shared = await house.NewRecordAsync(dana, maya, "דיברנו על השבוע.");
        var partShown = (await house.Get<SavePatientPart>().RunAsync(dana, shared.Summary, "לכתוב יומן.", 0, none)).Value;
        (await house.Get<SignPatientPart>().RunAsync(dana, partShown.Id, partShown.Shown, none)).Should().BeNull();
        var (pending, approved) = (await house.NewMessageAsync(dana, maya), await house.NewMessageAsync(dana, maya));
        (await house.ApproveAsync(dana, approved)).Refusal.Should().BeNull();

        // Another patient's alert: Maya's own would hold her messages back.
        var noa = await house.NewPatientAsync(dana, "נועה");
        (await house.Get<WriteReply>().RunAsync(House.AsPatient(dana, noa), "אני רוצה למות", Guid.NewGuid(), none)).IsDone.Should().BeTrue();
        var alert = (await house.Get<OpenAlerts>().ListAsync(dana, none)).Single().Id;
        return new(house, dana, maya, bare, written, drafted, draft, recorded.Session, recorded.Summary, addendum, partDraft, partShown.Id, pending, approved, alert, invitation, await Crew.SetAsync(house, dana, maya, noa));
    }

    public async Task<long> HeadAsync(Actor of) =>
        await House.SeeAsync<long>("select coalesce(max(seq), 0) from tc_audit.entries where practice_id = $1", of.PracticeId);

    /// <summary>Everything the practices' tables hold, as one hash: equal before and after means that nothing changed.</summary>
    public async Task<string> StateAsync()
    {
        var tables = await House.SeeAllAsync("select table_name from information_schema.tables where table_schema = 'tc' and table_type = 'BASE TABLE' order by 1");
        var sums = tables.Select(t => $"(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from tc.{t[0]} t)");
        return await House.SeeAsync<string>("select " + string.Join(" || ", sums));
    }
}

/// <summary>The others of a scene: a colleague, one who is an admin too, one who stands in for a second patient, one who is shut out, somebody invited, a guardian.</summary>
public sealed record Crew(Actor Admin, Guid Colleague, Guid CoAdmin, Guid StandIn, Guid OfStandIn, Guid Blocked, Guid Invitation, Guid Guardian, Guid GuardianAccount)
{
    public static async Task<Crew> SetAsync(House house, Actor dana, Guid maya, Guid noa)
    {
        var none = CancellationToken.None;
        var admin = await house.ProvedAsync(House.AsAdmin(dana));
        var (colleague, standIn, blocked) = (
            await house.NewColleagueAsync(dana, "רונית"), await house.NewColleagueAsync(dana, "אורי"), await house.NewColleagueAsync(dana, "גיל"));
        (await house.Get<AppointStandIn>().RunAsync(dana, standIn.PersonId, [noa], Proved.DatabaseNow.AddDays(7), none)).Refusal.Should().BeNull();
        var coAdmin = await house.NewColleagueAsync(dana, "אביב");
        await house.ForceAsync("update tc.members set hats = array['Therapist', 'Admin'] where id = $1", coAdmin.PersonId);
        await house.ForceAsync("update tc.members set blocked_at = now() where id = $1", blocked.PersonId);
        (await house.Get<InviteMember>().RunAsync(admin, "new@example.org", [Hat.Therapist], "he", none)).Refusal.Should().BeNull();
        var invitation = await house.SeeAsync<Guid>("select id from tc.member_invitations where practice_id = $1", dana.PracticeId);

        var account = Guid.NewGuid();
        var secrets = (await house.Get<InviteGuardian>().RunAsync(dana, maya, "אמא של מיה", none)).Value;
        (await house.Get<AcceptInvitation>().RunAsync(secrets.Link, secrets.Digits, account, House.TestOrigin, none)).Refusal.Should().BeNull();
        var guardian = await house.SeeAsync<Guid>("select id from tc.guardians where account_id = $1", account);
        return new(admin, colleague.PersonId, coAdmin.PersonId, standIn.PersonId, noa, blocked.PersonId, invitation, guardian, account);
    }
}

/// <summary>An act or a reading query, what it must leave in the audit, and who may not do it.</summary>
/// <param name="Owner">Whose it is to do.</param>
/// <param name="OfOneRecord">Whether it acts on a record of somebody, which a stranger is told is not there.</param>
public sealed record Act(string Name, AuditAction Expected, Hat Owner, bool OfOneRecord, Func<Scene, Actor, Task<Refusal?>> Run)
{
    public override string ToString() => Name;

    public Actor OwnerIn(Scene s) => Owner switch
    {
        Hat.Therapist => s.Dana,
        Hat.Patient => s.AsMaya,
        Hat.Admin => s.AsAdmin,
        Hat.Supervisor => Actor.Supervisor(s.Dana.PracticeId, s.Dana.AccountId, s.Dana.PersonId, s.Dana.Origin),
        Hat.Guardian => s.AsGuardian,
        Hat.Job or Hat.Beth => Actor.Job(s.Dana.PracticeId),
    };

    /// <summary>Every act and every reading query. A new one without a line here fails <c>Every_act_has_its_line</c>.</summary>
    public static IReadOnlyList<Act> All { get; } =
    [
        Admin("SetSendingHours", AuditAction.PracticeChanged, async (s, a) => await s.Get<SetSendingHours>().RunAsync(a, new(9, 0), new(18, 0), default)),
        Admin("SetPatientsPlace", AuditAction.PracticeChanged, async (s, a) => await s.Get<SetPatientsPlace>().RunAsync(a, "מכתבים", PlaceIcon.Circle, default)),
        Admin("SetSignInLinks", AuditAction.PracticeChanged, async (s, a) => await s.Get<SetSignInLinks>().RunAsync(a, SignInLinks.On, default)),
        Admin("AuditTrail.Open", AuditAction.AuditOpened, async (s, a) => (await s.Get<AuditTrail>().OpenAsync(a, null, null, default)).Refusal),
        Admin("AuditTrail.Verify", AuditAction.AuditVerified, async (s, a) => (await s.Get<AuditTrail>().VerifyAsync(a, default)).Refusal),
        Admin("MemberList.Open", AuditAction.MembersOpened, async (s, a) => (await s.Get<MemberList>().OpenAsync(a, default)).Refusal),
        Admin("InviteMember", AuditAction.MemberInvited, async (s, a) => (await s.Get<InviteMember>().RunAsync(a, "other@example.org", [Hat.Supervisor], "he", default)).Refusal),
        Admin("CloseMemberInvitation", AuditAction.MemberInvitationClosed, async (s, a) => await s.Get<CloseMemberInvitation>().RunAsync(a, s.Crew.Invitation, default)),
        Admin("ChangeMemberHats", AuditAction.MemberHatsChanged, async (s, a) => (await s.Get<ChangeMemberHats>().RunAsync(a, s.Crew.Colleague, [Hat.Supervisor], default)).Refusal),
        Admin("ChangeOwner", AuditAction.OwnerChanged, async (s, a) => await s.Get<ChangeOwner>().RunAsync(a, s.Crew.CoAdmin, true, default)),
        Admin("BlockMember", AuditAction.MemberBlocked, async (s, a) => (await s.Get<BlockMember>().RunAsync(a, s.Crew.Colleague, default)).Refusal),
        Admin("UnblockMember", AuditAction.MemberUnblocked, async (s, a) => await s.Get<UnblockMember>().RunAsync(a, s.Crew.Blocked, default)),
        Mine("StandIns", AuditAction.FilesListed, async (s, a) => (await s.Get<StandIns>().OpenAsync(a, default)).Refusal),
        One("AppointStandIn", AuditAction.StandInAppointed, async (s, a) =>
            (await s.Get<AppointStandIn>().RunAsync(a, s.Crew.Colleague, [s.Maya], Proved.DatabaseNow.AddDays(14), default)).Refusal),
        One("EndStandIn", AuditAction.StandInEnded, async (s, a) => (await s.Get<EndStandIn>().RunAsync(a, s.Crew.StandIn, s.Crew.OfStandIn, default)).Refusal),
        One("InviteGuardian", AuditAction.GuardianInvited, async (s, a) => (await s.Get<InviteGuardian>().RunAsync(a, s.Maya, "אבא של מיה", default)).Refusal),
        One("EndGuardian", AuditAction.GuardianEnded, async (s, a) => await s.Get<EndGuardian>().RunAsync(a, s.Crew.Guardian, default)),
        new("GuardianPlace", AuditAction.ConsentsOpened, Hat.Guardian, false, async (s, a) => (await s.Get<GuardianPlace>().OpenAsync(a, default)).Refusal),
        Mine("OpenPatientFile", AuditAction.FileCreated, async (s, a) => (await s.Get<OpenPatientFile>().RunAsync(a, "רון", "", Form.Masculine, default)).Refusal),
        Mine("PatientList", AuditAction.FilesListed, async (s, a) => (await s.Get<PatientList>().OpenAsync(a, default)).Refusal),
        Mine("Today", AuditAction.FilesListed, async (s, a) =>
            (await s.Get<Today>().OpenAsync(a, House.Start.AddDays(-1), House.Start.AddDays(1), House.Start, default)).Refusal),
        Mine("ApprovalQueue.Open", AuditAction.QueueOpened, async (s, a) => (await s.Get<ApprovalQueue>().OpenAsync(a, default)).Refusal),
        Mine("Inbox.Open", AuditAction.RepliesOpened, async (s, a) => (await s.Get<Inbox>().OpenAsync(a, default)).Refusal),
        Mine("ChangeProfile", AuditAction.ProfileChanged, async (s, a) =>
        {
            var seen = (await s.Get<OwnProfile>().ReadAsync(s.Dana, default)).Value.Version;
            return await s.Get<ChangeProfile>().RunAsync(a, new("דנה לוי־כהן", "פסיכולוגית", "27-00000", Form.Feminine), seen, default);
        }),
        One("ApprovalQueue.OpenMessage", AuditAction.MessageOpened, async (s, a) => (await s.Get<ApprovalQueue>().OpenMessageAsync(a, s.Pending, default)).Refusal),
        One("PatientFile", AuditAction.FileOpened, async (s, a) => (await s.Get<PatientFile>().OpenAsync(a, s.Maya, default)).Refusal),
        One("DetailsDesk", AuditAction.DetailsOpened, async (s, a) => (await s.Get<DetailsDesk>().OpenAsync(a, s.Maya, default)).Refusal),
        One("ChangeDetails", AuditAction.DetailsChanged, async (s, a) =>
        {
            var seen = (await s.Get<DetailsDesk>().RefreshAsync(s.Dana, s.Maya, default)).Value;
            return await s.Get<ChangeDetails>().RunAsync(a, s.Maya, seen.Details with { Tags = ["שבועי"] }, seen.Version, default);
        }),
        One("ChangeTreatment", AuditAction.TreatmentChanged, async (s, a) => (await s.Get<ChangeTreatment>().RunAsync(a, s.Maya, TreatmentStep.Pause, default)).Refusal),
        One("InvitePatient", AuditAction.PatientInvited, async (s, a) => (await s.Get<InvitePatient>().RunAsync(a, s.Maya, default)).Refusal),
        One("AddSession", AuditAction.SessionAdded, async (s, a) => (await s.Get<AddSession>().RunAsync(a, s.Maya, House.Start, 50, default)).Refusal),
        One("SaveNotes", AuditAction.NotesSaved, async (s, a) => (await s.Get<SaveNotes>().RunAsync(a, s.Written, "אחרות", 1, default)).Refusal),
        One("NotesDesk", AuditAction.NotesOpened, async (s, a) => (await s.Get<NotesDesk>().OpenAsync(a, s.Written, default)).Refusal),
        One("SavePersonalNotes", AuditAction.PersonalNotesSaved, async (s, a) => (await s.Get<SavePersonalNotes>().RunAsync(a, s.Written, "לעצמי", 0, default)).Refusal),
        One("PersonalNotesDesk", AuditAction.PersonalNotesOpened, async (s, a) => (await s.Get<PersonalNotesDesk>().OpenAsync(a, s.Written, default)).Refusal),
        One("LastTime", AuditAction.SummaryOpened, async (s, a) => (await s.Get<LastTime>().OpenAsync(a, s.Written, default)).Refusal),
        One("DraftSummary", AuditAction.SummaryDrafted, async (s, a) => (await s.Get<DraftSummary>().RunAsync(a, s.Written, EngineChoice.BuiltIn, default)).Refusal),
        One("StartEmptySummary", AuditAction.SummaryEdited, async (s, a) => (await s.Get<StartEmptySummary>().RunAsync(a, s.Bare, default)).Refusal),
        One("ReviseSummary", AuditAction.SummaryEdited, async (s, a) =>
            (await s.Get<ReviseSummary>().RunAsync(a, s.Draft.Id, new SummaryEdit.Add(s.Draft.Document.Sections[0].Key, "שלי"), s.Draft.Revision, default)).Refusal),
        One("SummaryReview", AuditAction.SummaryOpened, async (s, a) => (await s.Get<SummaryReview>().OpenAsync(a, s.Drafted, default)).Refusal),
        One("SignSummary", AuditAction.SummarySigned, async (s, a) => await s.Get<SignSummary>().RunAsync(a, s.Draft.Id, s.Draft.Shown, default)),
        One("SaveAddendum", AuditAction.AddendumEdited, async (s, a) => (await s.Get<SaveAddendum>().RunAsync(a, s.RecordedSummary, "תיקון.", 0, default)).Refusal),
        One("SignAddendum", AuditAction.AddendumSigned, async (s, a) => await s.Get<SignAddendum>().RunAsync(a, s.Addendum.Id, s.Addendum.Shown, default)),
        One("SavePatientPart", AuditAction.PatientPartEdited, async (s, a) => (await s.Get<SavePatientPart>().RunAsync(a, s.RecordedSummary, "לנשום.", 0, default)).Refusal),
        One("SignPatientPart", AuditAction.PatientPartSigned, async (s, a) => await s.Get<SignPatientPart>().RunAsync(a, s.PartDraft.Id, s.PartDraft.Shown, default)),
        One("WithdrawPatientPart", AuditAction.PatientPartWithdrawn, async (s, a) => await s.Get<WithdrawPatientPart>().RunAsync(a, s.PartShown, default)),
        Patients("MyMaterials", AuditAction.MaterialsRead, async (s, a) => (await s.Get<MyMaterials>().OpenAsync(a, default)).Refusal),
        One("PrintRecord", AuditAction.RecordPrinted, async (s, a) => (await s.Get<PrintRecord>().RunAsync(a, s.Recorded, default)).Refusal),
        One("DraftMessage", AuditAction.MessageDrafted, async (s, a) =>
            (await s.Get<DraftMessage>().RunAsync(a, s.Maya, LetterKind.FollowUp, "he", EngineChoice.BuiltIn, default)).Refusal),
        One("EditMessage", AuditAction.MessageEdited, async (s, a) => await s.Get<EditMessage>().RunAsync(a, s.Pending, "אחר", 2, default)),
        One("ApproveMessage", AuditAction.MessageApproved, async (s, a) =>
        {
            var screen = await s.House.ReadMessageAsync(s.Dana, s.Pending);
            return (await s.Get<ApproveMessage>().RunAsync(a, s.Pending, screen.Shown, null, screen.ReadUntil, default)).Refusal;
        }),
        One("RejectMessage", AuditAction.MessageRejected, async (s, a) => await s.Get<RejectMessage>().RunAsync(a, s.Pending, default)),
        One("RecallMessage", AuditAction.MessageRecalled, async (s, a) => await s.Get<RecallMessage>().RunAsync(a, s.Approved, default)),
        One("Inbox.Read", AuditAction.RepliesOpened, async (s, a) => (await s.Get<Inbox>().ReadAsync(a, s.Maya, default)).Refusal),
        One("OpenAlerts.Open", AuditAction.AlertOpened, async (s, a) => (await s.Get<OpenAlerts>().OpenAsync(a, s.Alert, default)).Refusal),
        One("AcknowledgeAlert", AuditAction.AlertAcknowledged, async (s, a) => await s.Get<AcknowledgeAlert>().RunAsync(a, s.Alert, default)),
        One("RecordConsent", AuditAction.ConsentGranted, async (s, a) =>
            await s.Get<RecordConsent>().RunAsync(a, s.Maya, ConsentKind.AiAnalysis, ConsentAct.Granted, default)),
        One("ConsentLedger", AuditAction.ConsentsOpened, async (s, a) => (await s.Get<ConsentLedger>().OpenAsync(a, s.Maya, default)).Refusal),
        Patients("PatientPage", AuditAction.MessagesRead, async (s, a) => (await s.Get<PatientPage>().OpenAsync(a, default)).Refusal),
        Patients("ChangeOwnForm", AuditAction.ProfileChanged, async (s, a) => await s.Get<ChangeOwnForm>().RunAsync(a, Form.Plural, default)),
        Patients("MoveOwnLetters", AuditAction.EmailChanged, async (s, a) => await s.Get<MoveOwnLetters>().RunAsync(a, "maya@example.org", "maya@example.com", default)),
        Patients("WriteReply", AuditAction.ReplyWritten, async (s, a) => (await s.Get<WriteReply>().RunAsync(a, "תודה", Guid.NewGuid(), default)).Refusal),
        Patients("WriteReply, in danger", AuditAction.AlertRaised, async (s, a) => (await s.Get<WriteReply>().RunAsync(a, "אני רוצה למות", Guid.NewGuid(), default)).Refusal),
    ];

    private static Act Admin(string name, AuditAction expected, Func<Scene, Actor, Task<Refusal?>> run) => new(name, expected, Hat.Admin, false, run);
    private static Act Mine(string name, AuditAction expected, Func<Scene, Actor, Task<Refusal?>> run) => new(name, expected, Hat.Therapist, false, run);
    private static Act One(string name, AuditAction expected, Func<Scene, Actor, Task<Refusal?>> run) => new(name, expected, Hat.Therapist, true, run);
    private static Act Patients(string name, AuditAction expected, Func<Scene, Actor, Task<Refusal?>> run) => new(name, expected, Hat.Patient, false, run);
}
