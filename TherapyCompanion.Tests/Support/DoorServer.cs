using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Tests.Support;

/// <summary>A house with its server for one test class, and the letters that come out of it.</summary>
public sealed partial class DoorServer : IAsyncLifetime
{
    public DoorHouse House { get; } = new();

    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await House.InitializeAsync();
        Server = await ServerProcess.StartAsync(House, new() { ["SignUp:Open"] = "true" });
    }

    public DoorClient NewClient() => new(Server.Address);

    /// <summary>A member of staff with password and code app who opened a practice of their own, beside the pages.</summary>
    public async Task<DoorClient> NewTherapistAsync(string name = "דנה לוי")
    {
        var client = NewClient();
        client.Secret = Totp.ReadSecret(DoorHouse.Secret);
        var account = await House.NewAccountAsync(client.Email, DoorClient.Password, DoorHouse.Secret);
        await House.FoundPracticeAsync(account, name);
        return client;
    }

    /// <summary>An invited patient who came in.</summary>
    public async Task<DoorClient> NewPatientAsync()
    {
        var therapist = await House.NewTherapistAsync();
        var invitation = (await House.Get<InvitePatient>().RunAsync(therapist, await House.NewPatientAsync(therapist), default)).Value;
        var client = NewClient();
        // Made by the house's own clock, which stands still; the invitation must be open by the server's too.
        await House.ForceAsync("update tc.invitations set expires_at = now() + interval '1 day'");
        await client.ComeInAsync(invitation);
        return client;
    }

    public Task<Guid> AccountOfAsync(DoorClient client) => House.InScopeAsync(async s =>
        (await s.GetRequiredService<UserManager<Account>>().FindByEmailAsync(client.Email))!.Id);

    /// <summary>How often something stands in the trails about this account.</summary>
    public Task<long> AuditedAsync(Guid account, string action) =>
        House.SeeAsync<long>("select count(*) from tc_audit.entries where account_id = $1 and action = $2", account, action);

    /// <summary>The letters to an address, oldest first: head and words, as they lie in the folder once the post has gone.</summary>
    public async Task<IReadOnlyList<string>> LettersToAsync(string email)
    {
        // The house's clock stands apart from the server's: whatever waits is due.
        await House.ForceAsync("update jobs.letters set due_at = '2026-01-01' where state = 'Waiting'");
        for (var tries = 0; tries < 100 && await House.SeeAsync<long>("select count(*) from jobs.letters where state = 'Waiting'") > 0; tries++)
        {
            await House.SendLettersAsync();
            await Task.Delay(20); // the server's own post may have one in hand
        }

        var folder = House.Settings()["Mail:Folder"]!;
        if (!Directory.Exists(folder)) return [];
        return [.. new DirectoryInfo(folder).GetFiles("*.eml").OrderBy(f => f.LastWriteTimeUtc).Select(f => Read(File.ReadAllText(f.FullName)))
            .Where(l => l.Contains(email, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>The path of the newest link of a kind in the letters to an address.</summary>
    public async Task<string> LinkToAsync(string email, string begins)
    {
        var paths = (await LettersToAsync(email)).SelectMany(l => Links().Matches(l)).Select(m => new Uri(m.Value).AbsolutePath[1..]);
        return paths.Last(p => p.StartsWith(begins, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await House.DisposeAsync();
    }

    // Encoded words of the head and the body's own encoding, so that a test reads what a person reads.
    private static string Read(string letter)
    {
        var message = MimeKit.MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(letter)));
        return $"From: {message.From[0].Name}\nTo: {message.To}\nSubject: {message.Subject}\n\n{message.TextBody}";
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Links();
}
