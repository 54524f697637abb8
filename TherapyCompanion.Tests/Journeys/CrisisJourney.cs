using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>
/// Somebody in distress writes on their phone: help at once, the therapist told, nothing scheduled sent over it. And what a
/// person on that phone must be able to rely on: help without signing in and without script, light pages, a neutral name.
/// </summary>
[Trait("Needs", "Browser")]
public sealed class CrisisJourney(DoorHouse house, Browser browser) : IClassFixture<DoorHouse>, IClassFixture<Browser>
{
    private const string Password = "orchard lantern 1948 tide";
    private const string Distress = "לא רואה טעם להמשיך יותר";
    private const string Scheduled = "שלום מיה, תזכורת לתרגול הנשימה. דנה";
    private const int HundredKilobytes = 100 * 1024;
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Texts Words = new("he");

    // Long enough for the machine of anybody; what is expected in it, the test waits for and goes on at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private sealed record People(Actor Dana, Guid Maya, string DanasEmail, string MayasEmail);

    // The server goes by the machine's clock, so the house does too.
    private async Task<People> RoomAsync()
    {
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        var (practice, mark) = (Guid.NewGuid(), Guid.NewGuid().ToString("N"));
        var (danas, mayas) = ($"dana.{mark}@example.org", $"maya.{mark}@example.org");
        var account = await house.NewAccountAsync(danas, Password, DoorHouse.Secret);
        var staff = new StaffProfile("דנה לוי", "פסיכולוגית קלינית", "27-00000", Form.Feminine);
        var member = await house.Get<CreatePractice>().RunAsync(practice, account, "הקליניקה", "הודעות", staff, House.TestOrigin, None);
        var dana = Actor.Therapist(practice, account, member.Value, House.TestOrigin);
        (await house.Get<SetSendingHours>().RunAsync(House.AsAdmin(dana), new(0, 0), new(23, 59), None)).Should().BeNull();
        var maya = await house.NewPatientAsync(dana, email: mayas);
        var invitation = (await house.Get<InvitePatient>().RunAsync(dana, maya, None)).Value;
        var patients = await house.NewAccountAsync(mayas, Password);
        (await house.Get<AcceptInvitation>().RunAsync(invitation.Link, invitation.Digits, patients, House.TestOrigin, None)).IsDone.Should().BeTrue();
        return new(dana, maya, danas, mayas);
    }

    private Task<ServerProcess> ServerAsync() => ServerProcess.StartAsync(house, new() { ["Messages:SweepSeconds"] = "1" });

