using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Two practices with something in every table, and in the first a colleague who has care of nobody, and a second patient.</summary>
public sealed class TwoPractices : House, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    public Furnished One { get; private set; } = null!;
    public Furnished Other { get; private set; } = null!;
    public Actor Colleague { get; private set; } = null!;

    /// <summary>A second patient of the first practice, in the same care.</summary>
    public Guid SecondPatient { get; private set; }

    /// <summary>Every table that carries a practice, with the column that says which.</summary>
    public IReadOnlyList<(string Table, string Practice)> Tables { get; private set; } = [];

    /// <summary>Those of them about one patient.</summary>
    public IReadOnlyList<string> PatientTables { get; private set; } = [];

    protected override void Configure(IServiceCollection services) => services.AddSignIn(new ConfigurationBuilder().Build());

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        (One, Other) = (await FurnishAsync(), await FurnishAsync());
        Colleague = await this.NewColleagueAsync(One.Therapist);
        SecondPatient = await NewPatientAsync(One.Therapist, "רות");
        await using var super = await RawAsync("superuser");
        var names = await super.ListAsync<string>("select relname::text from pg_class where relnamespace = 'tc'::regnamespace and relkind = 'r' order by 1");
        Tables = [.. names.Select(n => ("tc." + n, n == "practices" ? "id" : "practice_id")), ("tc_audit.entries", "practice_id")];
        PatientTables = [.. await super.ListAsync<string>(
            "select 'tc.' || c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relnamespace = 'tc'::regnamespace and c.relkind = 'r' and (a.attname = 'patient_id' or c.relname = 'patients' and a.attname = 'id')")];
        foreach (var (table, practice) in Tables)
        {
            var rows = await super.AskAsync<long>($"select count(*) from {table} where {practice} = '{Other.PracticeId}'");
            rows.Should().BePositive($"an empty {table} would prove nothing");
        }
    }

    private async Task<Furnished> FurnishAsync()
    {
        var dana = await NewTherapistAsync();
        var patient = await NewPatientAsync(dana);
        var self = AsPatient(dana, patient);
        var session = await NewSessionAsync(dana, patient, "הגיעה בזמן.\nש\"ב: לכתוב מכתב אחד לאבא.");
        (await Get<SavePersonalNotes>().RunAsync(dana, session, "לעצמי", 0, None)).IsDone.Should().BeTrue();
        var signed = (await Get<DraftSummary>().RunAsync(dana, session, EngineChoice.BuiltIn, None)).Value;
        var review = (await Get<SummaryReview>().OpenAsync(dana, session, None)).Value.Summary!;
        (await Get<SignSummary>().RunAsync(dana, signed, review.Shown, None)).Should().BeNull();
        var addendum = (await Get<SaveAddendum>().RunAsync(dana, signed, "תיקון: הגיעה באיחור.", 0, None)).Value;
        (await Get<SignAddendum>().RunAsync(dana, addendum.Id, addendum.Shown, None)).Should().BeNull();
        var part = (await Get<SavePatientPart>().RunAsync(dana, signed, "לתרגל נשימה.", 0, None)).Value;
        (await Get<SignPatientPart>().RunAsync(dana, part.Id, part.Shown, None)).Should().BeNull();
        var unsigned = await NewSessionAsync(dana, patient, "פגישה שנייה.");
        var draft = (await Get<StartEmptySummary>().RunAsync(dana, unsigned, None)).Value;

        var (sent, waiting, pending) = (await NewMessageAsync(dana, patient), await NewMessageAsync(dana, patient), await NewMessageAsync(dana, patient));
        (await ApproveAsync(dana, sent)).IsDone.Should().BeTrue();
        await DeliverAsync(dana);
        var screen = await ReadMessageAsync(dana, waiting);
        (await Get<ApproveMessage>().RunAsync(dana, waiting, screen.Shown, Clock.GetUtcNow().AddHours(1), screen.ReadUntil, None)).IsDone.Should().BeTrue();

        var invitation = (await Get<InvitePatient>().RunAsync(dana, patient, None)).Value;
        (await Get<AcceptInvitation>().RunAsync(invitation.Link, invitation.Digits, self.AccountId, TestOrigin, None)).IsDone.Should().BeTrue();
        (await Get<WriteReply>().RunAsync(self, "אני רוצה למות", Guid.NewGuid(), None)).IsDone.Should().BeTrue();
        var alert = (await Get<OpenAlerts>().ListAsync(dana, None)).Single().Id;
        (await Get<RecordConsent>().RunAsync(self, patient, ConsentKind.AiAnalysis, ConsentAct.Granted, None)).Should().BeNull();
        var admin = await this.ProvedAsync(AsAdmin(dana));
        (await Get<InviteMember>().RunAsync(admin, "invited@example.org", [Hat.Supervisor], "he", None)).IsDone.Should().BeTrue();
        var parent = (await Get<InviteGuardian>().RunAsync(dana, patient, "אמא", None)).Value;
        var account = Guid.NewGuid();
        (await Get<AcceptInvitation>().RunAsync(parent.Link, parent.Digits, account, TestOrigin, None)).IsDone.Should().BeTrue();
        var guardian = await this.FactAsync<Guid>($"select id from tc.guardians where account_id = '{account}'");
        return new(dana, self, patient, session, unsigned, signed, draft, review, sent, waiting, pending, alert, guardian, account, addendum.Id, part.Id);
    }
}

/// <summary>A practice with everything in it, by id.</summary>
public sealed record Furnished(
    Actor Therapist, Actor Self, Guid Patient, Guid Session, Guid Unsigned, Guid Signed, Guid Draft, SummaryOnScreen Review,
    Guid Sent, Guid Waiting, Guid Pending, Guid Alert, Guid Guardian, Guid GuardianAccount, Guid Addendum, Guid Part)
{
    public Actor AsGuardian => Actor.Guardian(PracticeId, GuardianAccount, Patient, House.TestOrigin);

    public Guid PracticeId => Therapist.PracticeId;
}
