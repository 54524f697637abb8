using System.Net;
using System.Text.RegularExpressions;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>Changing a password and setting a forgotten one, over the real server: what it ends, what it leaves, who is told.</summary>
[Trait("Needs", "Server")]
[Trait("Needs", "Database")]
public sealed partial class PasswordPagesTests(DoorServer door) : IClassFixture<DoorServer>
{
    private const string Better = "kettle vowel 31 badger flint";
    private static readonly Texts He = new("he");

    private static string Said(string key) => He["PasswordText", key];

    private static async Task<string> TextOf(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private async Task<(DoorClient Client, string Path)> AskedAsync(DoorClient who)
    {
        var client = door.NewClient();
        (await TextOf(await client.SubmitAsync("forgot", "forgot", ("Email", who.Email)))).Should().Contain(Said("ForgotSent"));
        return (client, await door.LinkToAsync(who.Email, "reset/"));
    }

    [Fact]
    public async Task Changing_ones_password_needs_the_one_before_and_ends_what_it_opened()
    {
        var dana = await door.NewTherapistAsync();
        var account = await door.AccountOfAsync(dana);
        await dana.SignInAsync();
        var elsewhere = dana.ElsewhereAsSame();
        await elsewhere.GivePasswordAsync(); // halfway: the next request asks whether it still holds
        (await elsewhere.GetAsync("sign-in/code")).StatusCode.Should().Be(HttpStatusCode.OK);

        var wrong = await dana.SubmitAsync("account/password", "password", ("Input.Old", "not the one before"), ("Input.New", Better));
        (await TextOf(wrong)).Should().Contain(Said("PasswordOldWrong"));
        var known = await dana.SubmitAsync("account/password", "password", ("Input.Old", DoorClient.Password), ("Input.New", "password1234"));
        (await TextOf(known)).Should().Contain(He["AccountText", "PasswordKnown"]);
        var named = await dana.SubmitAsync("account/password", "password", ("Input.Old", DoorClient.Password), ("Input.New", "דנה לוי 1984!"));
        (await TextOf(named)).Should().Contain(He["AccountText", "PasswordKnown"], "it is made of the person's own name");
        (await elsewhere.GetAsync("sign-in/code")).StatusCode.Should().Be(HttpStatusCode.OK, "nothing was changed");

        var done = await TextOf(await dana.SubmitAsync("account/password", "password", ("Input.Old", DoorClient.Password), ("Input.New", Better)));
        done.Should().Contain(Said("PasswordDone"));
        (await dana.GetAsync("account/password")).StatusCode.Should().Be(HttpStatusCode.OK, "this browser stays in");
        (await elsewhere.GetAsync("sign-in/code")).StatusCode.Should().Be(HttpStatusCode.Redirect, "that one began with the password before");

        (await elsewhere.GivePasswordAsync()).StatusCode.Should().Be(HttpStatusCode.OK, "which opens nothing now");
        (await elsewhere.GivePasswordAsync(password: Better)).Headers.Location!.ToString().Should().EndWith("/sign-in/code");
        (await door.AuditedAsync(account, "PasswordChanged")).Should().Be(1);
        (await door.LettersToAsync(dana.Email)).Should().ContainSingle(l => l.Contains("Subject", StringComparison.Ordinal) && !l.Contains("http", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_changes_a_password_is_for_whoever_is_in()
    {
        var nobody = door.NewClient();
        (await nobody.GetAsync("account/password")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await nobody.PostAsync("account/password", ("_handler", "password"), ("Input.Old", DoorClient.Password), ("Input.New", Better)))
            .StatusCode.Should().NotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_by_a_link_once_and_the_second_factor_stays()
    {
        var dana = await door.NewTherapistAsync();
        var account = await door.AccountOfAsync(dana);
        var (client, path) = await AskedAsync(dana);

        // Mail servers look at what they deliver.
        for (var i = 0; i < 3; i++) (await door.NewClient().PageAsync(path)).Should().Contain(Said("ResetLead"));
        var refused = await TextOf(await client.SubmitAsync(path, "reset", ("Password", "qwertyuiop1234")));
        refused.Should().Contain(He["AccountText", "PasswordKnown"]);

        (await TextOf(await client.SubmitAsync(path, "reset", ("Password", Better)))).Should().Contain(Said("ResetDone"));
        client.Cookies.Should().NotContainKey(SignInRegistration.Cookie).And.NotContainKey(SignInRegistration.HalfwayCookie);
        (await client.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.Redirect, "a link sets a password and signs nobody in");
        (await client.PageAsync(path)).Should().Contain(Said("ResetOver"));

        (await dana.GivePasswordAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        (await dana.GivePasswordAsync(password: Better)).Headers.Location!.ToString().Should().EndWith("/sign-in/code", "the second factor is asked for as before");
        (await dana.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await dana.SubmitAsync("sign-in/code", "code", ("Code", await dana.CodeAsync()))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await dana.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK);

        foreach (var (action, times) in new[] { ("PasswordResetAsked", 1), ("PasswordReset", 1), ("PasswordChanged", 0) })
            (await door.AuditedAsync(account, action)).Should().Be(times, action);
        (await door.LettersToAsync(dana.Email)).Should().HaveCount(2, "the link, and that it was used");
    }

    [Fact]
    public async Task A_patients_letters_and_pages_carry_the_neutral_name_alone()
    {
        var maya = await door.NewPatientAsync();
        var (client, path) = await AskedAsync(maya);
        foreach (var page in new[] { "forgot", path, "reset/none" }) (await client.PageAsync(page)).Should().NotContain("TherapyCompanion").And.NotContain("דנה");
        (await maya.PageAsync("account/password")).Should().NotContain("TherapyCompanion").And.NotContain("דנה");
        (await client.SubmitAsync(path, "reset", ("Password", Better))).StatusCode.Should().Be(HttpStatusCode.OK);

        var letters = await door.LettersToAsync(maya.Email);
        letters.Should().HaveCount(2).And.OnlyContain(l => l.StartsWith("From: הודעות\n", StringComparison.Ordinal));
        letters.Should().OnlyContain(l => !l.Contains("TherapyCompanion", StringComparison.OrdinalIgnoreCase) && !l.Contains("דנה", StringComparison.Ordinal));
        (await maya.GivePasswordAsync(password: Better)).Headers.Location!.ToString().Should().EndWith("/", "who never had a second factor needs none");
    }

    [Fact]
    public async Task Of_twenty_who_post_a_link_at_once_one_sets_the_password()
    {
        var dana = await door.NewTherapistAsync();
        var (_, path) = await AskedAsync(dana);
        // Each with a page, a token and an address of their own.
        var clients = Enumerable.Range(0, 20).Select(_ => door.NewClient()).ToList();
        var pages = new List<string>();
        foreach (var c in clients) pages.Add(await (await c.GetAsync(path)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var answers = await DoorHouse.AtOnceAsync(20, async i => await TextOf(await clients[i].SubmitOnAsync(pages[i], path, "reset", ("Password", $"{Better} {i}"))));
        answers.Count(a => a.Contains(Said("ResetDone"), StringComparison.Ordinal)).Should().Be(1);
        answers.Count(a => a.Contains(Said("ResetOver"), StringComparison.Ordinal)).Should().Be(19);
        (await door.AuditedAsync(await door.AccountOfAsync(dana), "PasswordReset")).Should().Be(1);
    }

    [Fact]
    public async Task A_link_ends_with_its_time_with_a_newer_one_and_with_a_changed_password()
    {
        var dana = await door.NewTherapistAsync();
        var account = await door.AccountOfAsync(dana);
        var (client, first) = await AskedAsync(dana);
        var (_, second) = await AskedAsync(dana);
        second.Should().NotBe(first);
        (await client.PageAsync(first)).Should().Contain(Said("ResetOver"));
        var page = await (await client.GetAsync(second)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await door.House.ForceAsync("update signin.links set expires_at = now() where account_id = $1", account);
        (await TextOf(await client.SubmitOnAsync(page, second, "reset", ("Password", Better)))).Should().Contain(Said("ResetOver"));

        var (_, third) = await AskedAsync(dana);
        await dana.SignInAsync();
        (await dana.SubmitAsync("account/password", "password", ("Input.Old", DoorClient.Password), ("Input.New", Better))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.PageAsync(third)).Should().Contain(Said("ResetOver"));
    }

    [Fact]
    public async Task The_answer_is_the_same_whoever_has_an_account_and_few_letters_are_sent()
    {
        var dana = await door.NewTherapistAsync();
        var pages = new List<string>();
        foreach (var email in new[] { dana.Email, $"p{Guid.NewGuid():N}@example.org", "no address at all", "" })
            for (var i = 0; i < 5; i++)
            {
                var answer = await door.NewClient().SubmitAsync("forgot", "forgot", ("Email", email));
                answer.StatusCode.Should().Be(HttpStatusCode.OK);
                pages.Add(Tokens().Replace(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), t => $"{t.Length}"));
            }

        pages.Distinct().Should().ContainSingle();
        (await door.LettersToAsync(dana.Email)).Should().HaveCount(3, "an address gets three an hour, however many ask");
        (await door.AuditedAsync(await door.AccountOfAsync(dana), "PasswordResetAsked")).Should().Be(3);
    }

    // Sealed anew on every page, whoever asks; their length is compared.
    [GeneratedRegex("(?<=<input type=\"hidden\" name=\"__RequestVerificationToken\" value=\")[^\"]*|(?<=<!--Blazor-Server-Component-State:)[^-]*")]
    private static partial Regex Tokens();
}
