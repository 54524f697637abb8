using System.Net;
using System.Text.RegularExpressions;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using static TherapyCompanion.Tests.Support.FactorScene;

namespace TherapyCompanion.Tests.Web;

/// <summary>A person's own factors over the real server: who may change them, what a change ends, and what is never possible.</summary>
[Trait("Needs", "Server")]
public sealed class OwnFactorsTests(FactorScene scene) : IClassFixture<FactorScene>
{
    private const string Page = "account/factors";
    private static readonly Texts He = new("he");

    private static async Task<string> ReadAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await BodyAsync(answer));

    private static IEnumerable<string> FormsOf(string page, string kind) => Regex.Matches(page, $"value=\"({kind}-[0-9a-f]+)\"").Select(m => m.Groups[1].Value);

    private static async Task<HttpResponseMessage> RemoveAsync(DoorClient person, int which = 0)
    {
        var page = await BodyAsync(await person.GetAsync(Page));
        return await person.SubmitOnAsync(page, Page, FormsOf(page, "remove").ElementAt(which));
    }

    [Fact]
    public async Task Keys_are_added_named_renamed_and_removed_and_each_time_a_letter_says_so()
    {
        using var person = scene.New();
        await person.SignUpAsync();
        using var first = await scene.AddKeyAsync(person, "הטלפון של קנריזורב");
        using var second = await scene.AddKeyAsync(person);
        var page = await BodyAsync(await person.GetAsync(Page));
        WebUtility.HtmlDecode(page).Should().Contain("הטלפון של קנריזורב").And.Contain(He["FactorText", "PasskeyDefaultName"]).And.Contain(He["FactorText", "PasskeyNeverUsed"]);

        scene.Where(await person.SubmitOnAsync(page, Page, FormsOf(page, "rename").First(), ("NewName", " <b>קנריזורב</b> \n"))).Should().Be("/account/factors?done=renamed");
        (await BodyAsync(await person.GetAsync(Page))).Should().NotContain("<b>").And.Contain("&lt;b&gt;");
        // What a person calls a key is nobody's to read: not in the database, not in the log, not in an address.
        (await scene.House.SeeAsync<long>("select count(*) from signin.passkeys where data::text like '%\\u05e7\\u05e0\\u05e8%' or data::text like '%קנריזורב%'")).Should().Be(0);
        scene.Server.Lines.Should().NotContain(l => l.Contains("קנריזורב", StringComparison.Ordinal));

        scene.Where(await RemoveAsync(person)).Should().Be("/account/factors?done=removed");
        // The same once more, from a page that still shows it.
        foreach (var form in new[] { FormsOf(page, "remove").First(), FormsOf(page, "rename").First() })
            scene.Where(await person.SubmitOnAsync(page, Page, form, ("NewName", "x"))).Should().Be("/account/factors", form);
        using var elsewhere = scene.New();
        scene.Where(await scene.SignInAsync(elsewhere, first)).Should().BeEmpty("it was removed");
        scene.Where(await scene.SignInAsync(elsewhere, second)).Should().Be("/");
        (await scene.AuditedAsync(person, AuditAction.PasskeyAdded)).Should().Be(2);
        (await scene.AuditedAsync(person, AuditAction.PasskeyRemoved)).Should().Be(1);
        var letters = await scene.LettersAsync(person, 4);
        letters.Should().HaveCount(4, "one for the code app, two for the keys, one for the removal");
        letters.Should().OnlyContain(l => l.From.Mailboxes.Single().Name == "TherapyCompanion" && l.TextBody!.Contains("/account/factors"));
        letters.Should().OnlyContain(l => !l.ToString().Contains("קנריזורב"));
    }

    [Fact]
    public async Task A_change_ends_every_other_sign_in_and_whoever_is_halfway()
    {
        using var person = scene.New();
        await person.SignUpAsync();
        using var other = person.ElsewhereAsSame();
        await other.SignInAsync();
        using var halfway = person.ElsewhereAsSame();
        await halfway.GivePasswordAsync();
        using var key = await scene.AddKeyAsync(person);
        (await person.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK, "it was changed from here");
        scene.Where(await other.GetAsync("today")).Should().StartWith("/sign-in");
        scene.Where(await halfway.GetAsync("sign-in/code")).Should().Be("/sign-in");
        (await scene.SessionsAsync(person, "ended_by = 'SecretsChanged'")).Should().Be(1);
    }

    [Fact]
    public async Task Everything_here_asks_for_a_fresh_proof()
    {
        using var person = scene.New();
        await person.SignUpAsync();
        var page = await BodyAsync(await person.GetAsync(Page));
        using var key = new SoftKey();
        var made = key.Make(await OptionsAsync(person, page, "passkeys/creation"), scene.Server.Address);
        await scene.House.ForceAsync("update signin.sessions set proved_at = proved_at - interval '11 minutes' where account_id = $1", await scene.AccountOfAsync(person));
        scene.Where(await person.GetAsync(Page)).Should().Be("/prove?to=%2Faccount%2Ffactors");
        foreach (var (form, fields) in new (string, (string, string)[])[] { ("add", [("Credential", made)]), ("codes", []), ("remove-app", []), ("app", [("Code", "000000")]) })
        {
            var answer = form is "remove-app" && !page.Contains("remove-app") ? null : await person.SubmitOnAsync(page, Page, form, fields);
            if (answer is not null) scene.Where(answer).Should().StartWith("/prove?to=", form);
        }

        (await scene.CountAsync("signin.passkeys where user_id = $1", person)).Should().Be(0);
    }

    [Fact]
    public async Task The_last_factor_of_staff_stays_also_when_two_tabs_remove_the_last_two()
    {
        using var person = scene.New();
        await person.SignUpAsync();
        // Only the app: it stays.
        var page = await BodyAsync(await person.GetAsync(Page));
        (await ReadAsync(await person.SubmitOnAsync(page, Page, "remove-app"))).Should().Contain(He["FactorText", "LastFactor"]);
        using var first = await scene.AddKeyAsync(person);
        using var second = await scene.AddKeyAsync(person);
        page = await BodyAsync(await person.GetAsync(Page));
        scene.Where(await person.SubmitOnAsync(page, Page, "remove-app")).Should().Be("/account/factors?done=app-removed");

        page = await BodyAsync(await person.GetAsync(Page));
        var forms = FormsOf(page, "remove").ToList();
        var twins = forms.Select(_ => scene.Twin(person)).ToList();
        var answers = await DoorHouse.AtOnceAsync(2, i => twins[i].SubmitOnAsync(page, Page, forms[i]));
        answers.Count(a => scene.Where(a).EndsWith("done=removed", StringComparison.Ordinal)).Should().Be(1);
        (await scene.CountAsync("signin.passkeys where user_id = $1", person)).Should().Be(1);
        (await ReadAsync(await RemoveAsync(person))).Should().Contain(He["FactorText", "LastFactor"]);
        twins.ForEach(t => t.Dispose());
    }

    [Fact]
    public async Task Another_app_takes_the_place_of_the_first_only_with_a_code_of_its_own()
    {
        using var person = scene.New();
        await person.SignUpAsync();
        var page = await BodyAsync(await person.GetAsync(Page));
        var secret = Totp.ReadSecret(Regex.Match(page, "class=\"secret\"[^>]*><code>([^<]+)<").Groups[1].Value);
        var old = person.Secret;
        const string stored = "select value from signin.account_tokens where name = 'AuthenticatorKey' and user_id = $1";
        var before = await scene.House.SeeAsync<string>(stored, await scene.AccountOfAsync(person));
        (await ReadAsync(await person.SubmitOnAsync(page, Page, "app", ("Code", await person.CodeAsync())))).Should().Contain(He["AccountText", "CodeWrong"], "a code of the old app proves nothing of the new one");
        (await scene.House.SeeAsync<string>(stored, await scene.AccountOfAsync(person))).Should().Be(before, "an offer that nobody took changes nothing");

        person.Secret = secret;
        scene.Where(await person.SubmitOnAsync(page, Page, "app", ("Code", await person.CodeAsync()))).Should().Be("/account/factors?done=app");
        using var elsewhere = person.ElsewhereAsSame();
        elsewhere.Secret = old;
        await elsewhere.GivePasswordAsync();
        scene.Where(await elsewhere.SubmitAsync("sign-in/code", "code", ("Code", await elsewhere.CodeAsync()))).Should().BeEmpty("the old app is not the account's any more");
        elsewhere.Secret = secret;
        scene.Where(await elsewhere.SubmitAsync("sign-in/code", "code", ("Code", await elsewhere.CodeAsync()))).Should().Be("/");
    }

    [Fact]
    public async Task An_offer_of_another_account_or_of_nobody_is_none()
    {
        using var person = scene.New();
        await person.SignUpAsync();
        using var thief = scene.New();
        await thief.SignUpAsync();
        var theirs = await BodyAsync(await thief.GetAsync(Page));
        var secret = Totp.ReadSecret(Regex.Match(theirs, "class=\"secret\"[^>]*><code>([^<]+)<").Groups[1].Value);
        var setup = Regex.Match(theirs, "name=\"Setup\" value=\"([^\"]+)\"").Groups[1].Value;
        foreach (var forged in new[] { setup, setup[..^4] + "AAAA", "", "x" })
        {
            var code = Totp.CodeAt(secret, Totp.StepAt(TimeProvider.System.GetUtcNow()));
            (await ReadAsync(await person.SubmitAsync(Page, "app", ("Setup", forged), ("Code", code)))).Should().Contain(He["AccountText", "CodeWrong"]);
        }
    }

    [Fact]
    public async Task A_key_is_made_once_for_whom_it_was_asked_and_with_a_verified_person()
    {
        using var person = scene.New();
        await person.SignUpAsync();
        using var other = scene.New();
        await other.SignUpAsync();
        using var key = new SoftKey();
        var page = await BodyAsync(await person.GetAsync(Page));

        async Task RefusedAsync(DoorClient who, string made) =>
            (await ReadAsync(await who.SubmitOnAsync(await BodyAsync(await who.GetAsync(Page)), Page, "add", ("Credential", made)))).Should().Contain(He["FactorText", "PasskeyNotMade"]);

        foreach (var lie in new SoftKey.Lie[]
        {
            new() { Flags = SoftKey.OnlyPresent }, new() { Flags = 0 }, new() { Origin = "http://localhost:1" }, new() { RpId = "evil.example" }, new() { CrossOrigin = true },
            new() { Type = "webauthn.get" }, new() { Challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
        })
            await RefusedAsync(person, key.Make(await OptionsAsync(person, page, "passkeys/creation"), scene.Server.Address, lie));

        // What one account was asked for is not another's, in whichever browser; and an answer to a sign-in makes no key.
        var made = key.Make(await OptionsAsync(person, page, "passkeys/creation"), scene.Server.Address);
        await RefusedAsync(other, made);
        using (var mixed = scene.Twin(other))
        {
            mixed.Cookies[FactorRegistration.PasskeyCookie] = person.Cookies[FactorRegistration.PasskeyCookie];
            await RefusedAsync(mixed, made);
        }

        // Once, also of ten at the same moment, and with the cookie kept.
        var fresh = key.Make(await OptionsAsync(person, page, "passkeys/creation"), scene.Server.Address);
        var twins = Enumerable.Range(0, 10).Select(_ => scene.Twin(person)).ToList();
        var answers = await DoorHouse.AtOnceAsync(10, i => twins[i].SubmitOnAsync(page, Page, "add", ("Credential", fresh)));
        answers.Count(a => scene.Where(a).EndsWith("done=added", StringComparison.Ordinal)).Should().Be(1);
        (await scene.CountAsync("signin.passkeys where user_id = $1", person)).Should().Be(1);
        await RefusedAsync(twins[0], fresh);

        // A key that is somebody's can't be put to another account.
        await RefusedAsync(other, key.Make(await OptionsAsync(other, await BodyAsync(await other.GetAsync(Page)), "passkeys/creation"), scene.Server.Address));
        twins.ForEach(t => t.Dispose());
    }

    [Fact]
    public async Task The_password_alone_adds_no_factor()
    {
        var (person, key) = await scene.WithKeyAsync();
        using var thief = person.ElsewhereAsSame();
        await thief.GivePasswordAsync();
        scene.Where(await thief.GetAsync("factor")).Should().Be("/sign-in/code");
        using var newcomer = scene.New();
        await newcomer.StartSignUpAsync();
        var page = await BodyAsync(await newcomer.GetAsync("factor")); // a page with the forms, for its token
        var code = await BodyAsync(await thief.GetAsync("sign-in/code"));
        using var own = new SoftKey();
        var made = own.Make(await OptionsAsync(thief, code, "passkeys/creation", "halfway"), scene.Server.Address);
        var token = Regex.Match(code, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        foreach (var path in new[] { "factor", Page })
            scene.Where(await thief.PostAsync(path, ("_handler", path == "factor" ? "passkey" : "add"), ("__RequestVerificationToken", token), ("Credential", made))).Should().StartWith("/sign-in");
        (await scene.CountAsync("signin.passkeys where user_id = $1", person)).Should().Be(1);
        page.Should().NotBeEmpty();
        key.Dispose();
        person.Dispose();
    }

    [Fact]
    public async Task Two_who_are_halfway_at_once_make_one_first_factor()
    {
        using var person = scene.New();
        await person.StartSignUpAsync();
        var twins = Enumerable.Range(0, 6).Select(_ => scene.Twin(person)).ToList();
        var ready = new List<(string Page, string Answer)>();
        foreach (var twin in twins)
        {
            using var key = new SoftKey();
            var page = await BodyAsync(await twin.GetAsync("factor"));
            ready.Add((page, key.Make(await OptionsAsync(twin, page, "passkeys/creation", "halfway"), scene.Server.Address)));
        }

        await DoorHouse.AtOnceAsync(6, i => twins[i].SubmitOnAsync(ready[i].Page, "factor", "passkey", ("Credential", ready[i].Answer)));
        (await scene.CountAsync("signin.passkeys where user_id = $1", person)).Should().Be(1);
        (await scene.SessionsAsync(person, "ended_at is null")).Should().Be(1);
        twins.ForEach(t => t.Dispose());
    }

    [Fact]
    public async Task Twenty_posts_of_one_code_are_one_sign_in_and_so_is_a_recovery_code()
    {
        using var person = scene.New();
        await person.StartSignUpAsync();
        var factor = await BodyAsync(await person.GetAsync("factor"));
        person.Secret = Totp.ReadSecret(Regex.Match(factor, "class=\"secret\"[^>]*><code>([^<]+)<").Groups[1].Value);
        var sheet = await BodyAsync(await person.SubmitOnAsync(factor, "factor", "factor", ("Code", await person.CodeAsync())));
        var recovery = Regex.Matches(sheet, "<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>").Select(m => m.Groups[1].Value).ToList();
        recovery.Should().HaveCount(10).And.OnlyHaveUniqueItems();

        foreach (var (form, field, value, next) in new[] { ("code", "Code", await person.CodeAsync(), "/"), ("recovery", "RecoveryCode", recovery[0], "/account/factors?done=recovery") })
        {
            using var thief = person.ElsewhereAsSame();
            await thief.GivePasswordAsync();
            var page = await BodyAsync(await thief.GetAsync("sign-in/code"));
            var before = await scene.SessionsAsync(person);
            var twins = Enumerable.Range(0, 20).Select(_ => scene.Twin(thief)).ToList();
            var answers = await DoorHouse.AtOnceAsync(20, i => twins[i].SubmitOnAsync(page, "sign-in/code", form, (field, value)));
            answers.Count(a => scene.Where(a) == next).Should().Be(1, form);
            (await scene.SessionsAsync(person)).Should().Be(before + 1, form);
            twins.ForEach(t => t.Dispose());
            await scene.House.ForceAsync("update signin.accounts set lockout_end = null, access_failed_count = 0");
        }

        (await scene.AuditedAsync(person, AuditAction.RecoveryCodeUsed)).Should().Be(1);
        (await scene.CountAsync("signin.recovery_codes where account_id = $1", person)).Should().Be(9);
    }

    [Fact]
    public async Task A_recovery_code_says_how_many_are_left_and_new_ones_end_the_old()
    {
        using var person = scene.New();
        await person.StartSignUpAsync();
        var factor = await BodyAsync(await person.GetAsync("factor"));
        person.Secret = Totp.ReadSecret(Regex.Match(factor, "class=\"secret\"[^>]*><code>([^<]+)<").Groups[1].Value);
        var codes = CodesOf(await BodyAsync(await person.SubmitOnAsync(factor, "factor", "factor", ("Code", await person.CodeAsync()))));

        using var elsewhere = person.ElsewhereAsSame();
        await elsewhere.GivePasswordAsync();
        var to = scene.Where(await elsewhere.SubmitAsync("sign-in/code", "recovery", ("RecoveryCode", codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))));
        to.Should().Be("/account/factors?done=recovery");
        (await elsewhere.PageAsync(to[1..])).Should().Contain(He["FactorText", "RecoveryUsed"]).And.Contain(He["FactorText", "RecoveryLeft_n"].Replace("{0}", "9", StringComparison.Ordinal));

        var anew = CodesOf(await BodyAsync(await elsewhere.SubmitAsync(Page, "codes")));
        anew.Should().HaveCount(10).And.NotIntersectWith(codes);
        using var later = person.ElsewhereAsSame();
        await later.GivePasswordAsync();
        scene.Where(await later.SubmitAsync("sign-in/code", "recovery", ("RecoveryCode", codes[1]))).Should().BeEmpty("it belongs to the old sheet");
        scene.Where(await later.SubmitAsync("sign-in/code", "recovery", ("RecoveryCode", anew[1]))).Should().NotBeEmpty();
        (await scene.AuditedAsync(person, AuditAction.RecoveryCodesMade)).Should().Be(2);

        static List<string> CodesOf(string sheet) => [.. Regex.Matches(sheet, "<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>").Select(m => m.Groups[1].Value)];
    }

    [Fact]
    public async Task A_patient_may_have_a_passkey_under_the_practices_neutral_name_and_the_password_goes_on_being_enough()
    {
        using var dana = scene.New();
        await dana.SignUpAsync();
        var therapist = await dana.AsTherapistAsync(scene.House);
        var maya = await scene.House.NewPatientAsync(therapist);
        using var patient = scene.New();
        await patient.ComeInAsync((await scene.House.Get<InvitePatient>().RunAsync(therapist, maya, TestContext.Current.CancellationToken)).Value);
        scene.Where(await patient.GetAsync(Page)).Should().StartWith("/prove");
        await scene.House.ForceAsync("update signin.sessions set proved_at = clock_timestamp() where account_id = $1", await scene.AccountOfAsync(patient));

        var page = await BodyAsync(await patient.GetAsync(Page));
        WebUtility.HtmlDecode(page).Should().NotContain("TherapyCompanion").And.NotContain(He["FactorText", "App"]).And.NotContain(He["FactorText", "Recovery"]);
        using var key = new SoftKey();
        var options = await OptionsAsync(patient, page, "passkeys/creation");
        System.Text.Json.Nodes.JsonNode.Parse(options)!["user"]!["displayName"]!.GetValue<string>().Should().Be("הודעות");
        options.Should().NotContain("TherapyCompanion").And.NotContain(patient.Email);
        scene.Where(await patient.SubmitOnAsync(page, Page, "add", ("Credential", key.Make(options, scene.Server.Address)))).Should().Be("/account/factors?done=added");

        using var phone = scene.New();
        scene.Where(await scene.SignInAsync(phone, key)).Should().Be("/");
        (await phone.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK);
        using var again = patient.ElsewhereAsSame();
        scene.Where(await again.GivePasswordAsync()).Should().Be("/");
        scene.Where(await RemoveAsync(patient)).Should().Be("/account/factors?done=removed", "a patient's last key is no last factor");
        var letters = await scene.LettersAsync(patient, 2);
        letters.Should().HaveCount(2).And.OnlyContain(l => l.From.Mailboxes.Single().Name == "הודעות" && !l.ToString().Contains("TherapyCompanion"));
    }

    [Fact]
    public async Task A_patient_who_joins_a_staff_gives_a_second_factor_whatever_the_password_proved()
    {
        using var dana = scene.New();
        await dana.SignUpAsync();
        var therapist = await dana.AsTherapistAsync(scene.House);
        var maya = await scene.House.NewPatientAsync(therapist);
        using var patient = scene.New();
        await patient.ComeInAsync((await scene.House.Get<InvitePatient>().RunAsync(therapist, maya, TestContext.Current.CancellationToken)).Value);
        await scene.House.ForceAsync("update signin.sessions set proved_at = clock_timestamp() where account_id = $1", await scene.AccountOfAsync(patient));

        var admin = await scene.House.ProvedAsync(House.AsAdmin(therapist));
        (await scene.House.Get<InviteMember>().RunAsync(admin, patient.Email, [Hat.Admin], "he", TestContext.Current.CancellationToken)).IsDone.Should().BeTrue();
        var link = (await scene.LettersAsync(patient, 1)).Select(l => Regex.Match(l.TextBody ?? "", @"/join/(\S+)")).Single(m => m.Success).Value[1..];
        scene.Where(await patient.SubmitAsync(link, "own", ("Input.Name", "מיה לביא"))).Should().Be("/sign-in/code");
        scene.Where(await patient.GetAsync("sign-in/code")).Should().Be("/factor");
        scene.Where(await patient.GetAsync("members")).Should().StartWith("/", "still the patient they were");
        (await scene.SessionsAsync(patient, "hat = 'Admin'")).Should().Be(0);
        var hat = await BodyAsync(await patient.GetAsync("hat"));
        var chosen = Regex.Match(hat, "name=\"Chosen\" value=\"(Admin [^\"]+)\"").Groups[1].Value;
        chosen.Should().NotBeEmpty();
        scene.Where(await patient.SubmitOnAsync(hat, "hat", "hat", ("Chosen", chosen))).Should().Be("/sign-in/code");
        (await scene.SessionsAsync(patient, "hat = 'Admin'")).Should().Be(0);
    }
}
