using Microsoft.AspNetCore.Components;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Sessions;

public sealed partial class NotesPage
{
    private readonly CancellationTokenSource _leaving = new();
    private Wall _wall = null!;
    private NotesView? _view;
    private LastTimeView? _last;
    private SavedArea? _area;
    private Refusal? _refusal;
    private bool _working;
    private bool _missing;
    private bool _askRedraft;

    [Parameter]
    public Guid Id { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_view?.SessionId == Id) return;
        _wall = await Clock.GetAsync();
        var opened = await Desk.OpenAsync(await Actors.GetAsync(), Id, _leaving.Token);
        _missing = !opened.IsDone;
        if (_missing) return;
        _view = opened.Value;
        _last = (await LastTime.OpenAsync(await Actors.GetAsync(), Id, _leaving.Token)) is { IsDone: true } last ? last.Value : null;
    }

    // Two versions stand on the page: which words go on is said first.
    private bool IsUndecided => _area?.HasTwo == true;

    private string Where(NotesView view) => Choice(view) switch
    {
        EngineChoice.Configured when !Engines.Configured.IsInside => Loc[nameof(SessionsText.WillBeSent), Engines.Configured.Name],
        EngineChoice.BuiltIn when !Engines.Configured.IsInside => Loc[nameof(SessionsText.ConsentNeeded), Engines.Configured.Name, view.Initials],
        _ => Loc[nameof(SessionsText.WillBeMadeHere)],
    };

    // An engine outside the house only with this patient's consent; the act asks again.
    private EngineChoice Choice(NotesView view) =>
        Engines.Configured.IsInside || view.AiConsent ? EngineChoice.Configured : EngineChoice.BuiltIn;

    // Bound to the session that was on the page: its last words are stored when the page shows another one already.
    private Func<Actor, string, int, Task<Result<int>>> SaveTo(Guid session) =>
        (actor, text, seen) => Save.RunAsync(actor, session, text, seen, CancellationToken.None);

    private Func<Actor, Task<Result<StoredWords>>> ReloadOf(Guid session) => async actor =>
    {
        var other = await Desk.OpenAsync(actor, session, CancellationToken.None);
        return other.IsDone ? new StoredWords(other.Value.Text, other.Value.Revision, other.Value.SavedAt) : other.Refusal!;
    };

    private async Task<bool> StoreNowAsync() => _area is not null && await _area.StoreNowAsync();

    private async Task DraftAsync()
    {
        if (_working || _view is null) return;
        _working = true;
        StateHasChanged();
        if (await StoreNowAsync())
        {
            var drafted = await Draft.RunAsync(await Actors.GetAsync(), Id, Choice(_view), _leaving.Token);
            _refusal = drafted.Refusal;
            // The next page says so when the engine that was asked did not answer.
            if (drafted.IsDone) Navigation.NavigateTo($"/sessions/{Id}/summary", new NavigationOptions { HistoryEntryState = Choice(_view).ToString() });
        }

        _working = false;
    }

    private async Task WriteAloneAsync()
    {
        if (_working) return;
        _working = true;
        if (await StoreNowAsync())
        {
            var started = await StartEmpty.RunAsync(await Actors.GetAsync(), Id, _leaving.Token);
            _refusal = started.Refusal;
            if (started.IsDone) Navigation.NavigateTo($"/sessions/{Id}/summary");
        }

        _working = false;
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
