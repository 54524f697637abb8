using System.Net;
using System.Text;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The signed record as a PDF over the real server: what was signed stands in it, and nothing of it elsewhere.</summary>
[Trait("Needs", "Server")]
public sealed class RecordPdfTests(RecordPdfTests.Clinic clinic) : IClassFixture<RecordPdfTests.Clinic>
{
    private const string Token = "__RequestVerificationToken";
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string, string> Words => new()
    {
        { "Hebrew", "תיארה שבוע של שינה מקוטעת סביב יום השנה. המתח עם האחות חזר ועלה." },
        { "mixed", "SUDS ירד מ־70 ל־35 בזמן השיחה (60->30), ועבדנו על cognitive defusion לפי ACT." },
        { "niqqud", "הִיא אָמְרָה: שָׁלוֹם לָךְ, יַלְדָּה." },
        { "marks of quotation", "ד״ר לוי אמר: ״לא עכשיו״, וצה״ל התקשר ב־08:30." },
        { "English", "She described a week of broken sleep around the anniversary." },
        { "markup", "<script>alert(1)</script> & <b>לא מודגש</b> \"\\ </style> {{x}}" },
        { "lines", "שורה ראשונה.\nשורה שנייה.\n\nשורה אחרי רווח." },
        { "a long word", new string('א', 300) + " סוף" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task The_words_of_the_PDF_are_the_words_of_the_record(string kind, string words)
    {
        var pdf = await clinic.PdfAsync(await clinic.RecordAsync(words));
        Holds(pdf, words, kind);
        pdf.Pages.Should().HaveCount(1);
        pdf.Title.Should().Be("סיכום", "readers show it, so it names nobody");
    }

    [Fact]
    public async Task A_picture_sign_stands_in_it_as_the_sign_it_is()
    {
        var pdf = await clinic.PdfAsync(await clinic.RecordAsync("שמחה 😀 מאוד"));
        var line = pdf.Body.Single(l => l.Signs.Contains('ש') && l.Signs.Contains('ד'));
        PdfLine.Sorted(line.Signs).Should().Contain(PdfLine.Sorted("שמחהמאוד")[..3]);
    }

    [Fact]
    public async Task Forty_thousand_signs_run_over_many_numbered_pages_and_none_is_lost()
    {
        var words = new StringBuilder();
        for (var i = 0; words.Length < 40_000; i++) words.Append($"משפט {i} על השבוע, sentence {i} about the week, וגם מ־{i} ל־{i + 1}. ");
        var text = words.ToString(0, 40_000).Trim();
        var pdf = await clinic.PdfAsync(await clinic.RecordAsync(text));
        Holds(pdf, text, "long");
        pdf.Pages.Count.Should().BeGreaterThan(8);
        var count = pdf.Pages.Count;
        pdf.Feet.Select(PdfLine.Sorted).Should().Equal(Enumerable.Range(1, count).Select(p => PdfLine.Sorted(PdfReading.SignsOf($"תיק {clinic.Code} עמוד {p} מתוך {count}"))));
    }

    [Fact]
    public async Task It_says_whose_it_is_who_signed_and_what_the_signature_bound()
    {
        var session = await clinic.RecordAsync("דיברנו על הפרידה.");
        var pdf = await clinic.PdfAsync(session);
        var bound = await clinic.House.SeeAsync<byte[]>("select words_hmac from tc.summaries where session_id = $1", session);
        var lines = pdf.Body.Select(l => PdfLine.Sorted(l.Signs)).ToList();
        lines.Should().Contain(l => PdfLine.Sorted(PdfReading.SignsOf(Cast.PatientName)).All(l.Contains));
        lines.Should().Contain(l => PdfLine.Sorted(PdfReading.SignsOf("נחתם דנה לוי")).All(l.Contains));
        string.Concat(pdf.Body.Select(l => l.Signs)).Should().Contain(Convert.ToHexStringLower(bound));
    }

    [Fact]
    public async Task A_signed_addendum_stands_under_the_record_with_its_own_fingerprint()
    {
        var (session, record) = await clinic.House.NewRecordAsync(clinic.Actor, clinic.Maya, "הגיעה בזמן.");
        var draft = (await clinic.House.Get<SaveAddendum>().RunAsync(clinic.Actor, record, "היא איחרה.", 0, None)).Value;
        (await clinic.House.Get<SignAddendum>().RunAsync(clinic.Actor, draft.Id, draft.Shown, None)).Should().BeNull();
        var signs = (await clinic.PdfAsync(session)).Body.Select(l => PdfLine.Sorted(l.Signs)).ToList();
        var at = new[] { "הגיעה בזמן.", "הערת תיקון", "היא איחרה." }.Select(w => signs.IndexOf(PdfLine.Sorted(PdfReading.SignsOf(w)))).ToList();
        at.Should().NotContain(-1).And.BeInAscendingOrder();
        var bound = await clinic.House.SeeAsync<byte[]>("select words_hmac from tc.addenda where id = $1", draft.Id);
        signs.Should().Contain(PdfLine.Sorted(Convert.ToHexStringLower(bound)));
    }

    [Fact]
    public async Task It_comes_as_a_file_without_a_name_that_no_cache_keeps_and_leaves_an_entry()
    {
        var session = await clinic.RecordAsync("דיברנו על הפרידה.");
        var before = await clinic.PrintedAsync(session);
        using var answer = await clinic.AskAsync(clinic.Dana, session);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/pdf");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        var name = answer.Content.Headers.ContentDisposition!.FileNameStar!;
        name.Should().MatchRegex(@"^סיכום \d{4}-\d\d-\d\d\.pdf$");
        (await clinic.PrintedAsync(session)).Should().Be(before + 1);
    }

    [Fact]
    public async Task Who_has_no_care_gets_nothing_and_neither_does_a_post_without_its_token()
    {
        var session = await clinic.RecordAsync("דיברנו על הפרידה.");
        (await clinic.AskAsync(clinic.Stranger, session)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await clinic.AskAsync(clinic.Dana, Guid.NewGuid())).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await clinic.Dana.PostAsync($"sessions/{session}/record.pdf")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await clinic.Dana.GetAsync($"sessions/{session}/record.pdf")).StatusCode.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed);
        var draft = await clinic.House.NewSessionAsync(clinic.Actor, clinic.Maya, "עוד לא.");
        (await clinic.AskAsync(clinic.Dana, draft)).Headers.Location!.OriginalString.Should().EndWith("refused=SummaryNotSigned");
    }

