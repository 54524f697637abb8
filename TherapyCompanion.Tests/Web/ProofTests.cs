using System.Net;
using System.Text.RegularExpressions;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// Coming back without scripts: /prove before what is sensitive, /unlock after a while, and both factors after the absolute limit. By the
/// real pages, with forged keys and other people's.
/// </summary>
[Trait("Needs", "Server")]
public sealed class ProofTests(FactorScene scene) : IClassFixture<FactorScene>
{
    private const string Factors = "/account/factors";
    private static readonly Texts Hebrew = new("he");

    private async Task<DoorClient> NewAsync()
    {
        var person = scene.New();
        await person.SignUpAsync();
        return person;
    }

    private async Task<int> SetAsync(DoorClient person, string what) =>
        await scene.House.ForceAsync($"update signin.sessions set {what} where account_id = $1 and ended_at is null", await scene.AccountOfAsync(person));

    private Task<int> AgeProofAsync(DoorClient person) => SetAsync(person, "proved_at = now() - interval '11 minutes'");

    private static string To(HttpResponseMessage answer) => answer.Headers.Location?.OriginalString ?? "";

    [Fact]
    public async Task What_is_sensitive_asks_again_after_ten_minutes_and_leads_back()
    {
        var dana = await NewAsync();
        (await dana.GetAsync(Factors)).StatusCode.Should().Be(HttpStatusCode.OK, "the factor was proved just now");
        await AgeProofAsync(dana);
        foreach (var answer in new[] { await dana.GetAsync(Factors), await dana.PostAsync(Factors, ("_handler", "codes")) })
        {
            answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
            To(answer).Should().Be("/prove?to=%2Faccount%2Ffactors");
        }

        (await dana.PageAsync("prove?to=" + Factors)).Should().Contain(Hebrew["SignedInText", "ProveLead"]);
        var wrong = await dana.SubmitAsync("prove?to=" + Factors, "code", ("Input.Code", "000000"));
        WebUtility.HtmlDecode(await FactorScene.BodyAsync(wrong)).Should().Contain(Hebrew["SignedInText", "ProofWrong"]);
        (await scene.AuditedAsync(dana, AuditAction.SignInFailed, AuditOutcome.Denied)).Should().Be(1);
        (await scene.AuditedAsync(dana, AuditAction.IdentityProved)).Should().Be(0);
        (await dana.GetAsync(Factors)).StatusCode.Should().Be(HttpStatusCode.SeeOther);

        var before = dana.Cookies[SignInRegistration.Cookie];
        var code = await dana.CodeAsync();
        To(await dana.SubmitAsync("prove?to=" + Factors, "code", ("Input.Code", code))).Should().Be(Factors);
        (await dana.GetAsync(Factors)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await scene.AuditedAsync(dana, AuditAction.IdentityProved)).Should().Be(1);
        dana.Cookies[SignInRegistration.Cookie].Should().Be(before, "it is the sign-in it was");

        await AgeProofAsync(dana);
        await dana.SubmitAsync("prove", "code", ("Input.Code", code));
        (await dana.GetAsync(Factors)).StatusCode.Should().Be(HttpStatusCode.SeeOther, "a code proves once");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task It_leads_nowhere_else(string to)
    {
        var dana = await NewAsync();
        To(await dana.SubmitAsync("prove?to=" + Uri.EscapeDataString(to), "code", ("Input.Code", await dana.CodeAsync()))).Should().Be("/");
        await SetAsync(dana, "locked_at = now()");
        To(await dana.SubmitAsync("unlock?to=" + Uri.EscapeDataString(to), "unlock", ("Input.Code", await dana.CodeAsync()))).Should().Be("/");
    }

    [Fact]
    public async Task A_passkey_proves_and_somebody_elses_does_not()
    {
        var (dana, key) = await scene.WithKeyAsync();
        var (_, strangers) = await scene.WithKeyAsync();
        await AgeProofAsync(dana);
        var page = await FactorScene.BodyAsync(await dana.GetAsync("prove"));
        foreach (var whose in new[] { null, "anyone" })
        {
            var forged = strangers.Answer(await FactorScene.OptionsAsync(dana, page, whose: whose), scene.Server.Address);
            await dana.SubmitOnAsync(page, "prove", "passkey", ("Credential", forged));
            (await dana.GetAsync(Factors)).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        }

        var answer = key.Answer(await FactorScene.OptionsAsync(dana, page), scene.Server.Address);
        To(await dana.SubmitOnAsync(page, "prove", "passkey", ("Credential", answer))).Should().Be("/");
        (await dana.GetAsync(Factors)).StatusCode.Should().Be(HttpStatusCode.OK);
        await AgeProofAsync(dana);
        await dana.SubmitOnAsync(page, "prove", "passkey", ("Credential", answer));
        (await dana.GetAsync(Factors)).StatusCode.Should().Be(HttpStatusCode.SeeOther, "an answer counts once");
    }

    [Fact]
    public async Task A_locked_sign_in_shows_the_way_back_and_nothing_else()
    {
        var dana = await NewAsync();
        var frame = await FactorScene.BodyAsync(await dana.GetAsync("hat"));
        await SetAsync(dana, "locked_at = now()");
        foreach (var path in new[] { "/today", "/hat", "/account/sessions", "/prove", Factors, "/approvals" })
        {
            var answer = await dana.SendAsync(new(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } });
            (answer.StatusCode, To(answer)).Should().Be((HttpStatusCode.SeeOther, "/unlock?to=" + Uri.EscapeDataString(path)), path);
        }

        // A script is told so, and a form's post does nothing.
        (await dana.GetAsync("/today")).StatusCode.Should().Be(HttpStatusCode.Locked);
        (await dana.SubmitOnAsync(frame, "hat", "hat", ("Chosen", "Admin x y"))).StatusCode.Should().Be(HttpStatusCode.Locked);
        (await dana.PostAsync("session/seen")).StatusCode.Should().Be(HttpStatusCode.Locked);
        (await dana.PostAsync("session/prove")).StatusCode.Should().Be(HttpStatusCode.Locked);
        (await dana.GetAsync("session/state")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await dana.GetAsync("help")).StatusCode.Should().Be(HttpStatusCode.OK, "help is never behind a lock");
        (await dana.PostAsync("session/unlock", ("Input.Code", await dana.CodeAsync()))).StatusCode.Should().Be(HttpStatusCode.BadRequest, "a form's token is asked for");

        (await dana.PageAsync("unlock")).Should().Contain(Hebrew["SignedInText", "LockedLead"]);
        var wrong = await dana.SubmitAsync("unlock", "unlock", ("Input.Code", "000000"));
        wrong.StatusCode.Should().Be(HttpStatusCode.OK);
        await dana.SubmitAsync("unlock", "unlock", ("Input.Password", DoorClient.Password));
        (await dana.GetAsync("/today")).StatusCode.Should().Be(HttpStatusCode.Locked, "staff come back by a factor");
        To(await dana.SubmitAsync("unlock?to=/today", "unlock", ("Input.Code", await dana.CodeAsync()))).Should().Be("/today");
        (await dana.GetAsync("/today")).StatusCode.Should().Be(HttpStatusCode.OK);
        To(await dana.GetAsync("unlock?to=/hat")).Should().Be("/hat", "nothing is locked");
    }

