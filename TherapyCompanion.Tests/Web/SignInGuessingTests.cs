using System.Net;
using System.Text.RegularExpressions;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>Somebody guesses at the door of the real server: what they learn, whom they keep out, and what they can't forge.</summary>
[Trait("Needs", "Server")]
[Trait("Needs", "Database")]
public sealed partial class SignInGuessingTests(DoorServer door) : IClassFixture<DoorServer>
{
    private const string Wrong = "gravel otter 77 saffron quay";
    private static readonly Texts He = new("he");

    private static async Task<string> TextOf(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private static async Task<string> Comparable(HttpResponseMessage answer) => $"{(int)answer.StatusCode} {Tokens().Replace(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), t => $"{t.Length}")}";

    private static Task<HttpResponseMessage> GuessAsync(DoorClient client, string email, string password = Wrong) =>
        client.SubmitAsync("sign-in", "sign-in", ("Input.Email", email), ("Input.Password", password));

    private static void ShouldWait(HttpResponseMessage answer, int atMost)
    {
        answer.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds.Should().BeInRange(1, atMost);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answers_until_they_are_closed_and_after()
    {
        var (dana, maya) = (await door.NewTherapistAsync(), await door.NewPatientAsync());
        var hatless = door.NewClient();
        await door.House.NewAccountAsync(hatless.Email, DoorClient.Password);
        var (answers, times) = (new List<List<string>>(), 11);
        foreach (var (email, password) in new[]
        {
            (dana.Email, Wrong), (maya.Email, Wrong), ($"p{Guid.NewGuid():N}@example.org", Wrong),
            (hatless.Email, DoorClient.Password), // a right password that lets nobody in is no other answer
            (dana.Email.ToUpperInvariant(), new string('x', 5000)),
        })
        {
            if (answers.Count == 4) await door.House.ForceAsync("delete from signin.tries");
            var said = new List<string>();
            var attacker = door.NewClient();
            for (var i = 0; i < times; i++) said.Add(Email().Replace(await Comparable(await GuessAsync(attacker, email, password)), ""));
            answers.Add(said);
        }

        for (var i = 0; i < times; i++) answers.Select(a => a[i]).Distinct().Should().ContainSingle($"of the answers number {i + 1}");
        answers[0][..10].Distinct().Should().ContainSingle().Which.Should().StartWith("200 ");
        answers[0][10].Should().StartWith("429 ");
        WebUtility.HtmlDecode(answers[0][10]).Should().Contain(He["PasswordText", "Paused_1"]);
    }

    [Fact]
    public async Task Who_uses_up_an_accounts_tries_does_not_keep_its_owner_out_of_their_own_browser()
    {
        var dana = await door.NewTherapistAsync();
        await dana.SignInAsync();
        var account = await door.AccountOfAsync(dana);
        var attacker = door.NewClient();
        for (var i = 0; i < 10; i++) (await GuessAsync(attacker, dana.Email)).StatusCode.Should().Be(HttpStatusCode.OK);
        ShouldWait(await GuessAsync(attacker, dana.Email, DoorClient.Password), 60);
        ShouldWait(await GuessAsync(door.NewClient(), dana.Email, DoorClient.Password), 60); // from anywhere unknown, right or wrong
        (await door.AuditedAsync(account, "AccountPaused")).Should().Be(1);

        // Signed out, in the same browser: its own tries are all there.
        dana.Cookies.Remove(SignInRegistration.Cookie);
        await dana.SignInAsync();
        for (var i = 0; i < 10; i++) (await GuessAsync(dana, dana.Email)).StatusCode.Should().Be(HttpStatusCode.OK);
        ShouldWait(await GuessAsync(dana, dana.Email, DoorClient.Password), 60);
    }

    [Fact]
    public async Task A_reset_by_the_accounts_mail_makes_a_new_browser_the_owners()
    {
        var dana = await door.NewTherapistAsync();
        var attacker = door.NewClient();
        for (var i = 0; i < 10; i++) await GuessAsync(attacker, dana.Email);
        ShouldWait(await dana.GivePasswordAsync(), 60);
        await dana.SubmitAsync("forgot", "forgot", ("Email", dana.Email));
        var path = await door.LinkToAsync(dana.Email, "reset/");
        (await dana.SubmitAsync(path, "reset", ("Password", "kettle vowel 31 badger flint"))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await dana.GivePasswordAsync(password: "kettle vowel 31 badger flint")).Headers.Location!.ToString().Should().EndWith("/sign-in/code");
    }

    [Fact]
    public async Task The_mark_of_a_known_browser_is_ours_alone_and_one_accounts()
    {
        var (dana, noga) = (await door.NewTherapistAsync(), await door.NewTherapistAsync("נגה ברק"));
        var set = await dana.GivePasswordAsync();
        set = await dana.SubmitAsync("sign-in/code", "code", ("Code", await dana.CodeAsync()));
        var line = set.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(SignInRegistration.KnownCookie + "=", StringComparison.Ordinal)).ToLowerInvariant();
        line.Should().Contain("; path=/").And.Contain("; secure").And.Contain("; httponly").And.Contain("; samesite=lax").And.NotContain("domain=");
        line.Should().NotContain((await door.AccountOfAsync(dana)).ToString("N"));
        var mark = dana.Cookies[SignInRegistration.KnownCookie];

        var attacker = door.NewClient();
        for (var i = 0; i < 10; i++) await GuessAsync(attacker, noga.Email);
        foreach (var forged in new[] { mark, mark[..^1] + (mark[^1] == 'A' ? 'B' : 'A'), new string('A', mark.Length), mark + mark, "=", new string('A', 5000) })
        {
            var client = door.NewClient();
            client.Cookies[SignInRegistration.KnownCookie] = forged;
            ShouldWait(await GuessAsync(client, noga.Email, DoorClient.Password), 60);
        }
    }

    [Fact]
    public async Task An_address_that_fails_at_many_accounts_is_closed_whatever_it_says_of_itself_and_others_are_not()
    {
        var dana = await door.NewTherapistAsync();
        await using var server = await ServerProcess.StartAsync(door.House);
        using var attacker = new DoorClient(server.Address);
        var number = 0;
        for (var i = 0; i < 12; i++) (await ForgedAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        // Another life of the server: what its memory counted is gone, what the database counted is not.
        await server.KillAsync();
        await server.StartAsync();
        for (var i = 0; i < 8; i++) (await ForgedAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        var closed = await ForgedAsync();
        ShouldWait(closed, 60);
        (await TextOf(closed)).Should().Contain(He["PasswordText", "Paused_1"]);

        using var next = new DoorClient(server.Address);
        (await next.SubmitAsync("sign-in", "sign-in", ("Input.Email", dana.Email), ("Input.Password", DoorClient.Password)))
            .StatusCode.Should().Be(HttpStatusCode.Redirect, "the house next door signs in");

        async Task<HttpResponseMessage> ForgedAsync()
        {
            var page = await (await attacker.GetAsync("sign-in")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var token = WebUtility.HtmlDecode(Regex.Match(page, "__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value);
            var forged = $"203.0.113.{++number}";
            return await attacker.SendAsync(new(HttpMethod.Post, "sign-in")
            {
                Headers =
                {
                    { "Origin", server.Address.GetLeftPart(UriPartial.Authority) }, { "X-Forwarded-For", forged }, { "X-Real-IP", forged },
                    { "Forwarded", $"for={forged}" }, { "X-Client-IP", forged }, { "True-Client-IP", forged },
                },
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["_handler"] = "sign-in",
                    ["__RequestVerificationToken"] = token,
                    ["Input.Email"] = $"p{Guid.NewGuid():N}@example.org",
                    ["Input.Password"] = Wrong,
                }),
            });
        }
    }

    [Fact]
    public async Task Codes_are_counted_with_the_accounts_tries()
    {
        var dana = await door.NewTherapistAsync();
        await dana.GivePasswordAsync();
        // The right password took one of the ten, and a right password more buys none.
        for (var i = 0; i < 9; i++) (await dana.SubmitAsync("sign-in/code", "code", ("Code", "000000"))).StatusCode.Should().Be(HttpStatusCode.OK);
        var closed = await dana.SubmitAsync("sign-in/code", "code", ("Code", await dana.CodeAsync()));
        ShouldWait(closed, 60);
        (await TextOf(closed)).Should().Contain(He["PasswordText", "Paused_1"]);
        ShouldWait(await dana.GivePasswordAsync(), 60);
    }

    [Theory]
    [InlineData("sign-in", "sign-in", 20)]
    [InlineData("forgot", "forgot", 10)]
    [InlineData("sign-up", "ask", 10)]
    public async Task More_than_so_many_in_a_minute_are_told_when_to_come_again(string path, string form, int most)
    {
        var client = door.NewClient();
        await door.NewTherapistAsync(); // before the first practice a sign-up asks for no letter
        // Each at another address that is nobody's; what fails for another reason counts here too.
        var page = await (await client.GetAsync(path)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answers = await DoorHouse.AtOnceAsync(most + 3, i => client.SubmitOnAsync(page, path, form,
            ("Input.Email", $"n{i}@example.org"), ("Email", $"n{i}@example.org"), ("Input.Password", "short")));
        var refused = answers.Where(a => a.StatusCode is HttpStatusCode.TooManyRequests).ToList();
        refused.Should().HaveCount(3);
        refused.ForEach(r => ShouldWait(r, 60));
        (await TextOf(refused[0])).Should().Contain(He["AccountText", "TooManyTries"]);
        (await client.GetAsync("help")).StatusCode.Should().Be(HttpStatusCode.OK, "help is never closed");
    }

    // Sealed anew on every page, whoever asks, where the length is compared; and what was typed.
    [GeneratedRegex("(?<=<input type=\"hidden\" name=\"__RequestVerificationToken\" value=\")[^\"]*|(?<=<!--Blazor-Server-Component-State:)[^-]*")]
    private static partial Regex Tokens();

    [GeneratedRegex("(?<=name=\"Input.Email\" type=\"email\" value=\")[^\"]*")]
    private static partial Regex Email();
}
