using System.Net;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Tests.Support;

/// <summary>Somebody before the server, and the hat they are let in with; null when they are not in.</summary>
public sealed record Caller(string Who, DoorClient Client, Hat? Hat)
{
    /// <summary>Whether they belong to another practice than the one whose records the house holds.</summary>
    public bool Stranger { get; init; }

    /// <summary>Whether their sign-in is locked: it is theirs, and shows only the way to unlock it.</summary>
    public bool Locked { get; init; }

    public override string ToString() => Who;
}

/// <summary>A real server, a practice with records, and everybody who may come to its door: each by the real pages.</summary>
public sealed class Cast : IAsyncLifetime
{
    private const string Token = "__RequestVerificationToken";

    public const string PatientName = "מיה לביא";

    public DoorHouse House { get; } = new();
    public ServerProcess Server { get; private set; } = null!;
    public IReadOnlyList<Caller> Callers { get; private set; } = [];

    /// <summary>Ids of the practice's records, of every kind that stands in an address.</summary>
    public IReadOnlyList<Guid> Records { get; private set; } = [];

    public Actor Dana { get; private set; } = null!;

    public DoorClient this[string who] => Callers.Single(c => c.Who == who).Client;

    public async ValueTask InitializeAsync()
    {
        await House.InitializeAsync();
        House.Clock.Set(TimeProvider.System.GetUtcNow()); // the server's, so that invitations hold at both
        Server = await ServerProcess.StartAsync(House, new() { ["SignUp:Open"] = "true" });

        var therapist = New();
        await therapist.SignUpAsync();
        Dana = await therapist.AsTherapistAsync(House);
        var admin = therapist.ElsewhereAsSame();
        await admin.SignInAsync();
        await admin.WearAsync(Hat.Admin);
        var halfway = therapist.ElsewhereAsSame();
        await halfway.GivePasswordAsync();

        var maya = await House.NewPatientAsync(Dana, PatientName);
        var session = await House.NewSessionAsync(Dana, maya, "תיארה שבוע של שינה מקוטעת.");
        var message = await House.NewMessageAsync(Dana, maya);
        Records = [maya, session, message];
        var patient = New();
        await patient.ComeInAsync((await House.Get<InvitePatient>().RunAsync(Dana, maya, CancellationToken.None)).Value);

        var guardian = New();
        await guardian.ComeInAsync((await House.Get<InviteGuardian>().RunAsync(Dana, maya, "אמא", CancellationToken.None)).Value, "/guardian");

        var otherTherapist = New();
        await otherTherapist.SignUpAsync("נגה ברק");
        var otherAdmin = otherTherapist.ElsewhereAsSame();
        await otherAdmin.SignInAsync();
        await otherAdmin.WearAsync(Hat.Admin);

        // Who left, and keeps the cookies; who was put out, and has them still.
        var left = New();
        await left.SignUpAsync("יעל גל");
        await LeaveAsync(left);
        var blocked = New();
        await blocked.SignUpAsync("רותם שגב");
        await House.Get<SignIns>().EndAllAsync((await blocked.AsTherapistAsync(House)).AccountId, null, SessionEnd.Blocked, CancellationToken.None);

        // Who went away from the desk: the page is covered, and the cookies are as good as before.
        var locked = New();
        await locked.SignUpAsync("גיל ארז");
        (await locked.PostAsync("session/lock", (Token, await locked.TokenAsync("account/password")))).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var supervisor = therapist.ElsewhereAsSame();
        await House.ForceAsync("update tc.members set hats = array_append(hats, 'Supervisor') where id = $1", Dana.PersonId);
        await supervisor.SignInAsync();
        await supervisor.WearAsync(Hat.Supervisor);

        Callers =
        [
            new("signed out", New(), null), new("halfway", halfway, null), new("left", left, null), new("blocked", blocked, null),
            new("patient", patient, Hat.Patient), new("therapist", therapist, Hat.Therapist), new("admin", admin, Hat.Admin),
            new("supervisor", supervisor, Hat.Supervisor), new("guardian", guardian, Hat.Guardian),
            new("locked", locked, Hat.Therapist) { Locked = true, Stranger = true },
            new("another practice's therapist", otherTherapist, Hat.Therapist) { Stranger = true },
            new("another practice's admin", otherAdmin, Hat.Admin) { Stranger = true },
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in Callers) caller.Client.Dispose();
        if (Server is not null) await Server.DisposeAsync();
        await House.DisposeAsync();
    }

    private DoorClient New() => new(Server.Address);

    private static async Task LeaveAsync(DoorClient person)
    {
        var cookies = person.Cookies.ToList();
        (await person.PostAsync("sign-out", (Token, await person.TokenAsync("hat")))).Headers.Location!.OriginalString.Should().Be("/sign-in");
        foreach (var (name, value) in cookies) person.Cookies[name] = value;
    }
}
