using Microsoft.Playwright;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>The signed record on the screen: downloaded as a PDF, corrected by an addendum, and a clear word where no file comes.</summary>
[Trait("Needs", "Browser")]
public sealed class RecordJourney(House house, Browser browser) : IClassFixture<House>, IClassFixture<Browser>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("he")]
    [InlineData("en")]
    public async Task A_record_is_downloaded_and_corrected(string language)
    {
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        await using var server = await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true" });
        var (page, session) = await SignedInAsync(server, language);
        var texts = new Texts(language);
        await page.GotoAsync($"/sessions/{session}/summary");
        var record = page.Locator(".sheet");
        await Expect(record).ToContainTextAsync("תיארה שבוע שקט.");
        await Browser.ShouldBeAccessibleAsync(page);
        await ShotAsync(page, $"record-{language}");

        var pdf = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = texts["RecordText", "DownloadPdf"] }).ClickAsync());
        pdf.SuggestedFilename.Should().EndWith(".pdf").And.NotContain("מיה");
        PdfReading.Of(await File.ReadAllBytesAsync(await pdf.PathAsync(), None)).Pages.Should().ContainSingle();

        // The page is still there, and its circuit with it.
        await page.GetByRole(AriaRole.Button, new() { Name = texts["RecordText", "Addendum"] }).ClickAsync();
        var area = page.Locator("#addendum-words");
        await Expect(area).ToBeEditableAsync();
        await area.FillAsync("היא איחרה ב־10 דקות. 😀");
        await Expect(page.Locator(".writing [role=status]")).Not.ToBeEmptyAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        await ShotAsync(page, $"addendum-{language}");

        // Left and taken up again.
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = texts["RecordText", "ContinueAddendum"] }).ClickAsync();
        await Expect(area).ToHaveValueAsync("היא איחרה ב־10 דקות. 😀");
        var sign = page.Locator(".writing").GetByRole(AriaRole.Button, new() { Name = texts["RecordText", "SignAddendum"] });
        await sign.ClickAsync();
        await Expect(page.Locator(".writing")).ToContainTextAsync(texts["RecordText", "AddendumLocks"]);
        await sign.ClickAsync();
        await Expect(record.Locator(".addendum")).ToContainTextAsync("היא איחרה ב־10 דקות. 😀");
        await Expect(page.Locator("#addendum-words")).ToHaveCountAsync(0);
        await Browser.ShouldBeAccessibleAsync(page);
        await ShotAsync(page, $"corrected-{language}");
        (await page.TitleAsync()).Should().Be(texts["SummariesText", "Title"]);
    }

    [Fact]
    public async Task The_patient_reads_what_was_signed_for_them_and_no_longer_when_it_is_withdrawn()
    {
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        await using var server = await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true" });
        var (page, session) = await SignedInAsync(server, "he");
        var texts = new Texts("he");
        var maya = await house.SeeAsync<Guid>("select patient_id from tc.sessions where id = $1", session);
        var member = await house.SeeAllAsync("select practice_id, member_id from tc.care where patient_id = $1", maya);
        var dana = Actor.Therapist((Guid)member[0][0]!, Guid.NewGuid(), (Guid)member[0][1]!, House.TestOrigin);
        using var patient = new DoorClient(server.Address);
        await patient.ComeInAsync((await house.Get<InvitePatient>().RunAsync(dana, maya, None)).Value);
        var phone = await browser.OpenAsync(server.Address, phone: true);
        await phone.Context.AddCookiesAsync(patient.Cookies.Select(c => new Cookie { Name = c.Key, Value = c.Value, Url = "https://localhost/", Secure = true, HttpOnly = true }));
        await phone.GotoAsync("/my-materials");
        await Expect(phone.Locator(".material")).ToHaveCountAsync(0);
        await ShotAsync(phone, "materials-empty");

        await page.GotoAsync($"/sessions/{session}/summary");
        await page.GetByRole(AriaRole.Button, new() { Name = texts["RecordText", "PatientPart"] }).ClickAsync();
        var area = page.Locator("#part-words");
        await Expect(area).ToBeEditableAsync();
        await area.FillAsync("לתרגל נשימה איטית.\nלכתוב יומן.");
        await Browser.ShouldBeAccessibleAsync(page);
        var sign = page.Locator(".writing").GetByRole(AriaRole.Button, new() { Name = texts["RecordText", "SignPart"] });
        await sign.ClickAsync();
        await Expect(page.Locator(".writing")).ToContainTextAsync(texts["RecordText", "PartWillBeSeen"]);
        await ShotAsync(page, "part-asked");
        await sign.ClickAsync();
        var withdraw = page.GetByRole(AriaRole.Button, new() { Name = texts["RecordText", "WithdrawPart"] });
        await Expect(withdraw).ToBeVisibleAsync();
        await Browser.ShouldBeAccessibleAsync(page);
        await ShotAsync(page, "part-shown");

        await phone.ReloadAsync();
        await Expect(phone.Locator(".material")).ToContainTextAsync("לתרגל נשימה איטית.");
        await Expect(phone.Locator("body")).Not.ToContainTextAsync("תיארה שבוע שקט.");
        await Browser.ShouldBeAccessibleAsync(phone);
        await ShotAsync(phone, "materials");

        await withdraw.ClickAsync();
        await Expect(area).ToBeEditableAsync();
        await phone.ReloadAsync();
        await Expect(phone.Locator(".material")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_a_browser_on_the_server_the_record_says_why_no_file_came()
    {
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        await using var server = await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true", ["Printing:Chromium"] = "/nowhere/chromium" });
        var (page, session) = await SignedInAsync(server, "he");
        var texts = new Texts("he");
        await page.GotoAsync($"/sessions/{session}/summary");
        await page.GetByRole(AriaRole.Button, new() { Name = texts["RecordText", "DownloadPdf"] }).ClickAsync();
        await Expect(page.Locator(".bar .refusal")).ToContainTextAsync(texts["RefusalText", "NoPrinter"]);
        await Expect(page.Locator(".sheet")).ToContainTextAsync("תיארה שבוע שקט.");
    }

    [Fact]
    public async Task What_the_backup_has_not_got_is_said_on_every_page_of_the_staff_without_a_word_of_anybodys()
    {
        house.Clock.Set(TimeProvider.System.GetUtcNow());
        await using var server = await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true", ["Backup:Folder"] = "" });
        var (page, _) = await SignedInAsync(server, "he");
        await house.ForceAsync("update tc.backup_items set queued_at = now() - interval '10 minutes'");
        await page.GotoAsync("/patients");
        var note = page.Locator(".stage > .notice");
        await Expect(note).ToContainTextAsync(new Texts("he")["RecordText", "BackupLate_1"]);
        (await note.InnerTextAsync()).Should().NotContain("מיה").And.NotContain("מ׳ ל׳");
        await Browser.ShouldBeAccessibleAsync(page);
        await ShotAsync(page, "backup-late");
    }

    private async Task<(IPage Page, Guid Session)> SignedInAsync(ServerProcess server, string language)
    {
        using var client = new DoorClient(server.Address);
        await client.SignUpAsync();
        var dana = await client.AsTherapistAsync(house);
        var maya = await house.NewPatientAsync(dana);
        var (session, _) = await house.NewRecordAsync(dana, maya, "תיארה שבוע שקט.", "SUDS ירד מ־70 ל־35.");
        var page = await browser.OpenAsync(server.Address, language == "he" ? "he-IL" : "en-GB");
        // What the door gave to the client, the browser gets too.
        await page.Context.AddCookiesAsync(client.Cookies.Select(c => new Cookie { Name = c.Key, Value = c.Value, Url = "https://localhost/", Secure = true, HttpOnly = true }));
        await page.GotoAsync($"/account?culture={language}");
        return (page, session);
    }

    // Looked at by whoever works on the screen.
    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("TC_SHOTS") is not { } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        await page.SetViewportSizeAsync(390, 844);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-phone-dark.png"), FullPage = true });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1440, 900);
    }
}
