using System.Net;
using Microsoft.AspNetCore.DataProtection;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using static TherapyCompanion.Tests.Support.FactorScene;
using Lie = TherapyCompanion.Tests.Support.SoftKey.Lie;

namespace TherapyCompanion.Tests.Web;

/// <summary>Passkeys at the door of the real server: what opens it, and what a forger, a copy or a replay gets.</summary>
[Trait("Needs", "Server")]
public sealed class PasskeyDoorTests(FactorScene scene) : IClassFixture<FactorScene>
{
    private static readonly Texts He = new("he");

    private async Task ShouldBeRefusedAsync(HttpResponseMessage answer, DoorClient person, long before)
    {
        answer.StatusCode.Should().Be(HttpStatusCode.OK, "the page is there again");
        WebUtility.HtmlDecode(await BodyAsync(answer)).Should().Contain(He["FactorText", "PasskeyRefused"]);
        (await scene.SessionsAsync(person)).Should().Be(before);
    }

    [Fact]
    public async Task A_passkey_alone_lets_its_owner_in_with_a_fresh_proof()
    {
        var (person, key) = await scene.WithKeyAsync();
        using var _ = person;
        (await scene.AuditedAsync(person, AuditAction.PasskeyAdded)).Should().Be(1);
        using var elsewhere = scene.New();
        scene.Where(await scene.SignInAsync(elsewhere, key)).Should().Be("/");
        (await elsewhere.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await scene.SessionsAsync(person, "proved_at > now() - interval '1 minute' and ended_at is null")).Should().Be(2);
        (await scene.CountAsync("signin.passkeys where last_used_at is not null and user_id = $1", person)).Should().Be(1);
    }

    [Fact]
    public async Task After_the_password_the_passkey_is_the_second_factor()
    {
        var (person, key) = await scene.WithKeyAsync();
        using var elsewhere = person.ElsewhereAsSame();
        scene.Where(await elsewhere.GivePasswordAsync()).Should().Be("/sign-in/code");
        (await elsewhere.GetAsync("today")).Headers.Location!.ToString().Should().Contain("/sign-in");
        var page = await BodyAsync(await elsewhere.GetAsync("sign-in/code"));
        var answer = await elsewhere.SubmitOnAsync(page, "sign-in/code", "passkey", ("Credential", key.Answer(await OptionsAsync(elsewhere, page, whose: "halfway"), scene.Server.Address)));
        scene.Where(answer).Should().Be("/");
        (await elsewhere.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK);
        person.Dispose();
    }