    [Fact]
    public async Task After_the_absolute_limit_both_factors_are_needed_and_the_hat_stays()
    {
        var dana = await NewAsync();
        await dana.WearAsync(Hat.Admin);
        var session = await scene.House.SeeAsync<Guid>("select id from signin.sessions where account_id = $1 and ended_at is null", await scene.AccountOfAsync(dana));
        await SetAsync(dana, "expires_at = now() - interval '1 minute'");
        (await dana.GetAsync("/audit")).StatusCode.Should().Be(HttpStatusCode.Locked);
        (await dana.PageAsync("unlock")).Should().Contain(Hebrew["SignedInText", "ExpiredLead"]);

        var code = await dana.CodeAsync();
        await dana.SubmitAsync("unlock", "unlock", ("Input.Code", code));
        await dana.SubmitAsync("unlock", "unlock", ("Input.Password", DoorClient.Password));
        await dana.SubmitAsync("unlock", "unlock", ("Input.Password", "another long password"), ("Input.Code", code));
        (await dana.GetAsync("/audit")).StatusCode.Should().Be(HttpStatusCode.Locked);
        var before = dana.Cookies[SignInRegistration.Cookie];
        To(await dana.SubmitAsync("unlock?to=/audit", "unlock", ("Input.Password", DoorClient.Password), ("Input.Code", code))).Should().Be("/audit", "a wrong password uses up no code");
        (await dana.GetAsync("/audit")).StatusCode.Should().Be(HttpStatusCode.OK, "under the hat it had");
        dana.Cookies[SignInRegistration.Cookie].Should().NotBe(before, "the cookie holds as long as the sign-in now does");
        (await scene.House.SeeAsync<bool>("select expires_at > now() + interval '11 hours' from signin.sessions where id = $1 and ended_at is null", session)).Should().BeTrue();

        await SetAsync(dana, "expires_at = now() - interval '24 hours 1 minute'");
        To(await dana.GetAsync("/audit")).Should().StartWith("/sign-in", "nobody brings back what is older");
    }

