using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Every act and every reading leaves its entry; so does every refusal; and without an entry nothing happens.</summary>
[Trait("Needs", "Database")]
public sealed class AuditActsTests(SceneHouse house) : IClassFixture<SceneHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Names() => [.. Act.All.Select(a => a.Name)];

    public static TheoryData<string> OfOneRecord() => [.. Act.All.Where(a => a.OfOneRecord).Select(a => a.Name)];

    private static Act Find(string name) => Act.All.Single(a => a.Name == name);

    private async Task<List<(string Action, string Outcome, string Hat, Guid? Person, Guid? Patient)>> EntriesAfterAsync(Actor of, long seq) =>
        [.. (await house.SeeAllAsync(
            "select action, outcome, hat, person_id, patient_id from tc_audit.entries where practice_id = $1 and seq > $2 order by seq", of.PracticeId, seq))
            .Select(r => ((string)r[0]!, (string)r[1]!, (string)r[2]!, (Guid?)r[3], (Guid?)r[4]))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Done_it_leaves_one_entry(string name)
    {
        var (act, scene) = (Find(name), await Scene.SetAsync(house));
        var actor = act.OwnerIn(scene);
        var before = await scene.HeadAsync(actor);
        (await act.Run(scene, actor)).Should().BeNull();

        var entry = (await EntriesAfterAsync(actor, before)).Should().ContainSingle().Which;
        entry.Action.Should().Be(act.Expected.ToString());
        entry.Outcome.Should().Be("Done");
        entry.Hat.Should().Be(actor.Hat.ToString());
        entry.Person.Should().Be(actor.PersonId);
        if (act.OfOneRecord || act.Owner is Hat.Patient or Hat.Guardian) entry.Patient.Should().NotBeNull("the entry says whose record it was");
    }

    [Theory]
    [MemberData(nameof(OfOneRecord))]
    public async Task A_stranger_is_told_it_is_not_there_and_the_refusal_is_written(string name)
    {
        var (act, scene, eve) = (Find(name), await house.RefusedSceneAsync(), await house.NewTherapistAsync("איב"));
        var colleague = Actor.Therapist(scene.Dana.PracticeId, Guid.NewGuid(), Guid.NewGuid(), House.TestOrigin);
        foreach (var stranger in new[] { eve, colleague })
        {
            var (before, state) = (await scene.HeadAsync(stranger), await scene.StateAsync());
            (await act.Run(scene, stranger)).Should().Be(Refusal.NotFound);
            var entry = (await EntriesAfterAsync(stranger, before)).Should().ContainSingle().Which;
            (entry.Action, entry.Outcome).Should().Be((act.Expected.ToString(), "Denied"));
            (await scene.StateAsync()).Should().Be(state, "a refused act changes nothing");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_wrong_hat_is_refused_and_the_refusal_is_written(string name)
    {
        var (act, scene) = (Find(name), await house.RefusedSceneAsync());
        // The patient may see and change their own consents; another hat may not.
        Actor[] wrong = act.Owner switch
        {
            Hat.Therapist when act.Name is "RecordConsent" or "ConsentLedger" => [scene.AsAdmin, House.AsPatient(scene.Dana, Guid.NewGuid())],
            // Everybody of the staff says who they are.
            Hat.Therapist when act.Name is "ChangeProfile" => [scene.AsMaya, House.AsPatient(scene.Dana, Guid.NewGuid())],
            Hat.Therapist => [scene.AsAdmin, scene.AsMaya],
            Hat.Admin => [scene.Dana, scene.AsMaya],
            _ => [scene.Dana, scene.AsAdmin],
        };
        foreach (var actor in wrong)
        {
            var (before, state) = (await scene.HeadAsync(actor), await scene.StateAsync());
            (await act.Run(scene, actor)).Should().BeOneOf([Refusal.NotFound, Refusal.NotAllowed], $"{actor.Hat} is not {act.Owner}");
            var entry = (await EntriesAfterAsync(actor, before)).Should().ContainSingle().Which;
            entry.Outcome.Should().Be("Denied");
            (await scene.StateAsync()).Should().Be(state);
        }
    }

    [Fact]
    public void Every_act_has_its_line()
    {
        // By name of the class: whoever adds an act to Core is led here.
        // The first four are tested below; the others show a person their own name and places, which is no reading.
        string[] elsewhere = [nameof(CreatePractice), nameof(AcceptInvitation), nameof(DeliverDue), nameof(NotifyDue), nameof(WhoAmI), "HatPlaces", "PatientPlace", "LatestMessage",
            "PlaceLooks", "OwnProfile", "OwnForm",
            // Coming in by a letter, below; who sees a file, and who is found by a name, belong to the visit that opened the file or the list, and its refusal is in TenancyActsTests.
            nameof(MemberDoor), nameof(JoinPractice), nameof(MyGuardians), nameof(WhoSees), "FindPatients",
            // The reset of a lost factor, with its lines, is in FactorResetTests; the other two show a name and a zone of one's own practice.
            nameof(ApproveFactorReset), nameof(FactorResetList), "OtherAdmins", "PracticeZone",
            // Counts what waits, and reads no record.
            "BackupLag"];
        var listed = Act.All.Select(a => a.Name.Split('.', ',')[0]).Concat(elsewhere).ToHashSet();
        var acts = typeof(Actor).Assembly.GetTypes().Where(t => t is { IsClass: true, IsPublic: true } && t.GetConstructors()
            .Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(ITherapyDbFactory))));
        acts.Select(t => t.Name).Where(n => !listed.Contains(n)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_jobs_leave_theirs()
    {
        var scene = await Scene.SetAsync(house);
        var job = Actor.Job(scene.Dana.PracticeId);
        var before = await scene.HeadAsync(job);
        (await house.Get<DeliverDue>().RunAsync(job, None)).Should().BeTrue();
        (await house.Get<NotifyDue>().RunAsync(job, None)).Should().BeTrue();
        await house.Get<KeyRotation>().RunAsync(scene.Dana.PracticeId, None);
        var entries = await EntriesAfterAsync(job, before);
        entries.Select(e => e.Action).Should().StartWith(["MessageSent", "MessageNoticeSent", "KeysRotated"]);
        entries.Should().OnlyContain(e => e.Hat == "Job" && e.Person == null && e.Outcome == "Done");
    }

    [Fact]
    public async Task An_invitation_leaves_every_try()
    {
        var scene = await Scene.SetAsync(house);
        var (link, digits) = (scene.Invitation.Link, scene.Invitation.Digits);
        var wrong = digits == "000000" ? "000001" : "000000";
        var before = await scene.HeadAsync(scene.Dana);
        (await house.Get<AcceptInvitation>().TryAsync(link, wrong, House.TestOrigin, None)).Refusal.Should().Be(PatientRefusals.DigitsWrong);
        (await house.Get<AcceptInvitation>().TryAsync(link, digits, House.TestOrigin, None)).Refusal.Should().BeNull();
        (await house.Get<AcceptInvitation>().RunAsync(link, wrong, Guid.NewGuid(), House.TestOrigin, None)).Refusal.Should().Be(PatientRefusals.DigitsWrong);
        (await house.Get<AcceptInvitation>().RunAsync(link, digits, Guid.NewGuid(), House.TestOrigin, None)).IsDone.Should().BeTrue();
        (await EntriesAfterAsync(scene.Dana, before)).Select(e => (e.Action, e.Outcome)).Should().Equal(
            ("InvitationFailed", "Denied"), ("InvitationOpened", "Done"), ("InvitationFailed", "Denied"), ("InvitationAccepted", "Done"));
    }

    [Fact]
    public async Task Only_people_approve_and_sign()
    {
        var scene = await Scene.SetAsync(house);
        var state = await scene.StateAsync();
        var job = Actor.Job(scene.Dana.PracticeId);
        var screen = await house.ReadMessageAsync(scene.Dana, scene.Pending);
        (await house.Get<ApproveMessage>().RunAsync(job, scene.Pending, screen.Shown, null, screen.ReadUntil, None)).Refusal.Should().Be(MessageRefusals.NotAPerson);
        (await house.Get<SignSummary>().RunAsync(job, scene.Draft.Id, scene.Draft.Shown, None)).Should().Be(SummaryRefusals.NotAPerson);
        (await scene.StateAsync()).Should().Be(state);
        (await house.SeeAsync<long>("select count(*) from tc_audit.entries where practice_id = $1 and hat = 'Job' and outcome = 'Denied'", job.PracticeId)).Should().Be(2);
    }
}

/// <summary>A house with one scene for all refusals: none of them changes anything, so all may share it.</summary>
public sealed class SceneHouse : DoorHouse
{
    private Scene? _scene;

    /// <summary>Tests of one class run one after another, so the first one sets it.</summary>
    public async Task<Scene> RefusedSceneAsync() => _scene ??= await Scene.SetAsync(this);
}

/// <summary>The same acts in a house whose audit takes no entry.</summary>
[Trait("Needs", "Database")]
public sealed class AuditFailClosedTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    [Fact]
    public async Task Where_the_audit_cannot_be_written_no_act_is_done_and_nothing_is_read()
    {
        var scene = await Scene.SetAsync(house);
        await house.ForceAsync("revoke execute on function tc_audit.append(text, uuid, uuid, text, text) from tc_therapist, tc_patient, tc_admin, tc_supervisor, tc_guardian, tc_job");
        var (state, head) = (await scene.StateAsync(), await scene.HeadAsync(scene.Dana));
        foreach (var act in Act.All)
        {
            var run = () => act.Run(scene, act.OwnerIn(scene));
            (await run.Should().ThrowAsync<Exception>(act.Name)).Which.Should().Match<Exception>(e => e is PostgresException || e.InnerException is PostgresException);
        }

        var deliver = () => house.Get<DeliverDue>().RunAsync(Actor.Job(scene.Dana.PracticeId), default);
        await deliver.Should().ThrowAsync<PostgresException>();
        (await scene.StateAsync()).Should().Be(state, "nothing is done without its entry");
        (await scene.HeadAsync(scene.Dana)).Should().Be(head);
        Directory.Exists(Path.Combine(house.Folder, "mail")).Should().BeFalse("no letter left");
    }
}
