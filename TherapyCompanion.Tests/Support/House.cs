using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure;
using TherapyCompanion.Infrastructure.Delivery;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// A whole house for one test class: its own database cloned from the template, its own keys, anchors and mail, a clock that the
/// test moves, and short ways to the people in it. Use as a class fixture.
/// </summary>
public class House : IAsyncLifetime
{
    /// <summary>A Tuesday, 10:00 in Jerusalem: within the sending hours.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private ServiceProvider _services = null!;

    public DatabaseOptions Database { get; private set; } = null!;
    public string Folder { get; } = Directory.CreateTempSubdirectory("tc-house-").FullName;
    public TestClock Clock { get; } = new(Start);
    public ITherapyDbFactory Databases => Get<ITherapyDbFactory>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        Database = await TestCluster.CloneAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings()).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCore().AddInfrastructure(configuration);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ISignInDirectory>(s => ActivatorUtilities.CreateInstance<Infrastructure.Identity.SignInDirectory>(s));
        services.AddSingleton<IMemberSessions>(s => ActivatorUtilities.CreateInstance<Infrastructure.Identity.MemberSessions>(s));
        Configure(services);
        _services = services.BuildServiceProvider();
    }

    /// <summary>The settings a server process of this house needs, as configuration keys.</summary>
    public Dictionary<string, string?> Settings() => new()
    {
        ["Database:App"] = Database.App,
        ["Database:SignIn"] = Database.SignIn,
        ["Database:Job"] = Database.Job,
        ["Database:Beth"] = Database.Beth,
        ["Keys:Folder"] = Path.Combine(Folder, "keys"),
        ["Audit:AnchorFolder"] = Path.Combine(Folder, "anchors"),
        ["Mail:Folder"] = Path.Combine(Folder, "mail"),
        ["Messages:SweepSeconds"] = "1",
        ["Messages:SweepSeconds"] = "1",
        ["Messages:RecallSeconds"] = "0",
        ["Backup:Folder"] = Path.Combine(Folder, "backup"),
        ["Printing:Chromium"] = Environment.GetEnvironmentVariable("TC_CHROMIUM") ?? TestCluster.FromFile("TC_CHROMIUM") ?? "",
    };

    /// <summary>Where a test puts its own engine or post in place of the real one.</summary>
    protected virtual void Configure(IServiceCollection services) { }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _services.DisposeAsync();
        await TestCluster.DropAsync(Database);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A new practice and its founder with the therapist's hat on.</summary>
    public async Task<Actor> NewTherapistAsync(string name = "דנה לוי", Form form = Form.Feminine)
    {
        var (practice, account) = (Guid.NewGuid(), Guid.NewGuid());
        var member = await Get<CreatePractice>().RunAsync(
            practice, account, "הקליניקה", "הודעות", new(name, "פסיכולוגית קלינית", "27-00000", form), TestOrigin, default);
        return Actor.Therapist(practice, account, member.Value, TestOrigin);
    }

    public static Origin TestOrigin { get; } = new("192.0.2.7", "tests");

    public async Task<Guid> NewPatientAsync(Actor therapist, string name = "מיה לביא", Form form = Form.Feminine, string email = "maya@example.org") =>
        (await Get<OpenPatientFile>().RunAsync(therapist, name, email, form, default)).Value;

    /// <summary>The patient's own actor, as after an accepted invitation.</summary>
    public static Actor AsPatient(Actor therapist, Guid patientId) => Actor.Patient(therapist.PracticeId, Guid.NewGuid(), patientId, TestOrigin);

    public static Actor AsAdmin(Actor therapist) => Actor.Admin(therapist.PracticeId, therapist.AccountId, therapist.PersonId, TestOrigin);

    public async Task<Guid> NewSessionAsync(Actor therapist, Guid patientId, string? notes = null)
    {
        var session = (await Get<AddSession>().RunAsync(therapist, patientId, Clock.GetUtcNow(), 50, default)).Value;
        if (notes is not null) (await Get<SaveNotes>().RunAsync(therapist, session, notes, 0, default)).IsDone.Should().BeTrue();
        return session;
    }

    /// <summary>A signed record of a session, in the therapist's own words: one sentence a text, in the plan.</summary>
    public async Task<(Guid Session, Guid Summary)> NewRecordAsync(Actor therapist, Guid patientId, params string[] sentences)
    {
        var session = await NewSessionAsync(therapist, patientId);
        var id = (await Get<StartEmptySummary>().RunAsync(therapist, session, default)).Value;
        var screen = (await Get<SummaryReview>().RefreshAsync(therapist, session, default)).Value.Summary!;
        foreach (var words in sentences)
            screen = (await Get<ReviseSummary>().RunAsync(therapist, id, new SummaryEdit.Add("plan", words), screen.Revision, default)).Value;
        (await Get<SignSummary>().RunAsync(therapist, id, screen.Shown, default)).Should().BeNull();
        return (session, id);
    }

    /// <summary>A message that waits for approval, with these words.</summary>
    public async Task<Guid> NewMessageAsync(Actor therapist, Guid patientId, string words = "שלום מיה, נתראה ביום שלישי. דנה")
    {
        var id = (await Get<DraftMessage>().RunAsync(therapist, patientId, LetterKind.FollowUp, "he", EngineChoice.BuiltIn, default)).Value;
        (await Get<EditMessage>().RunAsync(therapist, id, words, 1, default)).Should().BeNull();
        return id;
    }

    public async Task<MessageOnScreen> ReadMessageAsync(Actor therapist, Guid messageId) =>
        (await Get<ApprovalQueue>().ReadAsync(therapist, messageId, default)).Value;

    /// <summary>Approves what is on the screen now.</summary>
    public async Task<Result<DateTimeOffset>> ApproveAsync(Actor therapist, Guid messageId)
    {
        var screen = await ReadMessageAsync(therapist, messageId);
        return await Get<ApproveMessage>().RunAsync(therapist, messageId, screen.Shown, null, screen.ReadUntil, default);
    }

    /// <summary>Carries out everything that is due now, letters too.</summary>
    public async Task DeliverAsync(Actor somebody)
    {
        while (await Get<DeliverDue>().RunAsync(Actor.Job(somebody.PracticeId), default)) { }
        await SendLettersAsync();
    }

    /// <summary>One round of the post.</summary>
    public async Task SendLettersAsync()
    {
        while (await Get<Postman>().CarryOneAsync(default) is PostStep.Done) { }
    }

    /// <summary>A raw connection of a login, as an attacker with that login's password would have it.</summary>
    public async Task<NpgsqlConnection> RawAsync(string login)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestCluster.As(Database, login)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A raw connection of tc_app that took an actor's role and context, as the application's own would.</summary>
    public async Task<NpgsqlConnection> RawAsAsync(Actor actor)
    {
        var connection = await RawAsync(actor.Hat is Hat.Job ? "tc_job" : actor.Hat is Hat.Beth ? "tc_beth" : "tc_app");
        var role = actor.Hat switch
        {
            Hat.Therapist => "tc_therapist",
            Hat.Patient => "tc_patient",
            Hat.Admin => "tc_admin",
            Hat.Supervisor => "tc_supervisor",
            Hat.Guardian => "tc_guardian",
            Hat.Job or Hat.Beth => "none",
        };
        await using var command = new NpgsqlCommand(
            "select set_config('role', $1, false), set_config('tc.practice_id', $2, false), set_config('tc.person_id', $3, false), set_config('tc.account_id', $4, false)", connection)
        {
            Parameters =
            {
                new() { Value = role }, new() { Value = actor.PracticeId.ToString() }, new() { Value = actor.PersonId.ToString() },
                new() { Value = actor.AccountId.ToString() },
            },
        };
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}

/// <summary>A clock the test moves.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public void Set(DateTimeOffset to) => Interlocked.Exchange(ref _ticks, to.UtcTicks);
}
