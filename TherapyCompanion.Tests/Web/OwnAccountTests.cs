using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Web;

/// <summary>The pages of one's own account, for each hat over the real server: what they show, and what a forged form does not do.</summary>
[Trait("Needs", "Server")]
public sealed class OwnAccountTests(PatientScene scene) : IClassFixture<PatientScene>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Texts Words = new("he");

    private async Task<ProfileOnScreen> ProfileAsync(Actor member) => (await scene.House.Get<OwnProfile>().ReadAsync(member, None)).Value;

    [Fact]
    public async Task The_hub_leads_everywhere_and_every_way_opens()
    {
        var (dana, maya) = (await scene.Doors.NewTherapistAsync(), await scene.NewPatientAsync());
        foreach (var (client, staff) in new[] { (dana.Client, true), (maya.Client, false) })
        {
            var hub = await client.PageAsync("account");
            var ways = Regex.Matches(hub, "<li><a href=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();
            ways.Should().Contain(["/account/email", "/account/password", "/account/factors", "/account/sessions"]);
            ways.Contains("/account/profile").Should().Be(staff);
            ways.Contains("/hat").Should().Be(staff, "who has one hat has nothing to change");
            hub.Contains("name=\"Chosen\"", StringComparison.Ordinal).Should().Be(!staff);
            hub.Contains("TherapyCompanion", StringComparison.Ordinal).Should().Be(staff, "a patient's phone never names the product");
            foreach (var way in ways)
            {
                using var answer = await client.GetAsync(way[1..]);
                ((int)answer.StatusCode).Should().BeOneOf([200, 302, 303], way);
                if (answer.Headers.Location is { } location) location.OriginalString.Should().StartWith("/prove?to=", way);
            }
        }

        (await (await maya.Client.GetAsync("account/profile")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().NotContain("Input.Licence");
        (await scene.Somebody().GetAsync("account")).Headers.Location!.OriginalString.Should().StartWith("/sign-in");
    }

    [Fact]
    public async Task The_profile_is_saved_and_a_second_tab_is_told()
    {
        var dana = await scene.Doors.NewTherapistAsync();
        var stale = await (await dana.Client.GetAsync("account/profile")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        (string, string)[] told =
        [
            ("Input.Name", "  ד״ר  דנה לוי "), ("Input.Title", "פסיכולוגית קלינית"), ("Input.Licence", "27-12345"), ("Input.Form", "Feminine"), ("Input.FirstPerson", "Masculine"),
        ];
        var saved = await dana.Client.SubmitOnAsync(stale, "account/profile", "profile", told);
        saved.Headers.Location!.OriginalString.Should().EndWith("/account/profile?done=true");
        (await ProfileAsync(dana.Actor)).Profile.Should().Be(new StaffProfile("ד״ר דנה לוי", "פסיכולוגית קלינית", "27-12345", Form.Feminine, Form.Masculine));
        (await dana.Client.PageAsync("account/profile?done=true")).Should().Contain(Words["OwnText", "ProfileSaved"]).And.Contain("value=\"27-12345\"");

        var raced = await dana.Client.SubmitOnAsync(stale, "account/profile", "profile", [.. told[..1], ("Input.Title", "אחר"), .. told[2..]]);
        WebUtility.HtmlDecode(await raced.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(Words["RefusalText", "Raced"]).And.Contain("value=\"אחר\"", "what was typed is still there");
        (await ProfileAsync(dana.Actor)).Profile.Title.Should().Be("פסיכולוגית קלינית");

        // The same form again, and no name.
        var same = await dana.Client.SubmitAsync("account/profile", "profile", [.. told[..4], ("Input.FirstPerson", "")]);
        same.Headers.Location!.OriginalString.Should().EndWith("?done=true");
        (await ProfileAsync(dana.Actor)).Profile.FirstPerson.Should().BeNull();
        var nameless = await dana.Client.SubmitAsync("account/profile", "profile", [("Input.Name", " "), .. told[1..]]);
        WebUtility.HtmlDecode(await nameless.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(Words["RefusalText", "NameMissing"]);
        foreach (var form in new[] { "Plural", "99", "nonsense" })
            ((int)(await dana.Client.SubmitAsync("account/profile", "profile", [.. told[..3], ("Input.Form", form), told[4]])).StatusCode).Should().BeLessThan(500);
        (await ProfileAsync(dana.Actor)).Profile.Form.Should().Be(Form.Feminine);
        (await scene.AuditedAsync(dana.Actor.PracticeId, "ProfileChanged")).Should().Be(2);
    }

    [Fact]
    public async Task A_patient_chooses_the_form_and_a_staff_hat_can_not_choose_it_for_them()
    {
        var maya = await scene.NewPatientAsync();
        var saved = await maya.Client.SubmitAsync("account", "form", ("Chosen", "Plural"));
        saved.Headers.Location!.OriginalString.Should().EndWith("/account?done=form");
        (await scene.House.Get<PatientFile>().OpenAsync(maya.Dana, maya.Id, None)).Value.Form.Should().Be(Form.Plural);
        foreach (var nonsense in new[] { "99", "", "nonsense" })
            ((int)(await maya.Client.SubmitAsync("account", "form", ("Chosen", nonsense))).StatusCode).Should().BeLessThan(500);
        (await scene.House.Get<PatientFile>().OpenAsync(maya.Dana, maya.Id, None)).Value.Form.Should().Be(Form.Plural);
        (await scene.AuditedAsync(maya.Dana.PracticeId, "ProfileChanged")).Should().Be(1);

        var dana = await scene.Doors.NewTherapistAsync();
        var token = Regex.Match(await dana.Client.PageAsync("account/profile"), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        ((int)(await dana.Client.PostAsync("account", ("__RequestVerificationToken", token), ("_handler", "form"), ("Chosen", "Neutral"))).StatusCode).Should().BeInRange(400, 499);
    }

    [Fact]
    public async Task The_texts_size_is_chosen_and_kept_on_the_patients_pages_alone()
    {
        var maya = await scene.NewPatientAsync();
        (await maya.Client.PageAsync("messages")).Should().NotContain("data-text");
        var chosen = await maya.Client.GetAsync("account?text=large");
        chosen.Headers.Location!.OriginalString.Should().Be("/account");
        (await maya.Client.PageAsync("messages")).Should().Contain("data-text=\"large\"");
        (await maya.Client.GetAsync("account?text=huge")).StatusCode.Should().Be(HttpStatusCode.OK, "no size of ours");
        await maya.Client.GetAsync("account?text=normal");
        (await maya.Client.PageAsync("messages")).Should().NotContain("data-text");
    }

    [Theory]
    [InlineData(true, ColorScheme.Light)]
    [InlineData(true, ColorScheme.Dark)]
    [InlineData(false, ColorScheme.Light)]
    [InlineData(false, ColorScheme.Dark)]
    public async Task The_pages_are_accessible_and_fit_a_phone(bool staff, ColorScheme scheme)
    {
        var client = staff ? (await scene.Doors.NewTherapistAsync()).Client : (await scene.NewPatientAsync()).Client;
        var page = await scene.Doors.OpenAsync(client, phone: true);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        foreach (var path in staff ? new[] { "/account", "/account/profile", "/account/email" } : ["/account", "/account?text=large"])
        {
            await page.GotoAsync(path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await Browser.ShouldBeAccessibleAsync(page);
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(390, path);
        }
    }
}