    [Fact]
    public async Task A_passkey_alone_brings_it_back_after_the_limit_and_another_account_never()
    {
        var (dana, key) = await scene.WithKeyAsync();
        var (_, strangers) = await scene.WithKeyAsync();
        await SetAsync(dana, "expires_at = now() - interval '1 minute'");
        var page = await FactorScene.BodyAsync(await dana.GetAsync("unlock"));
        var options = await FactorScene.OptionsAsync(dana, page, whose: "anyone");
        (await dana.SubmitOnAsync(page, "unlock", "passkey", ("Credential", strangers.Answer(options, scene.Server.Address)))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await dana.GetAsync("/today")).StatusCode.Should().Be(HttpStatusCode.Locked);
        options = await FactorScene.OptionsAsync(dana, page);
        To(await dana.SubmitOnAsync(page, "unlock", "passkey", ("Credential", key.Answer(options, scene.Server.Address)))).Should().Be("/");
        (await dana.GetAsync("/today")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_patient_comes_back_by_password_and_what_they_wrote_slowly_arrives()
    {
        var dana = await NewAsync();
        var therapist = await dana.AsTherapistAsync(scene.House);
        scene.House.Clock.Set(TimeProvider.System.GetUtcNow());
        var maya = await scene.House.NewPatientAsync(therapist);
        var patient = scene.New();
        await patient.ComeInAsync((await scene.House.Get<InvitePatient>().RunAsync(therapist, maya, CancellationToken.None)).Value);
        var page = await FactorScene.BodyAsync(await patient.GetAsync("messages"));
        await SetAsync(patient, "seen_at = now() - interval '6 minutes'");
        (await patient.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.Locked);
        (await patient.GetAsync("messages/latest")).StatusCode.Should().Be(HttpStatusCode.Locked);

        // A post without a script: taken, shown to nobody, and help does not wait for the lock.
        To(await patient.SubmitOnAsync(page, "messages", "write", ("Input.Words", "היה לי שבוע ארוך"))).Should().Be("/messages#end");
        To(await patient.SubmitOnAsync(page, "messages", "write", ("Input.Words", "אני רוצה למות"), ("Input.Key", Guid.NewGuid().ToString()))).Should().Be("/help");
        (await scene.House.SeeAsync<long>("select count(*) from tc.replies where patient_id = $1", maya)).Should().Be(2);
        var refused = await FactorScene.BodyAsync(await patient.SubmitOnAsync(page, "messages", "write", ("Input.Words", " "), ("Input.Key", Guid.NewGuid().ToString())));
        WebUtility.HtmlDecode(refused).Should().NotContain("שבוע ארוך", "nothing is read under the lock");

        (await FactorScene.BodyAsync(await patient.GetAsync("unlock"))).Should().NotContain("TherapyCompanion").And.Contain("href=\"/help\"");
        await patient.SubmitAsync("unlock", "unlock", ("Input.Password", "another long password"));
        (await patient.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.Locked);
        To(await patient.SubmitAsync("unlock?to=/messages", "unlock", ("Input.Password", DoorClient.Password))).Should().Be("/messages");
        (await patient.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cookie_from_before_is_worth_nothing_after()
    {
        var dana = await NewAsync();
        var thief = scene.Twin(dana);
        (await thief.GetAsync("/today")).StatusCode.Should().Be(HttpStatusCode.OK);
        await dana.WearAsync(Hat.Admin);
        To(await thief.GetAsync("/today")).Should().StartWith("/sign-in", "the hat was changed, and with it the sign-in");

        thief = scene.Twin(dana);
        await dana.SignInAsync();
        To(await thief.GetAsync("/audit")).Should().StartWith("/sign-in", "signing in again in the same browser ends what was there");
        (await dana.GetAsync("/today")).StatusCode.Should().Be(HttpStatusCode.OK);

        // A cookie that somebody planted in the browser before becomes nobody's sign-in.
        var mallory = await NewAsync();
        var victim = scene.New();
        (victim.Email, victim.Secret) = (dana.Email, dana.Secret);
        victim.Cookies[SignInRegistration.Cookie] = mallory.Cookies[SignInRegistration.Cookie];
        To(await mallory.GetAsync("/today")).Should().BeEmpty();
        var planted = victim.Cookies[SignInRegistration.Cookie];
        victim = dana.ElsewhereAsSame();
        victim.Cookies[SignInRegistration.Cookie] = planted;
        await victim.GivePasswordAsync();
        await victim.SubmitAsync("sign-in/code", "code", ("Code", await victim.CodeAsync()));
        victim.Cookies[SignInRegistration.Cookie].Should().NotBe(planted);
        To(await mallory.GetAsync("/today")).Should().StartWith("/sign-in", "what was planted ended with the victim's own sign-in");
        (await victim.GetAsync("/today")).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