    [Fact]
    public async Task A_record_whose_words_are_not_the_signed_ones_is_not_given_out()
    {
        var session = await clinic.RecordAsync("דיברנו על הפרידה.");
        await clinic.House.ForceAsync("update tc.summaries set words_hmac = sha256('x') where session_id = $1", session);
        (await clinic.AskAsync(clinic.Dana, session)).Headers.Location!.OriginalString.Should().EndWith("refused=SummaryNotAsSigned");
    }

    [Fact]
    public async Task No_word_is_left_on_the_disk_or_in_the_log()
    {
        const string word = "קוועלדזורן";
        await clinic.PdfAsync(await clinic.RecordAsync($"אמרה {word} בשקט."));
        Directory.GetDirectories(Path.GetTempPath(), "tc-print-*").Should().BeEmpty("the browser's folder is gone with it");
        string.Join('\n', clinic.Server.Lines).Should().NotContain(word).And.NotContain(Cast.PatientName);
    }

    // The signs of the section, line by line in reading order; and a Hebrew line begins at the right.
    private static void Holds(PdfReading pdf, string words, string kind)
    {
        var expected = PdfReading.SignsOf(words);
        var head = PdfLine.Sorted(PdfReading.SignsOf("תוכנית"));
        var lines = pdf.Body.SkipWhile(l => PdfLine.Sorted(l.Signs) != head).Skip(1).ToList();
        lines.Should().NotBeEmpty($"{kind}: the section stands in it");
        foreach (var line in lines)
        {
            if (expected.Length == 0) break;
            var part = expected[..Math.Min(line.Signs.Length, expected.Length)];
            PdfLine.Sorted(line.Signs).Should().Be(PdfLine.Sorted(part), $"{kind}: the next line is «{part}»");
            if (part[0] is >= 'א' and <= 'ת' && !part.Any(c => c is >= '\u0591' and <= '\u05C7')) line.Rightmost.Should().Be(part[..1], "it is read from the right");
            expected = expected[part.Length..];
        }

        expected.Should().BeEmpty($"{kind}: nothing is lost");
    }

    /// <summary>A practice with its server, one therapist who is in, and one of another practice.</summary>
    public sealed class Clinic : IAsyncLifetime
    {
        public DoorHouse House { get; } = new();
        public ServerProcess Server { get; private set; } = null!;
        public DoorClient Dana { get; private set; } = null!;
        public DoorClient Stranger { get; private set; } = null!;
        public Actor Actor { get; private set; } = null!;
        public Guid Maya { get; private set; }
        public string Code { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await House.InitializeAsync();
            House.Clock.Set(TimeProvider.System.GetUtcNow());
            Server = await ServerProcess.StartAsync(House, new() { ["SignUp:Open"] = "true" });
            (Dana, Stranger) = (new(Server.Address), new(Server.Address));
            await Dana.SignUpAsync();
            await Stranger.SignUpAsync("נגה ברק");
            Actor = await Dana.AsTherapistAsync(House);
            Maya = await House.NewPatientAsync(Actor, Cast.PatientName);
            Code = await House.SeeAsync<string>("select code from tc.patients where id = $1", Maya);
        }

        public async Task<Guid> RecordAsync(params string[] words) => (await House.NewRecordAsync(Actor, Maya, words)).Session;

        public async Task<HttpResponseMessage> AskAsync(DoorClient who, Guid session) =>
            await who.PostAsync($"sessions/{session}/record.pdf", (Token, await who.TokenAsync("today")));

        public async Task<PdfReading> PdfAsync(Guid session)
        {
            using var answer = await AskAsync(Dana, session);
            answer.StatusCode.Should().Be(HttpStatusCode.OK, $"{answer.Headers.Location} {string.Join('\n', Server.Lines.TakeLast(3))}");
            var pdf = await answer.Content.ReadAsByteArrayAsync(None);
            if (Environment.GetEnvironmentVariable("TC_KEEP_PDF") is { } folder) await File.WriteAllBytesAsync(Path.Combine(folder, $"{session}.pdf"), pdf, None);
            return PdfReading.Of(pdf);
        }

        public Task<long> PrintedAsync(Guid session) =>
            House.SeeAsync<long>("select count(*) from tc_audit.entries where action = 'RecordPrinted' and outcome = 'Done' and target_id = $1", session);

        public async ValueTask DisposeAsync()
        {
            Dana?.Dispose();
            Stranger?.Dispose();
            if (Server is not null) await Server.DisposeAsync();
            await House.DisposeAsync();
        }
    }
}
