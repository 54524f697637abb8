using System.Data.Common;
using System.Globalization;
using System.Resources;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Web.Account.SignedIn;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Chat;

/// <summary>
/// The conversation with the therapist, a person. A post writes and comes back to the page; a failed one keeps the words in
/// the box.
/// </summary>
public sealed partial class MessagesPage(
    PatientPage patientPage, WriteReply writeReply, NavigationManager navigation, TimeProvider clock, IStringLocalizer<ChatText> loc,
    IStringLocalizer<AppText> app)
{
    // The whole card stays for a day; then one line, with help where it always is.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(24);
    private static readonly string[] NotMeantWords = WordsInAllLanguages(nameof(ChatText.NotMeant));

    private bool _showing;
    private PatientPageView? _view;
    private Wall? _wall;
    private List<IGrouping<DateOnly, ConversationLine>> _days = [];
    private ConversationLine? _crisis;
    private ConversationLine? _fold;
    private bool _exit;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "write")]
    private WrittenInput? Input { get; set; }

    /// <summary>The line whose card is folded.</summary>
    [SupplyParameterFromForm(FormName = "not-meant")]
    private Guid? Line { get; set; }

    private IStringLocalizer<ChatText> Loc => loc;

    // Without the database the browser still knows where it is.
    private string PlaceName => _view?.PlaceName ?? KnownPlace.Of(Http)?.Name ?? loc[nameof(ChatText.PlaceNameDefault)];

    private PlaceIcon Icon => _view?.Icon ?? KnownPlace.Of(Http)?.Icon ?? PlaceIcon.Envelope;

    private AddressedName Therapist => new(_view?.TherapistName ?? loc[nameof(ChatText.TherapistUnknown)]);

    private Guid? LatestId => _view?.Lines.LastOrDefault(l => !l.FromPatient)?.Id;

    private string Hours => _view is null
        ? loc[nameof(ChatText.NotForEmergency)]
        : loc[nameof(ChatText.Hours), [.. Therapist.Args, Time(_view.OpensAt), Time(_view.ClosesAt)]];

    private Actor Me => Claims.ActorFrom(Http.User) ?? throw new InvalidOperationException("The patient's page was reached without a patient.");

    protected override async Task OnInitializedAsync()
    {
        Input ??= new();
        if (Input.Key == Guid.Empty) Input.Key = Guid.NewGuid();
        // A post that succeeds shows nothing here: it comes back by its own address, and that is the reading.
        if (HttpMethods.IsGet(Http.Request.Method)) await ShowAsync();
    }

    private async Task ShowAsync()
    {
        var opened = await patientPage.OpenAsync(Me, Http.RequestAborted);
        if (!opened.IsDone)
        {
            navigation.NavigateTo("/not-found");
            return;
        }

        _view = opened.Value;
        _wall = new Wall(TimeZoneInfo.FindSystemTimeZoneById(_view.TimeZone), clock, app);
        _days = [.. _view.Lines.GroupBy(l => _wall.DayOf(l.At))];
        _exit = _view.Lines.Any(l => l.Finding is { Level: >= CrisisLevel.High, Kind: CrisisKind.Violence } && IsRecent(l));
        _crisis = _view.Lines.LastOrDefault(l => l.Finding is { Level: >= CrisisLevel.High });
        _fold = _crisis is null ? null : _view.Lines.FirstOrDefault(l => l.FromPatient && l.At > _crisis.At && NotMeantWords.Contains(l.Words));
        _showing = true;
    }

    private async Task WriteAsync()
    {
        try
        {
            var written = await writeReply.RunAsync(Me, Input!.Words ?? "", Input.Key, Http.RequestAborted);
            if (written.IsDone)
            {
                var inDanger = written.Value is { Level: >= CrisisLevel.High };
                GoTo(!inDanger ? "/messages#end" : IsLocked ? "/help" : "/messages#help-card"); // help must not wait for a lock
                return;
            }

            _problem = written.Refusal == ChatRefusals.Empty ? loc[nameof(ChatText.NoWords)]
                : written.Refusal == ChatRefusals.TooLong ? loc[nameof(ChatText.TooManyWords)]
                : loc[nameof(ChatText.NotSent)];
            if (IsLocked) (_showing, _view, _days) = (true, null, []);
            else await ShowAsync();
        }
        catch (Exception e) when (e is DbException || e.InnerException is DbException)
        {
            KeepWords();
        }
    }

    // A script is told where to go; followed by the script, the redirect would read the page once too often.
    private void GoTo(string address)
    {
        if (Http.Request.Headers.ContainsKey("X-From-Script")) Http.Response.Headers["X-Go-To"] = address;
        else navigation.NavigateTo(address);
    }

    // The database is away: the frame and the words, and nothing that would have to be read.
    private void KeepWords()
    {
        (_problem, _showing, _view, _days) = (loc[nameof(ChatText.NotSent)], true, null, []);
        Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }

    // The patient's own words, sent like any others, so that it is true that the therapist gets them. The alert stays.
    private async Task FoldAsync()
    {
        if (Line is { } line)
        {
            // Made from the line: pressed twice, it is one answer.
            var key = new Guid(SHA256.HashData(line.ToByteArray()).AsSpan(0, 16));
            await writeReply.RunAsync(Me, loc[nameof(ChatText.NotMeant)], key, Http.RequestAborted);
        }

        navigation.NavigateTo("/messages#help-card");
    }

    // A post is taken while the page is locked, so that what was written slowly is not lost; reading waits for its owner.
    private bool IsLocked => Http.IsLocked(clock.GetUtcNow());

    private bool IsRecent(ConversationLine line) => clock.GetUtcNow() - line.At < Recent;

    private static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string[] WordsInAllLanguages(string key)
    {
        var texts = new ResourceManager(typeof(ChatText));
        return [.. Languages.All.Select(l => texts.GetString(key, CultureInfo.GetCultureInfo(l))!)];
    }

    /// <summary>What was written, and the key that makes the same form posted twice one reply.</summary>
    public sealed class WrittenInput
    {
        public string? Words { get; set; }
        public Guid Key { get; set; }
    }
}
