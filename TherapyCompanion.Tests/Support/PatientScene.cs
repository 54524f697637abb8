using Microsoft.Playwright;
using MimeKit;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Tests.Support;

/// <summary>A patient who is in, at a browser without a screen.</summary>
/// <param name="Dana">Whose patient it is.</param>
public sealed record PatientIn(PatientScene Scene, Actor Dana, Guid Id, Guid Account, DoorClient Client)
{
    /// <summary>The patient's own actor, beside the server.</summary>
    public Actor Self => Actor.Patient(Dana.PracticeId, Account, Id, House.TestOrigin);

    /// <summary>A phone with the cookies of that browser.</summary>
    public Task<IPage> PhoneAsync(string language = "he-IL") => Scene.Doors.OpenAsync(Client, language: language, phone: true);
}

/// <summary>A real server, practices made beside it, and patients who came to its door.</summary>
public sealed class PatientScene : IAsyncLifetime
{
    public SignedInScene Doors { get; } = new();
    public DoorHouse House => Doors.House;
    public Uri Address => Doors.Server.Address;

    public ValueTask InitializeAsync() => Doors.InitializeAsync();

    public ValueTask DisposeAsync() => Doors.DisposeAsync();

    /// <summary>A practice with its therapist, made beside the server and at its time.</summary>
    public async Task<Actor> NewPracticeAsync(string placeName = "הודעות", Guid? account = null)
    {
        House.Clock.Set(TimeProvider.System.GetUtcNow());
        var (practice, founder) = (Guid.NewGuid(), account ?? Guid.NewGuid());
        var member = await House.Get<CreatePractice>().RunAsync(
            practice, founder, "הקליניקה", placeName, new("דנה לוי", "פסיכולוגית קלינית", "27-00000", Form.Feminine), Support.House.TestOrigin, default);
        return Actor.Therapist(practice, founder, member.Value, Support.House.TestOrigin);
    }

    /// <summary>An open invitation of a new patient.</summary>
    public async Task<(Guid Patient, InvitationSecrets Secrets)> InviteAsync(Actor dana, string email = "")
    {
        House.Clock.Set(TimeProvider.System.GetUtcNow());
        var patient = await House.NewPatientAsync(dana, email: email);
        return (patient, (await House.Get<InvitePatient>().RunAsync(dana, patient, default)).Value);
    }

    /// <summary>Somebody at a browser of their own.</summary>
    public DoorClient Somebody() => new(Address);

    /// <summary>A patient with a password, who signed in.</summary>
    public async Task<PatientIn> NewPatientAsync(string placeName = "הודעות", Actor? of = null)
    {
        var dana = of ?? await NewPracticeAsync(placeName);
        var client = Somebody();
        var (patient, secrets) = await InviteAsync(dana, client.Email);
        var account = await House.NewAccountAsync(client.Email, DoorClient.Password);
        (await House.Get<AcceptInvitation>().RunAsync(secrets.Link, secrets.Digits, account, Support.House.TestOrigin, default)).IsDone.Should().BeTrue();
        await client.SignInAsync();
        return new(this, dana, patient, account, client);
    }

    /// <summary>The newest letter to an address of a kind, as it lies in the folder; it is waited for.</summary>
    /// <param name="kind">A name of <see cref="MailKind"/>.</param>
    public Task<MimeMessage> LetterAsync(string to, MailKind kind)
    {
        var subject = new Texts("he").Mail($"{kind}Subject");
        return Support.Letters.WaitAsync(to, Path.Combine(House.Folder, "mail"), l => l.Subject == subject);
    }

    /// <summary>How many letters of a kind to an address lie there.</summary>
    public int Letters(string to, MailKind kind)
    {
        var subject = new Texts("he").Mail($"{kind}Subject");
        return Support.Letters.To(to, Path.Combine(House.Folder, "mail")).Count(l => l.Subject == subject);
    }

    public Task<long> CountAsync(string sql, params object[] values) => House.SeeAsync<long>(sql, values);

    public Task<long> AuditedAsync(Guid practice, string action, string outcome = "Done") => CountAsync(
        "select count(*) from tc_audit.entries where practice_id = $1 and action = $2 and outcome = $3", practice, action, outcome);
}
