using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// The way in of somebody who was invited, over the real server: by passkey, by password or with the account they have; left in the
/// middle, pressed twice, used again, too late, guessed at.
/// </summary>
[Trait("Needs", "Server")]
public sealed class InvitationDoorTests(PatientScene scene) : IClassFixture<PatientScene>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Texts Words = new("he");

    private static string Path(InvitationSecrets secrets) => $"invitation/{secrets.Link}";

    private static string Wrong(InvitationSecrets secrets, int i = 0) => $"{(int.Parse(secrets.Digits) + 1 + i) % 1_000_000:000000}";

    private static async Task<string> TextAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private static async Task<string> MarkupAsync(HttpResponseMessage answer) => await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static (string, string)[] Account(string email, string password = DoorClient.Password) => [("Input.Email", email), ("Input.Password", password)];

    /// <summary>The page on which the way in is chosen.</summary>
    private static async Task<string> ProveAsync(DoorClient person, InvitationSecrets secrets)
    {
        var page = await MarkupAsync(await person.SubmitAsync(Path(secrets), "digits", ("Digits", $"{secrets.Digits[..3]} {secrets.Digits[3..]}")));
        page.Should().Contain("data-passkey=\"create\"").And.Contain("Input.Password");
        return page;
    }

    private static void ShouldBeIn(HttpResponseMessage answer, DoorClient person)
    {
        answer.Headers.Location?.OriginalString.Should().EndWith("/messages");
        person.Cookies.Should().ContainKey("__Host-tc");
    }

    private Task<long> TriesAsync(Guid patient) => scene.CountAsync("select tries_left::bigint from tc.invitations where patient_id = $1", patient);

    private Task<string> StateAsync(Guid patient) => scene.House.SeeAsync<string>("select state from tc.invitations where patient_id = $1", patient);

    private Task<long> AccountsOfAsync(Guid patient) => scene.CountAsync("select count(*) from tc.patient_accounts where patient_id = $1", patient);

    [Fact]
    public async Task Left_after_the_digits_the_link_still_works_and_nothing_was_made()
    {
        var dana = await scene.NewPracticeAsync();
        var (patient, secrets) = await scene.InviteAsync(dana);
        var (accounts, left) = (await scene.CountAsync("select count(*) from signin.accounts"), scene.Somebody());
        await ProveAsync(left, secrets);
        left.Cookies.Keys.Should().NotContain("__Host-tc", "digits alone let nobody in");
        (await scene.CountAsync("select count(*) from signin.accounts")).Should().Be(accounts);

        // Another browser, another day: the digits are asked for again, and without them there is no second step.
        var person = scene.Somebody();
        (await person.PageAsync(Path(secrets))).Should().Contain(Words["AccountText", "InvitationDigits"]).And.NotContain("Input.Password");
        var without = await person.SubmitOnAsync(await ProveAsync(scene.Somebody(), secrets), Path(secrets), "account", [.. Account(person.Email), ("Input.Digits", "")]);
        without.StatusCode.Should().NotBe(HttpStatusCode.Redirect, "a token of somebody else's browser, and no digits");
        ShouldBeIn(await person.SubmitOnAsync(await ProveAsync(person, secrets), Path(secrets), "account", Account(person.Email)), person);
        (await StateAsync(patient), await AccountsOfAsync(patient)).Should().Be(("Used", 1));
        (await scene.AuditedAsync(dana.PracticeId, "InvitationAccepted")).Should().Be(1);
        (await scene.AuditedAsync(dana.PracticeId, "SignedIn")).Should().Be(1);
    }

    [Fact]
    public async Task A_refused_password_says_why_and_costs_nothing()
    {
        var dana = await scene.NewPracticeAsync();
        var (patient, secrets) = await scene.InviteAsync(dana);
        var person = scene.Somebody();
        var page = await ProveAsync(person, secrets);
        var refused = await person.SubmitOnAsync(page, Path(secrets), "account", Account(person.Email, "short"));
        (await TextAsync(refused)).Should().Contain(Words["AccountText", "PasswordTooShort"]).And.Contain(person.Email);
        (await TextAsync(await person.SubmitOnAsync(page, Path(secrets), "account", Account("no address")))).Should().Contain(Words["AccountText", "EmailWrong"]);
        (await TriesAsync(patient)).Should().Be(5);
        ShouldBeIn(await person.SubmitOnAsync(await MarkupAsync(refused), Path(secrets), "account", Account(person.Email)), person);
    }

    [Fact]
    public async Task Pressed_twice_and_in_two_tabs_one_person_comes_in_once()
    {
        var dana = await scene.NewPracticeAsync();
        var (patient, secrets) = await scene.InviteAsync(dana);
        var person = scene.Somebody();
        var page = await ProveAsync(person, secrets);
        var answers = await DoorHouse.AtOnceAsync(4, _ => person.SubmitOnAsync(page, Path(secrets), "account", Account(person.Email)));
        answers.Count(a => a.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther or HttpStatusCode.Found).Should().Be(1);
        answers.Should().OnlyContain(a => (int)a.StatusCode < 500);
        (await AccountsOfAsync(patient)).Should().Be(1);

        // Two tabs with two addresses: one of them comes in, and the other's account is not left behind.
        var (second, other) = await scene.InviteAsync(dana);
        var (one, two) = (scene.Somebody(), scene.Somebody());
        var (first, last) = (await ProveAsync(one, other), await ProveAsync(two, other));
        var both = await DoorHouse.AtOnceAsync(2, i => i == 0
            ? one.SubmitOnAsync(first, Path(other), "account", Account(one.Email))
            : two.SubmitOnAsync(last, Path(other), "account", Account(two.Email)));
        both.Should().OnlyContain(a => (int)a.StatusCode < 500);
        new[] { one, two }.Count(p => p.Cookies.ContainsKey("__Host-tc")).Should().Be(1);
        (await AccountsOfAsync(second)).Should().Be(1);
        (await scene.CountAsync("select count(*) from signin.accounts a where not exists (select from tc.patient_accounts p where p.account_id = a.id) and created_at > now() - interval '1 minute'"))
            .Should().Be(0);
    }

    [Fact]
    public async Task Used_replaced_late_and_invented_links_say_the_same()
    {
        var dana = await scene.NewPracticeAsync();
        var (used, secrets) = await scene.InviteAsync(dana);
        var person = scene.Somebody();
        var page = await ProveAsync(person, secrets);
        ShouldBeIn(await person.SubmitOnAsync(page, Path(secrets), "account", Account(person.Email)), person);

        var (patient, replaced) = await scene.InviteAsync(dana);
        (await scene.House.Get<InvitePatient>().RunAsync(dana, patient, None)).IsDone.Should().BeTrue();
        var (late, old) = await scene.InviteAsync(dana);
        var waiting = scene.Somebody();
        var before = await ProveAsync(waiting, old);
        await scene.House.ForceAsync("update tc.invitations set expires_at = now() - interval '1 second' where patient_id = $1", late);

        foreach (var link in new[] { secrets.Link, replaced.Link, old.Link, new string('A', 43), "nonsense" })
        {
            var text = await scene.Somebody().PageAsync($"invitation/{link}");
            text.Should().Contain(Words["AccountText", "InvitationOverTitle"], link).And.NotContain("דנה");
        }

        // A form that was opened in time and posted too late.
        (await TextAsync(await waiting.SubmitOnAsync(before, Path(old), "account", Account(waiting.Email)))).Should().Contain(Words["AccountText", "InvitationOverTitle"]);
        (await AccountsOfAsync(late), await AccountsOfAsync(used)).Should().Be((0, 1));
        // The same form once more, after success: its token was of somebody who was not in yet.
        (await person.SubmitOnAsync(page, Path(secrets), "account", Account(scene.Somebody().Email))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await AccountsOfAsync(used)).Should().Be(1);
    }

    [Fact]
    public async Task Five_wrong_tries_close_it_also_to_the_right_digits()
    {
        var dana = await scene.NewPracticeAsync();
        var (patient, secrets) = await scene.InviteAsync(dana);
        var guesser = scene.Somebody();
        foreach (var (left, key) in new[] { (4, "DigitsWrong_n"), (3, "DigitsWrong_n"), (2, "DigitsWrong_2"), (1, "DigitsWrong_1") })
        {
            var text = await TextAsync(await guesser.SubmitAsync(Path(secrets), "digits", ("Digits", Wrong(secrets, left))));
            text.Should().Contain(string.Format(Words["AccountText", key], left));
        }

        (await TextAsync(await guesser.SubmitAsync(Path(secrets), "digits", ("Digits", Wrong(secrets))))).Should().Contain(Words["AccountText", "InvitationOverTitle"]);
        (await scene.Somebody().PageAsync(Path(secrets))).Should().Contain(Words["AccountText", "InvitationOverTitle"]);
        (await StateAsync(patient)).Should().Be("Closed");
        (await scene.AuditedAsync(dana.PracticeId, "InvitationFailed", "Denied")).Should().Be(5);
    }

    [Fact]
    public async Task An_invitation_is_no_way_to_ask_who_has_an_account()
    {
        var dana = await scene.NewPracticeAsync();
        var (somebody, known) = (await scene.NewPatientAsync(of: dana), scene.Somebody());
        await scene.House.ForceAsync("update signin.accounts set created_at = now() - interval '1 day' where id = $1", somebody.Account);
        var (patient, secrets) = await scene.InviteAsync(dana);
        var page = await ProveAsync(known, secrets);
        for (var left = 4; left > 0; left--)
        {
            var text = await TextAsync(await known.SubmitOnAsync(page, Path(secrets), "account", Account(somebody.Client.Email.ToUpperInvariant())));
            var key = left switch { 1 => "EmailUnusable_1", 2 => "EmailUnusable_2", _ => "EmailUnusable_n" };
            text.Should().Contain(string.Format(Words["EntryText", key], left));
            (await TriesAsync(patient)).Should().Be(left);
        }

        (await TextAsync(await known.SubmitOnAsync(page, Path(secrets), "account", Account(somebody.Client.Email)))).Should().Contain(Words["AccountText", "InvitationOverTitle"]);
        (await StateAsync(patient)).Should().Be("Closed", "the fifth question was the last");
        foreach (var language in new[] { "he", "en" })
            new Texts(language)["EntryText", "EmailUnusable_n"].Should().NotContainAny("exists", "taken", "registered", "in use", "קיימת", "בשימוש", "תפוסה", "רשומה");
        (await somebody.Client.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK, "nothing happened to whose address it is");
    }

    [Fact]
    public async Task Who_has_an_account_joins_with_it_and_keeps_what_they_had()
    {
        // A patient of one practice, invited by another.
        var maya = await scene.NewPatientAsync("מכתבים");
        var other = await scene.NewPracticeAsync("דואר");
        var (patient, secrets) = await scene.InviteAsync(other);

        var door = await scene.Somebody().GetAsync($"{Path(secrets)}/join");
        door.Headers.Location!.OriginalString.Should().Contain("/sign-in?to=").And.Contain("join", "who is out signs in first, like anybody, and comes back");

        var wrong = await TextAsync(await maya.Client.SubmitAsync($"{Path(secrets)}/join", "join", ("Digits", Wrong(secrets))));
        wrong.Should().Contain(string.Format(Words["AccountText", "DigitsWrong_n"], 4)).And.Contain(maya.Client.Email);
        (await AccountsOfAsync(patient)).Should().Be(0);
        ShouldBeIn(await maya.Client.SubmitAsync($"{Path(secrets)}/join", "join", ("Digits", secrets.Digits)), maya.Client);
        (await maya.Client.PageAsync("messages")).Should().Contain("<title>דואר</title>");
        (await scene.House.Get<ISignInDirectory>().HatsOfAsync(maya.Account, None)).Should().BeEquivalentTo(
            [new WearableHat(Hat.Patient, maya.Dana.PracticeId, maya.Id), new WearableHat(Hat.Patient, other.PracticeId, patient)]);
        (await scene.AuditedAsync(other.PracticeId, "InvitationAccepted")).Should().Be(1);
        (await scene.AuditedAsync(other.PracticeId, "HatChosen")).Should().Be(1);
        (await maya.Client.PageAsync($"{Path(secrets)}/join")).Should().Contain(Words["AccountText", "InvitationOverTitle"], "it is used up");

        // A therapist, who is somebody's patient too: with the proof they gave, and with their staff hat still behind a factor.
        var dana = scene.Somebody();
        await dana.SignUpAsync();
        var (asPatient, theirs) = await scene.InviteAsync(other);
        ShouldBeIn(await dana.SubmitAsync($"{Path(theirs)}/join", "join", ("Digits", theirs.Digits)), dana);
        (await AccountsOfAsync(asPatient)).Should().Be(1);
        (await dana.PageAsync("messages")).Should().Contain("<title>דואר</title>").And.NotContainEquivalentOf("TherapyCompanion");
        (await dana.GetAsync("today")).StatusCode.Should().NotBe(HttpStatusCode.OK, "another hat is put on openly");
    }

    [Fact]
    public async Task A_passkey_alone_lets_in_and_leaves_no_password()
    {
        var dana = await scene.NewPracticeAsync("מכתבים");
        var (patient, secrets) = await scene.InviteAsync(dana);
        var email = scene.Somebody().Email;
        var phone = await scene.Doors.OpenAsync(scene.Somebody(), phone: true);
        var authenticator = await Authenticator.PlugInAsync(phone);
        await phone.GotoAsync("/" + Path(secrets));
        await Browser.ShouldBeAccessibleAsync(phone);
        await phone.GetByLabel(Words["AccountText", "DigitsLabel"]).FillAsync(secrets.Digits);
        await phone.GetByRole(AriaRole.Button, new() { Name = Words["AccountText", "DigitsSubmit"] }).ClickAsync();

        var submit = phone.GetByRole(AriaRole.Button, new() { Name = Words["EntryText", "PasskeySubmit"] });
        await Expect(submit).ToBeVisibleAsync();
        await Expect(phone.GetByLabel(Words["AccountText", "Password"])).ToBeHiddenAsync();
        await Browser.ShouldBeAccessibleAsync(phone);
        (await phone.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(390);
        var form = phone.Locator("form[data-passkey]");
        (await form.GetAttributeAsync("data-options")).Should().NotContainEquivalentOf("TherapyCompanion").And.Contain("\"user\"");

        // The wrong finger first.
        await authenticator.VerifyAsync(false);
        await form.Locator("input[type=email]").FillAsync(email);
        await submit.ClickAsync();
        await Expect(phone.Locator("[data-declined]")).ToBeVisibleAsync();
        await authenticator.VerifyAsync(true);
        await submit.ClickAsync();
        await Expect(phone).ToHaveURLAsync(new Regex("/messages$"));

        var row = (await scene.House.SeeAllAsync(
            "select a.password_hash is null, a.two_factor_enabled, count(k.*) from signin.accounts a join tc.patient_accounts p on p.account_id = a.id left join signin.passkeys k on k.user_id = a.id where p.patient_id = $1 group by 1, 2", patient)).Single();
        row.Should().Equal(true, true, 1L);
        var key = (await authenticator.KeysAsync()).Should().ContainSingle().Which;
        foreach (var name in new[] { "userName", "userDisplayName" })
            if (key.TryGetProperty(name, out var shown)) shown.GetString().Should().Be("מכתבים", "what a phone lists tells nothing");

        // Back another day, with nothing but the key. The door offers it by itself, and this finger is always there.
        await phone.Context.ClearCookiesAsync();
        await phone.GotoAsync("/sign-in");
        await Expect(phone).ToHaveURLAsync(new Regex("/messages$"));
    }

    [Fact]
    public async Task A_passkeys_answer_is_taken_once_and_for_the_account_it_was_made_for()
    {
        var dana = await scene.NewPracticeAsync();
        var (patient, secrets) = await scene.InviteAsync(dana);
        var phone = await scene.Doors.OpenAsync(scene.Somebody(), phone: true);
        await Authenticator.PlugInAsync(phone);
        await phone.GotoAsync("/" + Path(secrets));
        await phone.GetByLabel(Words["AccountText", "DigitsLabel"]).FillAsync(secrets.Digits);
        await phone.GetByRole(AriaRole.Button, new() { Name = Words["AccountText", "DigitsSubmit"] }).ClickAsync();
        await Expect(phone.Locator("form[data-passkey]")).ToBeVisibleAsync();

        // The page's own form, with another account's id in it: the challenge was made for one account, and is used up by this.
        var answers = await phone.EvaluateAsync<string[]>(
            """
            async email => {
              const form = document.querySelector('form[data-passkey]');
              const { create } = await import(document.querySelector('script[src*=passkeys]').src);
              const credential = await create(form.dataset.options);
              const post = async account => {
                const fields = new FormData(form);
                fields.set('Credential', credential);
                fields.set('Key.Email', email);
                if (account) fields.set('Key.Account', account);
                const answer = await fetch(location.pathname, { method: 'POST', body: fields, redirect: 'manual' });
                return answer.type === 'opaqueredirect' ? 'in' : await answer.text();
              };
              return [await post(crypto.randomUUID()), await post()];
            }
            """, scene.Somebody().Email);
        foreach (var answer in answers) WebUtility.HtmlDecode(answer).Should().Contain(Words["EntryText", "PasskeyFailed"]);
        (await AccountsOfAsync(patient), await StateAsync(patient)).Should().Be((0, "Open"));
    }

    [Fact]
    public async Task Without_script_the_password_stands_open()
    {
        var dana = await scene.NewPracticeAsync();
        var (_, secrets) = await scene.InviteAsync(dana);
        var page = await ProveAsync(scene.Somebody(), secrets);
        Regex.Match(page, "<form[^>]*data-passkey[^>]*>").Value.Should().Contain("hidden");
        Regex.Match(page, "<details[^>]*data-other-way[^>]*>").Value.Should().Contain(" open");
        page.Should().Contain($"/{Path(secrets)}/join");
    }
}
