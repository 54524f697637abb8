using System.Text.RegularExpressions;
using MimeKit;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Tests.Support;

/// <summary>A real server, its house, and people with keys of their own making at its door.</summary>
public sealed partial class FactorScene : IAsyncLifetime
{
    public DoorHouse House { get; } = new();
    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await House.InitializeAsync();
        House.Clock.Set(TimeProvider.System.GetUtcNow());
        Server = await ServerProcess.StartAsync(House, new() { ["SignUp:Open"] = "true", ["Messages:SweepSeconds"] = "1" });
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await House.DisposeAsync();
    }

    public DoorClient New() => new(Server.Address);

    /// <summary>A browser that has the same cookies, at another address: what was stolen, or a second tab.</summary>
    public DoorClient Twin(DoorClient of)
    {
        var twin = New();
        (twin.Email, twin.Secret) = (of.Email, of.Secret);
        foreach (var (name, value) in of.Cookies) twin.Cookies[name] = value;
        return twin;
    }

    /// <summary>A therapist with a new practice whose one factor is a passkey.</summary>
    public async Task<(DoorClient Person, SoftKey Key)> WithKeyAsync()
    {
        var person = New();
        await person.StartSignUpAsync();
        var key = new SoftKey();
        var page = await BodyAsync(await person.GetAsync("factor"));
        var made = await person.SubmitOnAsync(page, "factor", "passkey", ("Credential", key.Make(await OptionsAsync(person, page, "passkeys/creation", "halfway"), Server.Address)));
        (await BodyAsync(made)).Should().Contain("class=\"codes\"");
        return (person, key);
    }

    /// <summary>Adds a passkey to somebody who is in and has just proved it.</summary>
    public async Task<SoftKey> AddKeyAsync(DoorClient person, string name = "")
    {
        var key = new SoftKey();
        var page = await BodyAsync(await person.GetAsync("account/factors"));
        var added = await person.SubmitOnAsync(page, "account/factors", "add", ("Credential", key.Make(await OptionsAsync(person, page, "passkeys/creation"), Server.Address)), ("Name", name));
        Where(added).Should().Be("/account/factors?done=added");
        return key;
    }

    /// <summary>What the script asks the server for, with the token of a page.</summary>
    public static async Task<string> OptionsAsync(DoorClient person, string page, string path = "passkeys/request", string? whose = null)
    {
        List<(string, string)> fields = [("__RequestVerificationToken", Token().Match(page).Groups[1].Value)];
        if (whose is not null) fields.Add(("for", whose));
        var answer = await person.PostAsync(path, [.. fields]);
        answer.IsSuccessStatusCode.Should().BeTrue(path);
        return await BodyAsync(answer);
    }

    /// <summary>Signs in by passkey alone.</summary>
    public async Task<HttpResponseMessage> SignInAsync(DoorClient person, SoftKey key, SoftKey.Lie? lie = null)
    {
        var page = await BodyAsync(await person.GetAsync("sign-in"));
        return await person.SubmitOnAsync(page, "sign-in", "passkey", ("Credential", key.Answer(await OptionsAsync(person, page, whose: "anyone"), Server.Address, lie)));
    }

    /// <summary>Where an answer leads; empty when it stays.</summary>
    public string Where(HttpResponseMessage answer) => answer.Headers.Location is { } to ? new Uri(Server.Address, to).PathAndQuery : "";

    public static Task<string> BodyAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public Task<long> SessionsAsync(DoorClient person, string which = "true") => CountAsync($"signin.sessions where {which} and account_id = $1", person);

    /// <summary>How often the trail of any practice has this about a person.</summary>
    public async Task<long> AuditedAsync(DoorClient person, AuditAction action, AuditOutcome outcome = AuditOutcome.Done) =>
        await House.SeeAsync<long>("select count(*) from tc_audit.entries where target_id = $1 and action = $2 and outcome = $3", await AccountOfAsync(person), action.ToString(), outcome.ToString());

    public async Task<long> CountAsync(string from, DoorClient person) => await House.SeeAsync<long>($"select count(*) from {from}", await AccountOfAsync(person));

    public Task<Guid> AccountOfAsync(DoorClient person) => House.InScopeAsync(async s =>
        (await ((Microsoft.AspNetCore.Identity.UserManager<Account>)s.GetService(typeof(Microsoft.AspNetCore.Identity.UserManager<Account>))!).FindByEmailAsync(person.Email))!.Id);

    /// <summary>Waits until so many letters have left for an address.</summary>
    public async Task<IReadOnlyList<MimeMessage>> LettersAsync(DoorClient person, int atLeast)
    {
        for (var tries = 0; ; tries++)
        {
            // But for the one by which they signed up beside others, which is about no factor.
            var letters = Letters.To(person.Email, Path.Combine(House.Folder, "mail")).Where(l => !l.TextBody!.Contains("/sign-up/", StringComparison.Ordinal)).OrderBy(m => m.Date).ToList();
            if (letters.Count >= atLeast || tries > 150) return letters;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
