using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Sessions;

public sealed partial class TodayPage : IDisposable
{
    // Nothing is stored about what was read, so "new" is a stretch of time that survives a weekend.
    private static readonly TimeSpan RepliesCountFor = TimeSpan.FromDays(7);

    private readonly CancellationTokenSource _leaving = new();
    private Wall _wall = null!;
    private string _firstName = "";
    private TodayView? _view;

    private TodayRow? FirstOpen => _view?.Sessions.FirstOrDefault(s => s.Summary is not SummaryState.Signed && s.StartsAt <= _wall.Now);

    private string WriteHref =>
        FirstOpen is { } open ? $"/sessions/{open.SessionId}/notes" : "/patients";

    private bool NothingWaits => _view is { MessagesWaiting: 0, FirstLeavesAt: null, NewReplies: 0, OldestUnsigned: null };

    protected override async Task OnInitializedAsync()
    {
        _wall = await Clock.GetAsync();
        _firstName = (await Me.GetAsync()).FirstName;
        var today = _wall.Today;
        _view = (await Today.OpenAsync(
            await Actors.GetAsync(), _wall.Moment(today.ToDateTime(TimeOnly.MinValue)), _wall.Moment(today.AddDays(1).ToDateTime(TimeOnly.MinValue)),
            _wall.Now - RepliesCountFor, _leaving.Token)).Value;
    }

    private string Greeting(int hour) => Loc[hour switch
    {
        >= 5 and < 12 => nameof(SessionsText.GoodMorning),
        >= 12 and < 17 => nameof(SessionsText.GoodAfternoon),
        >= 17 and < 22 => nameof(SessionsText.GoodEvening),
        _ => nameof(SessionsText.GoodNight),
    }];

    private IEnumerable<string> DayLine()
    {
        yield return _wall.DayDate(_wall.Now);
        if (Languages.Current == Languages.Hebrew) yield return HebrewDate.Of(_wall.Today);
        var left = _view!.Sessions.Count(s => s.Summary is not SummaryState.Signed && s.StartsAt <= _wall.Now);
        if (left > 0) yield return Loc.Plural(nameof(SessionsText.LeftToday_n), left);
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
