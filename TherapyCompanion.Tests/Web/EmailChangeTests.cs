using System.Net;
using System.Text.RegularExpressions;
using MimeKit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// Another address to sign in with, over the real server: asked after a fresh proof, done by whoever got the letter and has the
/// account; with a taken address, a stolen link, a second request and two presses at once.
/// </summary>
[Trait("Needs", "Server")]
public sealed class EmailChangeTests(PatientScene scene) : IClassFixture<PatientScene>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Texts Words = new("he");

    private static async Task<string> TextAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private static string New() => $"new.{Guid.NewGuid():N}@example.org";

    private async Task<PatientIn> MayaAsync()
    {
        var maya = await scene.NewPatientAsync("מכתבים");
        await ProveAsync(maya);
        return maya;
    }

    private static async Task ProveAsync(PatientIn maya)
    {
        var asked = await maya.Client.GetAsync("account/email");
        asked.Headers.Location!.OriginalString.Should().Be("/prove?to=%2Faccount%2Femail", "a phone left open is no proof");
        var proved = await maya.Client.SubmitAsync("prove?to=/account/email", "password", ("Input.Password", DoorClient.Password));
        proved.Headers.Location!.OriginalString.Should().EndWith("/account/email");
    }

    private static Task<HttpResponseMessage> AskAsync(DoorClient client, string email) => client.SubmitAsync("account/email", "email", ("Email", email));

    /// <summary>Asks, and takes the link out of the letter.</summary>
    private async Task<string> LinkAsync(DoorClient client, string email)
    {
        (await TextAsync(await AskAsync(client, email))).Should().Contain(string.Format(Words["OwnText", "EmailAsked"], email));
        return LinkIn(await scene.LetterAsync(email, MailKind.ConfirmEmail));
    }

    private static string LinkIn(MimeMessage letter) => Regex.Match(letter.TextBody ?? "", @"https?://[^/]+/(email/\S+)").Groups[1].Value;

    private async Task<bool> OpensAsync(string email)
    {
        var somebody = scene.Somebody();
        somebody.Email = email;
        return (await somebody.GivePasswordAsync()).Headers.Location is not null;
    }

    private Task<HttpResponseMessage> ConfirmAsync(DoorClient client, string link, string? password = null) =>
        client.SubmitAsync(link, "confirm", password is null ? [] : [("Password", password)]);

    [Fact]
    public async Task The_letter_is_answered_by_who_is_in_and_then_the_new_address_opens_and_the_old_does_not()
    {
        var maya = await MayaAsync();
        var (old, email) = (maya.Client.Email, New());
        var elsewhere = maya.Client.ElsewhereAsSame();
        await elsewhere.SignInAsync();
        var link = await LinkAsync(maya.Client, email);
        var letter = await scene.LetterAsync(email, MailKind.ConfirmEmail);
        letter.From.Mailboxes.Single().Name.Should().Be("מכתבים");
        var notice = await scene.LetterAsync(old, MailKind.EmailChanging);
        notice.TextBody.Should().NotContain(email, "whoever reads the old mail need not know the new").And.Contain("/account/email").And.NotContain(link);
        foreach (var sent in new[] { letter, notice }) sent.ToString().Should().NotContainEquivalentOf("TherapyCompanion");
        (await OpensAsync(old), await OpensAsync(email)).Should().Be((true, false), "asking changes nothing");

        // Looked at by a mail server, and again: nothing is used.
        for (var i = 0; i < 3; i++) (await maya.Client.PageAsync(link)).Should().Contain(Words["OwnText", "ConfirmSubmit"]).And.Contain(email).And.NotContainEquivalentOf("TherapyCompanion");
        (await TextAsync(await ConfirmAsync(maya.Client, link))).Should().Contain(Words["OwnText", "ConfirmDone"]);
        (await OpensAsync(old), await OpensAsync(email)).Should().Be((false, true));
        (await maya.Client.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK, "the sign-in it was done from goes on");
        (await elsewhere.GetAsync("messages")).Headers.Location!.OriginalString.Should().StartWith("/sign-in", "the others are over");
        foreach (var address in new[] { old, email }) (await scene.LetterAsync(address, MailKind.EmailChanged)).From.Mailboxes.Single().Name.Should().Be("מכתבים");
        (await maya.Client.PageAsync(link)).Should().Contain(Words["OwnText", "ConfirmOverTitle"], "it works once");

        (await scene.House.Get<PatientFile>().OpenAsync(maya.Dana, maya.Id, None)).Value.Email.Should().Be(email, "letters follow");
        (await scene.AuditedAsync(maya.Dana.PracticeId, "EmailChangeAsked")).Should().Be(1);
        (await scene.AuditedAsync(maya.Dana.PracticeId, "EmailChanged")).Should().Be(1);
        var rows = await scene.House.SeeAllAsync("select c::text from signin.email_changes c union all select a::text from signin.accounts a union all select l::text from signin.links l union all select e::text from tc_audit.entries e");
        string.Join('\n', rows.Select(r => r[0])).Should().NotContainEquivalentOf(email).And.NotContainEquivalentOf(old).And.NotContain(link[6..]);
    }

    [Fact]
    public async Task Whoever_has_only_the_letter_needs_the_password_and_whoever_is_somebody_else_is_nobody()
    {
        var (maya, noa) = (await MayaAsync(), await scene.NewPatientAsync());
        var link = await LinkAsync(maya.Client, New());
        foreach (var client in new[] { scene.Somebody(), noa.Client })
        {
            (await client.PageAsync(link)).Should().Contain(Words["OwnText", "ConfirmPassword"]);
            foreach (var wrong in new[] { "", "not the password at all" })
                (await TextAsync(await ConfirmAsync(client, link, wrong))).Should().Contain(Words["OwnText", "ConfirmRefused"]);
            (await TextAsync(await ConfirmAsync(client, link))).Should().Contain(Words["OwnText", "ConfirmRefused"], "a form without the field is no way around it");
        }

        (await TextAsync(await ConfirmAsync(scene.Somebody(), link, DoorClient.Password))).Should().Contain(Words["OwnText", "ConfirmDone"]);
        (await maya.Client.GetAsync("messages")).Headers.Location!.OriginalString.Should().StartWith("/sign-in", "done from outside it ends every sign-in");
        (await noa.Client.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_taken_address_is_answered_like_any_other_and_changes_nothing()
    {
        var (maya, noa) = (await MayaAsync(), await scene.NewPatientAsync());
        var (free, taken) = (await TextAsync(await AskAsync(maya.Client, New())), await TextAsync(await AskAsync(maya.Client, noa.Client.Email)));
        // But for the address itself and for what is sealed anew in every answer.
        static string Plain(string page) => Regex.Replace(page, @"[\w.-]+@example\.org|value=""[^""]*""|<!--Blazor.*?-->", "·");
        Plain(taken).Should().Be(Plain(free));
        var letter = await scene.LetterAsync(noa.Client.Email, MailKind.ConfirmEmail);
        // Only who reads that mail gets so far, and they know whose address it is.
        (await TextAsync(await ConfirmAsync(maya.Client, LinkIn(letter)))).Should().Contain(Words["OwnText", "ConfirmUnusable"]);
        (await OpensAsync(noa.Client.Email), await OpensAsync(maya.Client.Email)).Should().Be((true, true));
        (await noa.Client.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await maya.Client.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await scene.AuditedAsync(maya.Dana.PracticeId, "EmailChanged")).Should().Be(0);
    }

    [Fact]
    public async Task A_newer_request_a_cancelled_one_and_a_late_answer_change_nothing()
    {
        var maya = await MayaAsync();
        var (first, second) = (await LinkAsync(maya.Client, New()), await LinkAsync(maya.Client, New()));
        (await maya.Client.PageAsync(first)).Should().Contain(Words["OwnText", "ConfirmOverTitle"]);
        (await maya.Client.PageAsync("account/email")).Should().Contain(Words["OwnText", "EmailWaiting"]);
        (await TextAsync(await maya.Client.SubmitAsync("account/email", "stop"))).Should().Contain(Words["OwnText", "EmailStopped"]);
        (await maya.Client.PageAsync(second)).Should().Contain(Words["OwnText", "ConfirmOverTitle"]);

        var third = await LinkAsync(maya.Client, New());
        var open = await (await maya.Client.GetAsync(third)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await scene.House.ForceAsync("update signin.links set expires_at = now() - interval '1 second' where account_id = $1", maya.Account);
        (await maya.Client.PageAsync(third)).Should().Contain(Words["OwnText", "ConfirmOverTitle"]);
        (await TextAsync(await maya.Client.SubmitOnAsync(open, third, "confirm"))).Should().Contain(Words["OwnText", "ConfirmOverTitle"]);
        foreach (var nonsense in new[] { "email/nonsense", $"email/{new string('A', 64)}", first[..^1] })
            (await maya.Client.PageAsync(nonsense)).Should().Contain(Words["OwnText", "ConfirmOverTitle"]);
        (await OpensAsync(maya.Client.Email)).Should().BeTrue();
    }

    [Fact]
    public async Task Of_ten_presses_at_once_one_changes_it_and_a_link_of_one_address_never_brings_another()
    {
        var maya = await MayaAsync();
        var (one, two) = (New(), New());
        // Two requests at the same moment: whichever letter still works, it brings the address it was sent to.
        var page = await (await maya.Client.GetAsync("account/email")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await DoorHouse.AtOnceAsync(2, i => maya.Client.SubmitOnAsync(page, "account/email", "email", ("Email", i == 0 ? one : two)));
        var links = new[] { (Email: one, Link: LinkIn(await scene.LetterAsync(one, MailKind.ConfirmEmail))), (Email: two, Link: LinkIn(await scene.LetterAsync(two, MailKind.ConfirmEmail))) };
        var shown = new List<(string Email, string Page)>();
        foreach (var (email, link) in links) shown.Add((email, await maya.Client.PageAsync(link)));
        foreach (var (email, text) in shown.Where(s => s.Page.Contains(Words["OwnText", "ConfirmSubmit"], StringComparison.Ordinal)))
            text.Should().Contain(email).And.NotContain(email == one ? two : one);
        shown.Count(s => s.Page.Contains(Words["OwnText", "ConfirmOverTitle"], StringComparison.Ordinal)).Should().BeGreaterThanOrEqualTo(1);

        var final = await LinkAsync(maya.Client, New());
        var form = await (await maya.Client.GetAsync(final)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answers = await DoorHouse.AtOnceAsync(10, _ => maya.Client.SubmitOnAsync(form, final, "confirm"));
        answers.Should().OnlyContain(a => (int)a.StatusCode < 500);
        (await scene.AuditedAsync(maya.Dana.PracticeId, "EmailChanged")).Should().Be(1);
    }

    [Fact]
    public async Task Staff_ask_after_their_factor_and_every_practice_of_theirs_has_it_in_its_trail()
    {
        var dana = await scene.Doors.NewTherapistAsync();
        await scene.House.ForceAsync("update signin.sessions set proved_at = now() - interval '11 minutes' where account_id = $1", dana.Actor.AccountId);
        (await dana.Client.GetAsync("account/email")).Headers.Location!.OriginalString.Should().StartWith("/prove?to=");
        var other = await scene.NewPracticeAsync(account: dana.Actor.AccountId);
        await dana.Client.SubmitAsync("prove?to=/account/email", "code", ("Input.Code", await dana.Client.CodeAsync()));
        var email = New();
        var link = await LinkAsync(dana.Client, email);
        (await scene.LetterAsync(email, MailKind.ConfirmEmail)).From.Mailboxes.Single().Name.Should().Be("TherapyCompanion");
        (await TextAsync(await ConfirmAsync(dana.Client, link))).Should().Contain(Words["OwnText", "ConfirmDone"]);
        foreach (var practice in new[] { dana.Actor.PracticeId, other.PracticeId })
            foreach (var action in new[] { "EmailChangeAsked", "EmailChanged" })
                (await scene.AuditedAsync(practice, action)).Should().Be(1, action);
        (await dana.Client.GetAsync("account")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_no_address_is_said_and_a_flood_of_letters_is_not_sent()
    {
        var maya = await MayaAsync();
        (await TextAsync(await AskAsync(maya.Client, "no address"))).Should().Contain(Words["OwnText", "EmailWrong"]);
        (await TextAsync(await AskAsync(maya.Client, maya.Client.Email.ToUpperInvariant()))).Should().Contain(Words["OwnText", "EmailSame"]);
        var email = New();
        for (var i = 0; i < 12; i++) (await TextAsync(await AskAsync(maya.Client, email))).Should().Contain(email);
        (await scene.AuditedAsync(maya.Dana.PracticeId, "EmailChangeAsked")).Should().BeLessThan(6, "a few letters an hour to one address");
    }
}