    public static TheoryData<string, Lie> Lies => new()
    {
        { "another port", new() { Origin = "http://localhost:1" } },
        { "another scheme", new() { Origin = "https://localhost" } },
        { "a name that begins like ours", new() { Origin = "http://localhost.evil.example" } },
        { "no origin", new() { Origin = "" } },
        { "asked within another site's page", new() { CrossOrigin = true } },
        { "another site's key", new() { RpId = "evil.example" } },
        { "nobody verified", new() { Flags = SoftKey.OnlyPresent } },
        { "nobody there", new() { Flags = 0 } },
        { "a counter that stands", new() { Count = 1 } },
        { "no counter any more", new() { Count = 0 } },
        { "the answer to another question", new() { Type = "webauthn.create" } },
        { "another challenge", new() { Challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" } },
        { "no challenge", new() { Challenge = "" } },
        { "a signature that is not its own", new() { BadSignature = true } },
        { "a key that nobody has", new() { CredentialId = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] } },
        { "an account that is not there", new() { UserHandle = Guid.Empty.ToString() } },
        { "no account", new() { UserHandle = "" } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Whatever_is_wrong_with_an_answer_is_refused_in_the_same_words(string what, Lie lie)
    {
        what.Should().NotBeEmpty();
        var (person, key) = await scene.WithKeyAsync();
        var before = await scene.SessionsAsync(person);
        using var elsewhere = scene.New();
        await ShouldBeRefusedAsync(await scene.SignInAsync(elsewhere, key, lie), person, before);
        scene.Where(await scene.SignInAsync(elsewhere, key)).Should().Be("/", "the key itself is as good as before");
        person.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"id\"")]
    [InlineData("{\"id\":17}")]
    [InlineData("{\"id\":\"!\",\"rawId\":\"!\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{}}")]
    [InlineData("long")]
    public async Task What_is_no_answer_is_refused_like_a_wrong_one(string credential)
    {
        using var person = scene.New();
        var page = await BodyAsync(await person.GetAsync("sign-in"));
        await OptionsAsync(person, page, whose: "anyone");
        var answer = await person.SubmitOnAsync(page, "sign-in", "passkey", ("Credential", credential == "long" ? new string('[', 1_000_000) : credential));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        WebUtility.HtmlDecode(await BodyAsync(answer)).Should().Contain(He["FactorText", "PasskeyRefused"]);
    }

    [Fact]
    public async Task An_answer_and_its_cookie_work_once_also_of_twenty_at_the_same_moment()
    {
        var (person, key) = await scene.WithKeyAsync();
        key.Count = 0; // a key without a counter: only the challenge tells a replay
        await scene.House.ForceAsync("update signin.passkeys set data = data || '{\"SignCount\": 0}' where user_id = $1", await scene.AccountOfAsync(person));
        using var thief = scene.New();
        var page = await BodyAsync(await thief.GetAsync("sign-in"));
        var answer = key.Answer(await OptionsAsync(thief, page, whose: "anyone"), scene.Server.Address);
        var before = await scene.SessionsAsync(person);
        var twins = Enumerable.Range(0, 20).Select(_ => scene.Twin(thief)).ToList();
        var answers = await DoorHouse.AtOnceAsync(20, i => twins[i].SubmitOnAsync(page, "sign-in", "passkey", ("Credential", answer)));
        answers.Count(a => scene.Where(a) == "/").Should().Be(1);
        (await scene.SessionsAsync(person)).Should().Be(before + 1);
        await ShouldBeRefusedAsync(await scene.Twin(thief).SubmitOnAsync(page, "sign-in", "passkey", ("Credential", answer)), person, before + 1);
        (await scene.AuditedAsync(person, AuditAction.SignInFailed, AuditOutcome.Denied)).Should().Be(20, "each replay is in the trail of whose key it is");
        twins.ForEach(t => t.Dispose());
        person.Dispose();
    }

    [Fact]
    public async Task A_wrong_answer_uses_the_challenge_up_too()
    {
        var (person, key) = await scene.WithKeyAsync();
        using var elsewhere = scene.New();
        var page = await BodyAsync(await elsewhere.GetAsync("sign-in"));
        var options = await OptionsAsync(elsewhere, page, whose: "anyone");
        using var second = scene.Twin(elsewhere);
        var before = await scene.SessionsAsync(person);
        await ShouldBeRefusedAsync(await elsewhere.SubmitOnAsync(page, "sign-in", "passkey", ("Credential", key.Answer(options, scene.Server.Address, new() { BadSignature = true }))), person, before);
        await ShouldBeRefusedAsync(await second.SubmitOnAsync(page, "sign-in", "passkey", ("Credential", key.Answer(options, scene.Server.Address))), person, before);
        person.Dispose();
    }

    [Fact]
    public async Task An_answer_belongs_to_the_browser_that_was_asked()
    {
        var (person, key) = await scene.WithKeyAsync();
        using var asked = scene.New();
        using var other = scene.New();
        var before = await scene.SessionsAsync(person);
        var answer = key.Answer(await OptionsAsync(asked, await BodyAsync(await asked.GetAsync("sign-in")), whose: "anyone"), scene.Server.Address);
        // Without any challenge of its own, and with one.
        await ShouldBeRefusedAsync(await other.SubmitAsync("sign-in", "passkey", ("Credential", answer)), person, before);
        var page = await BodyAsync(await other.GetAsync("sign-in"));
        await OptionsAsync(other, page, whose: "anyone");
        await ShouldBeRefusedAsync(await other.SubmitOnAsync(page, "sign-in", "passkey", ("Credential", answer)), person, before);
        person.Dispose();
    }

    [Fact]
    public async Task A_challenge_grows_old()
    {
        var (person, key) = await scene.WithKeyAsync();
        using var elsewhere = scene.New();
        var page = await BodyAsync(await elsewhere.GetAsync("sign-in"));
        var answer = key.Answer(await OptionsAsync(elsewhere, page, whose: "anyone"), scene.Server.Address);
        // The server's own seal over the same challenge, six minutes older.
        var seal = scene.House.Get<IDataProtectionProvider>().CreateProtector("TherapyCompanion.Passkey");
        var kept = System.Text.Json.Nodes.JsonNode.Parse(seal.Unprotect(WebUtility.UrlDecode(elsewhere.Cookies[FactorRegistration.PasskeyCookie])))!;
        kept["ExpiresAt"] = kept["ExpiresAt"]!.GetValue<DateTimeOffset>() - TimeSpan.FromMinutes(6);
        elsewhere.Cookies[FactorRegistration.PasskeyCookie] = seal.Protect(kept.ToJsonString());
        await ShouldBeRefusedAsync(await elsewhere.SubmitOnAsync(page, "sign-in", "passkey", ("Credential", answer)), person, await scene.SessionsAsync(person));
        person.Dispose();
    }

    [Fact]
    public async Task Another_persons_key_is_no_second_factor_of_mine()
    {
        var (dana, _) = await scene.WithKeyAsync();
        var (_, nogas) = await scene.WithKeyAsync();
        using var thief = dana.ElsewhereAsSame();
        await thief.GivePasswordAsync();
        var before = await scene.SessionsAsync(dana);
        foreach (var whose in new[] { "halfway", "anyone" })
        {
            var page = await BodyAsync(await thief.GetAsync("sign-in/code"));
            var answer = nogas.Answer(await OptionsAsync(thief, page, whose: whose), scene.Server.Address);
            await ShouldBeRefusedAsync(await thief.SubmitOnAsync(page, "sign-in/code", "passkey", ("Credential", answer)), dana, before);
        }

        (await scene.AuditedAsync(dana, AuditAction.SignInFailed, AuditOutcome.Denied)).Should().BePositive("somebody had the password");
        dana.Dispose();
    }

    [Fact]
    public async Task A_copied_key_is_refused_and_noted_and_of_a_key_and_its_copy_at_one_moment_one_counts()
    {
        var (person, key) = await scene.WithKeyAsync();
        using var copy = key.Copy();
        using var elsewhere = scene.New();
        scene.Where(await scene.SignInAsync(elsewhere, key)).Should().Be("/");
        using var thief = scene.New();
        await ShouldBeRefusedAsync(await scene.SignInAsync(thief, copy), person, await scene.SessionsAsync(person));
        (await scene.AuditedAsync(person, AuditAction.PasskeyCopySuspected, AuditOutcome.Denied)).Should().Be(1);

        // Each asked by itself, all with the next number.
        var visitors = Enumerable.Range(0, 10).Select(_ => scene.New()).ToList();
        var ready = new List<(string Page, string Answer)>();
        foreach (var visitor in visitors)
        {
            var page = await BodyAsync(await visitor.GetAsync("sign-in"));
            ready.Add((page, key.Answer(await OptionsAsync(visitor, page, whose: "anyone"), scene.Server.Address, new() { Count = 1000 })));
        }

        var answers = await DoorHouse.AtOnceAsync(10, i => visitors[i].SubmitOnAsync(ready[i].Page, "sign-in", "passkey", ("Credential", ready[i].Answer)));
        answers.Count(a => scene.Where(a) == "/").Should().Be(1);
        visitors.ForEach(v => v.Dispose());
        person.Dispose();
    }

    [Fact]
    public async Task Without_the_forms_token_there_is_no_challenge()
    {
        using var person = scene.New();
        await person.GetAsync("sign-in");
        foreach (var path in new[] { "passkeys/request", "passkeys/creation" })
        {
            var answer = await person.PostAsync(path, ("for", "anyone"));
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            person.Cookies.Should().NotContainKey(FactorRegistration.PasskeyCookie);
        }
    }

    [Fact]
    public async Task The_challenges_cookie_is_for_this_host_over_TLS_and_no_script()
    {
        using var person = scene.New();
        var page = await BodyAsync(await person.GetAsync("sign-in"));
        var token = System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        var answer = await person.PostAsync("passkeys/request", ("__RequestVerificationToken", token), ("for", "anyone"));
        answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-tc-key=", StringComparison.Ordinal)).ToLowerInvariant()
            .Should().Contain("path=/").And.Contain("secure").And.Contain("httponly").And.Contain("samesite=strict").And.NotContain("domain");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
    }
}
