using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using TherapyCompanion.Web.Account.SignUp;

namespace TherapyCompanion.Tests.Web;

/// <summary>A practice is opened beside others by way of a letter, so that the page need not tell who has an account here.</summary>
[Trait("Needs", "Server")]
[Trait("Needs", "Database")]
public sealed partial class SignUpLetterTests(DoorServer door) : IClassFixture<DoorServer>
{
    private static readonly Texts He = new("he");

    private static async Task<string> TextOf(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private static async Task<string> AskAsync(DoorClient client, string email)
    {
        var answer = await client.SubmitAsync("sign-up", "ask", ("Email", email));
        return $"{(int)answer.StatusCode} {Sealed().Replace(await TextOf(answer), "")}";
    }

    [Fact]
    public async Task Whoever_has_an_account_is_told_by_letter_and_the_page_says_the_same_to_all()
    {
        var (dana, maya, nobody) = (await door.NewTherapistAsync(), await door.NewPatientAsync(), $"p{Guid.NewGuid():N}@example.org");
        var answers = new List<string>();
        foreach (var email in new[] { dana.Email, maya.Email, nobody, dana.Email.ToUpperInvariant() }) answers.Add(await AskAsync(door.NewClient(), email));
        answers.Distinct().Should().ContainSingle().Which.Should().StartWith("200 ").And.Contain(He["AccountText", "SignUpAsked"]);

        var toDana = await door.LettersToAsync(dana.Email);
        toDana.Should().HaveCount(2).And.OnlyContain(l => l.Contains(He.Mail("SignUpKnownSubject")) && l.StartsWith("From: TherapyCompanion\n") && !l.Contains("/sign-up/"));
        (await door.LettersToAsync(maya.Email)).Should().ContainSingle().Which.Should().StartWith("From: הודעות\n", "a patient's mail carries the neutral name").And.NotContain("TherapyCompanion");
        (await door.LettersToAsync(nobody)).Should().ContainSingle().Which.Should().Contain(He.Mail("SignUpSubject")).And.Contain("/sign-up/");
    }

    [Fact]
    public async Task The_practice_is_opened_for_the_very_address_the_letter_reached_and_once()
    {
        var other = await door.NewTherapistAsync();
        var client = door.NewClient();
        await AskAsync(client, client.Email);
        var path = await door.LinkToAsync(client.Email, "sign-up/");
        path.Should().NotContain("@").And.NotContain(client.Email.Split('@')[0]);
        (await client.PageAsync(path)).Should().Contain(client.Email).And.Contain("readonly");

        // Another address in the post changes nothing.
        var someone = $"p{Guid.NewGuid():N}@example.org";
        (string, string)[] fields = [("Input.Name", "יעל גל"), ("Input.PracticeName", "הקליניקה"), ("Input.PatientsName", "הודעות"), ("Input.Email", someone), ("Input.Password", DoorClient.Password)];
        var page = await (await client.GetAsync(path)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        (await client.SubmitOnAsync(page, path, "sign-up", fields)).Headers.Location!.ToString().Should().EndWith("/factor");
        (await door.AccountOfAsync(client)).Should().NotBeEmpty();
        (await Named(someone)).Should().BeNull();

        // A second time there is somebody, and only the letter's owner is told so.
        var again = door.NewClient();
        (await TextOf(await again.SubmitAsync(path, "sign-up", fields))).Should().Contain(He["AccountText", "EmailUnusable"]);

        async Task<Account?> Named(string email) => await door.House.InScopeAsync(s => s.GetRequiredService<UserManager<Account>>().FindByEmailAsync(email));
    }

    [Fact]
    public async Task What_is_no_link_of_ours_opens_no_form_and_a_form_without_one_opens_no_practice()
    {
        await door.NewTherapistAsync();
        var client = door.NewClient();
        await AskAsync(client, client.Email);
        var path = await door.LinkToAsync(client.Email, "sign-up/");
        foreach (var wrong in new[] { "sign-up/x", path[..^2], path + "AA", path[..^1] + (path[^1] == 'A' ? 'B' : 'A'), "sign-up/" + new string('A', 4000) })
        {
            var page = await client.PageAsync(wrong);
            page.Should().Contain(He["AccountText", "SignUpLinkOver"]).And.NotContain("Input.Password");
        }

        var before = await door.House.SeeAsync<long>("select count(*) from tc.practices");
        var form = await client.SubmitAsync("sign-up", "ask", ("_handler", "sign-up"), ("Input.Name", "x"), ("Input.PracticeName", "x"), ("Input.PatientsName", "x"),
            ("Input.Email", client.Email), ("Input.Password", DoorClient.Password));
        form.StatusCode.Should().Be(HttpStatusCode.OK);
        (await TextOf(form)).Should().Contain(He["AccountText", "SignUpAskLead"]);
        (await door.House.SeeAsync<long>("select count(*) from tc.practices")).Should().Be(before);
        (await TextOf(await client.SubmitAsync("sign-up", "ask", ("Email", "no address")))).Should().Contain(He["AccountText", "EmailWrong"]);
    }

    [Fact]
    public async Task A_door_that_is_closed_takes_neither_an_address_nor_a_letters_link()
    {
        var client = door.NewClient();
        await door.NewTherapistAsync();
        await AskAsync(client, client.Email);
        var path = await door.LinkToAsync(client.Email, "sign-up/");
        var token = await client.TokenAsync("sign-up");
        await using var server = await ServerProcess.StartAsync(door.House);
        using var there = new DoorClient(server.Address, client.From) { Email = client.Email };
        foreach (var (name, value) in client.Cookies) there.Cookies[name] = value;
        (await there.PageAsync("sign-up")).Should().Contain(He["AccountText", "SignUpClosed"]);
        (await there.PageAsync(path)).Should().Contain(He["AccountText", "SignUpLinkOver"]).And.NotContain("Input.Password");
        var asked = await there.PostAsync("sign-up", ("_handler", "ask"), ("Email", client.Email), ("__RequestVerificationToken", token));
        (await TextOf(asked)).Should().Contain(He["AccountText", "SignUpClosed"]);
        (await door.LettersToAsync(client.Email)).Should().HaveCount(1);
    }

    [Fact]
    public async Task A_link_ends_after_an_hour_and_an_hour_has_three_letters()
    {
        var post = new Post();
        var email = $"p{Guid.NewGuid():N}@example.org";
        await door.House.InScopeAsync(async s =>
        {
            var links = new SignUpLinks(new EphemeralDataProtectionProvider(), s.GetRequiredService<UserManager<Account>>(), s.GetRequiredService<ISignInDirectory>(),
                s.GetRequiredService<SignInTries>(), s.GetRequiredService<AccountPlace>(), post, door.House.Clock);
            for (var i = 0; i < 5; i++) await links.SendAsync(email, TestContext.Current.CancellationToken);
            post.Letters.Should().HaveCount(3);
            var link = post.Letters[0].Link!["/sign-up/".Length..];
            door.House.Clock.Advance(SignUpLinks.Lasts - TimeSpan.FromSeconds(1));
            links.EmailOf(link).Should().Be(email);
            door.House.Clock.Advance(TimeSpan.FromSeconds(2));
            links.EmailOf(link).Should().BeNull();
            return 0;
        });
    }

    // Sealed anew on every page.
    [GeneratedRegex("(?<=__RequestVerificationToken\" value=\")[^\"]*|<!--Blazor-Server-Component-State:[^-]*-->")]
    private static partial Regex Sealed();

    private sealed class Post : IMailQueue
    {
        public List<Mail> Letters { get; } = [];

        public Task PutAsync(Mail mail, CancellationToken ct)
        {
            Letters.Add(mail);
            return Task.CompletedTask;
        }
    }
}