    private static async Task PasswordAsync(IPage page, string email)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel(Words["AccountText", "Email"]).FillAsync(email);
        await page.GetByLabel(Words["AccountText", "Password"]).FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = Words["AccountText", "SignInSubmit"], Exact = true }).ClickAsync();
    }

    private async Task<IPage> TherapistAsync(ServerProcess server, People people)
    {
        var page = await browser.OpenAsync(server.Address);
        await PasswordAsync(page, people.DanasEmail);
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in/code"));
        var code = Totp.CodeAt(Totp.ReadSecret(DoorHouse.Secret), Totp.StepAt(TimeProvider.System.GetUtcNow()));
        await page.GetByLabel(Words["AccountText", "CodeLabel"]).FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = Words["AccountText", "SignInSubmit"], Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/today$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        return page;
    }

    private async Task<IPage> PatientAsync(ServerProcess server, People people)
    {
        var phone = await browser.OpenAsync(server.Address, phone: true);
        await PasswordAsync(phone, people.MayasEmail);
        await Expect(phone).ToHaveURLAsync(new Regex("/messages$"));
        return phone;
    }

    [Fact]
    public async Task Who_writes_in_distress_gets_help_at_once_and_the_therapist_is_told()
    {
        var people = await RoomAsync();
        await using var server = await ServerAsync();
        var page = await TherapistAsync(server, people);
        await Expect(page.Locator(".alerts a.alert")).ToHaveCountAsync(0);
        var phone = await PatientAsync(server, people);
        var (message, due) = await ScheduleAsync(people);

        await WriteTwiceAndOnceMoreAsync(phone);
        await HelpStandsThereAsync(phone);
        var raised = (DateTime)(await AlertsAsync(people)).Should().ContainSingle("one form is one alert, however often it is posted").Which[1]!;
        raised.Should().BeBefore(due.UtcDateTime, "the message must still have been waiting, or this test shows nothing");
        (await RepliesAsync(people)).Should().Be(1);
        (await AuditedAsync(people, "AlertRaised")).Should().Be(1);

        await phone.GetByRole(AriaRole.Button, new() { Name = Words["ChatText", "NotMeant"] }).ClickAsync();
        await Expect(phone.Locator("section.crisis")).ToHaveCountAsync(0);
        await Expect(phone.Locator("p.folded")).ToBeVisibleAsync();
        await Expect(phone.Locator("a.help")).ToBeVisibleAsync();
        await Expect(phone.Locator(".bubble.mine").First).ToContainTextAsync(Distress);
        await Browser.ShouldBeAccessibleAsync(phone);
        (await AlertsAsync(people)).Should().ContainSingle("folding a card takes nothing back").Which[0].Should().Be("Open");

        await UntilAsync(async () => await StateAsync(message) == "Paused", $"the message was not paused but is {await StateAsync(message)}", server);
        (await house.SeeAsync<string>("select paused_by from tc.messages where id = $1", message)).Should().Be(nameof(PauseCause.OpenAlert));
        await TherapistTakesItAsync(page);
        (await AlertsAsync(people)).Should().ContainSingle().Which[0].Should().Be("Acknowledged");
        await NothingResumesAsync(people, message, phone, server);
        await AuditHasItWithoutAWordAsync(people);
        string.Join('\n', server.Lines).Should().NotContain(Distress).And.NotContain(Scheduled).And.NotContain("@example.org");
    }

    // So near that it comes due while the alert is open, so far that the patient has written by then.
    private async Task<(Guid Message, DateTimeOffset Due)> ScheduleAsync(People people)
    {
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        var message = await house.NewMessageAsync(people.Dana, people.Maya, Scheduled);
        var screen = await house.ReadMessageAsync(people.Dana, message);
        var wanted = TimeProvider.System.GetUtcNow().AddSeconds(50);
        var due = await house.Get<ApproveMessage>().RunAsync(people.Dana, message, screen.Shown, wanted, screen.ReadUntil, None);
        due.Refusal.Should().BeNull();
        return (message, due.Value);
    }

    // The form goes out by its button, and the very same form again, twice at one moment: an impatient thumb, a lost connection.
    private static async Task WriteTwiceAndOnceMoreAsync(IPage phone)
    {
        var box = phone.Locator("form[data-write] textarea");
        await box.FillAsync(Distress);
        var form = await phone.EvaluateAsync<string>("() => new URLSearchParams(new FormData(document.querySelector('form[data-write]'))).toString()");
        await phone.Locator("form[data-write] button[type=submit]").ClickAsync();
        await Expect(phone.Locator("section.crisis")).ToBeVisibleAsync();
        var went = await phone.EvaluateAsync<string[]>(
            """
            async form => {
              const post = () => fetch('/messages', { method: 'POST', body: new URLSearchParams(form), headers: { 'X-From-Script': '1' } });
              return (await Promise.all([post(), post()])).map(answer => answer.headers.get('X-Go-To') ?? `${answer.status}`);
            }
            """, form);
        went.Should().AllBe("/messages#help-card", "a second post is answered like the first");
        await phone.ReloadAsync();
    }

    private static async Task HelpStandsThereAsync(IPage phone)
    {
        var card = phone.Locator("section.crisis");
        await Expect(card).ToHaveCountAsync(1);
        await Expect(card.Locator("a").First).ToHaveAttributeAsync("href", "tel:1201");
        await Expect(card.Locator("a").First).ToBeInViewportAsync();
        await Expect(card).ToContainTextAsync(Words["ChatText", "CrisisTitle"]);
        await Expect(phone.Locator(".bubble.mine")).ToHaveCountAsync(1);
        await Expect(phone.Locator(".bubble.mine")).ToContainTextAsync(Distress);
        await Expect(phone.Locator(".bubble.theirs")).ToHaveCountAsync(0); // nothing answers in anybody's name
        (await phone.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(390, "nothing is cut off on a phone");
        await Browser.ShouldBeAccessibleAsync(phone);
    }

    // The banner comes by itself, on the page that was open all the time.
    private static async Task TherapistTakesItAsync(IPage page)
    {
        var banner = page.Locator(".alerts a.alert");
        await Expect(banner).ToHaveCountAsync(1, new() { Timeout = (float)Patience.TotalMilliseconds });
        await Expect(banner).Not.ToContainTextAsync(Distress);
        await Expect(banner).Not.ToContainTextAsync("מיה לביא");
        await Browser.ShouldBeAccessibleAsync(page);
        await banner.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/alerts/[0-9a-f-]{36}$"));
        await Expect(page.Locator(".bubble.words")).ToContainTextAsync(Distress);
        await Browser.ShouldBeAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(Regex.Escape(Words["SafetyText", "Acknowledge"])) }).ClickAsync();
        await Expect(page.Locator("p.notice.ok")).ToBeVisibleAsync();
        await Expect(banner).ToHaveCountAsync(0);
        (await page.TitleAsync()).Should().NotContain(Distress).And.NotContain("מיה");
    }

    // Taken is not sent: the sweeps go on every second, and a message approved after them all arrives while this one stays.
    private async Task NothingResumesAsync(People people, Guid paused, IPage phone, ServerProcess server)
    {
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        var later = await house.NewMessageAsync(people.Dana, people.Maya, "שלום מיה, קראתי. אני כאן. דנה");
        (await house.ApproveAsync(people.Dana, later)).Refusal.Should().BeNull();
        await UntilAsync(async () => await StateAsync(later) == "Sent", "the message that was approved with the alert taken is not sent", server);
        (await StateAsync(paused)).Should().Be("Paused");
        await phone.ReloadAsync();
        await Expect(phone.Locator(".bubble.theirs")).ToHaveCountAsync(1);
        await Expect(phone.Locator(".bubble.theirs")).Not.ToContainTextAsync(Scheduled);
    }

    private async Task AuditHasItWithoutAWordAsync(People people)
    {
        foreach (var action in new[] { "AlertRaised", "AlertAcknowledged", "MessagePaused" }) (await AuditedAsync(people, action)).Should().Be(1, action);
        (await AuditedAsync(people, "AlertOpened")).Should().Be(1, "one visit is one reading");
        var entries = await house.SeeAllAsync("select e::text from tc_audit.entries e where practice_id = $1", people.Dana.PracticeId);
        entries.Should().NotBeEmpty();
        foreach (var entry in entries)
            foreach (var word in new[] { "טעם", "להמשיך", "תרגול", "לא לזה", "מיה", "@example.org", "Suicide", "High" }) ((string)entry[0]!).Should().NotContain(word);
    }

    private Task<List<object?[]>> AlertsAsync(People people) =>
        house.SeeAllAsync("select state, raised_at from tc.crisis_alerts where practice_id = $1", people.Dana.PracticeId);

    private Task<long> RepliesAsync(People people) => house.SeeAsync<long>("select count(*) from tc.replies where practice_id = $1", people.Dana.PracticeId);

    private Task<long> AuditedAsync(People people, string action) => house.SeeAsync<long>(
        "select count(*) from tc_audit.entries where practice_id = $1 and action = $2 and outcome = 'Done'", people.Dana.PracticeId, action);

    private Task<string> StateAsync(Guid message) => house.SeeAsync<string>("select state from tc.messages where id = $1", message);

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, ServerProcess server)
    {
        for (var clock = Stopwatch.StartNew(); !await holds();)
        {
            if (clock.Elapsed > Patience) throw new TimeoutException($"{what}\n{string.Join('\n', server.Lines.TakeLast(20))}");
            await Task.Delay(50, None);
        }
    }

    [Theory]
    [InlineData("he-IL", "he", "rtl")]
    [InlineData("en-US", "he", "rtl")]
    public async Task Help_is_there_for_anybody_without_script(string browsers, string language, string direction)
    {
        await using var server = await ServerAsync();
        var opened = await browser.OpenAsync(server.Address, browsers, phone: true);
        var context = await opened.Context.Browser!.NewContextAsync(new()
        {
            BaseURL = server.Address.ToString(),
            Locale = browsers,
            JavaScriptEnabled = false,
            ViewportSize = new() { Width = 390, Height = 844 },
        });
        var phone = await context.NewPageAsync();
        var answer = await phone.GotoAsync("/help");
        answer!.Status.Should().Be(200);
        phone.Url.Should().EndWith("/help", "nobody is sent to sign in first");
        await Expect(phone.Locator("html")).ToHaveAttributeAsync("dir", direction);
        await Expect(phone.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Expect(phone.Locator(".calls a").First).ToHaveAttributeAsync("href", "tel:1201");
        foreach (var number in new[] { "tel:1201", "tel:101", "tel:100", "tel:118" }) await Expect(phone.Locator($".calls a[href='{number}']")).ToBeVisibleAsync();
        (await context.CookiesAsync()).Should().BeEmpty("looking for help leaves no trace");
        await opened.GotoAsync("/help");
        await Browser.ShouldBeAccessibleAsync(opened);
    }

    [Fact]
    public async Task Patients_pages_are_light_and_never_name_the_product()
    {
        var people = await RoomAsync();
        await using var server = await ServerAsync();
        var phone = await PatientAsync(server, people);
        var signedIn = await phone.Context.StorageStateAsync();
        var invitation = (await house.Get<InvitePatient>().RunAsync(people.Dana, people.Maya, None)).Value;
        var pages = new[] { "/messages", "/my-materials", "/my-consents", "/help", "/sign-in", $"/invitation/{invitation.Link}", "/invitation/none", "/hat" };
        foreach (var address in pages)
        {
            var outside = address.StartsWith("/invitation", StringComparison.Ordinal) || address == "/sign-in";
            // Every page in a new browser, so that nothing comes from a cache.
            var context = await phone.Context.Browser!.NewContextAsync(new()
            {
                BaseURL = server.Address.ToString(),
                Locale = "he-IL",
                ViewportSize = new() { Width = 390, Height = 844 },
                ServiceWorkers = ServiceWorkerPolicy.Block,
                StorageState = outside ? null : signedIn,
            });
            var page = await context.NewPageAsync();
            var answers = new List<IResponse>();
            page.Response += (_, answer) => answers.Add(answer);
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
            new Uri(page.Url).AbsolutePath.Should().Be(address);
            await IsLightAndNeutralAsync(answers, address);

            (await page.TitleAsync()).Should().NotBeEmpty().And.NotContainEquivalentOf("therapy", address).And.NotContain("טיפול", address);
            (await page.ContentAsync()).Should().NotContainEquivalentOf("TherapyCompanion", address);
            foreach (var cookie in await context.CookiesAsync()) $"{cookie.Name}={cookie.Value}".Should().NotContainEquivalentOf("therapy", address);
            await context.CloseAsync();
        }
    }

    // As the bodies are unpacked: what goes over the air is less.
    private static async Task IsLightAndNeutralAsync(List<IResponse> answers, string address)
    {
        var bytes = 0;
        foreach (var answer in answers.ToList())
        {
            if (answer.Status is >= 300 and < 400) continue; // a redirect has no body
            var body = await answer.BodyAsync();
            bytes += body.Length;
            Encoding.UTF8.GetString(body).Should().NotContainEquivalentOf("TherapyCompanion", $"{answer.Url} is part of {address}");
            answer.Url.Should().NotContainEquivalentOf("TherapyCompanion", address);
            string.Join('\n', answer.Headers.Select(h => $"{h.Key}: {h.Value}")).Should().NotContainEquivalentOf("TherapyCompanion", answer.Url);
        }

        bytes.Should().BePositive().And.BeLessThan(HundredKilobytes, $"{address} must open on a poor connection");
    }
}
