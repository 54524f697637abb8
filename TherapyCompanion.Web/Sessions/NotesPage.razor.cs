using Microsoft.AspNetCore.Components;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Web.Controls;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Sessions;

public sealed partial class NotesPage
{
    /// <summary>What is typed is stored this often, each time with its audit entry; the browser holds it until then.</summary>
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _leaving = new();
    private Wall _wall = null!;
    private NotesView? _view;
    private WritingArea? _area;
    private NotesView? _theirs;
    private Refusal? _refusal;
    private DateTimeOffset? _savedAt;
    private string _text = "";
    private int _revision;
    private int _surface;
    private Task? _saving;
    private bool _unsaved;
    private bool _held;
    private bool _working;
    private bool _missing;
    private bool _askRedraft;

    [Parameter]
    public Guid Id { get; set; }

    private string SavedState => (_unsaved, _savedAt) switch
    {
        _ when _theirs is not null => "",
        (true, _) => Loc[nameof(SessionsText.Saving)],
        (false, { } at) => Loc[nameof(SessionsText.Saved), _wall.Time(at)],
        (false, null) => "",
    };

    protected override async Task OnParametersSetAsync()
    {
        if (_view?.SessionId == Id) return;
        _wall = await Clock.GetAsync();
        var opened = await Desk.OpenAsync(await Actors.GetAsync(), Id, _leaving.Token);
        _missing = !opened.IsDone;
        if (_missing) return;
        _view = opened.Value;
        (_text, _revision, _savedAt) = (_view.Text, _view.Revision, _view.SavedAt);
        _surface++;
    }

    private string Where(NotesView view) => Choice(view) switch
    {
        EngineChoice.Configured when !Engines.Configured.IsInside => Loc[nameof(SessionsText.WillBeSent), Engines.Configured.Name],
        EngineChoice.BuiltIn when !Engines.Configured.IsInside => Loc[nameof(SessionsText.ConsentNeeded), Engines.Configured.Name, view.Initials],
        _ => Loc[nameof(SessionsText.WillBeMadeHere)],
    };

    // An engine outside the house only with this patient's consent; the act asks again.
    private EngineChoice Choice(NotesView view) =>
        Engines.Configured.IsInside || view.AiConsent ? EngineChoice.Configured : EngineChoice.BuiltIn;

    private void Typed(string text)
    {
        (_text, _unsaved) = (text, true);
        if (_saving is null or { IsCompleted: true }) _saving = SaveSoonAsync();
    }

    private async Task SaveSoonAsync()
    {
        do
        {
            try
            {
                await Task.Delay(SaveEvery, Time, _leaving.Token);
            }
            catch (OperationCanceledException)
            {
                return; // leaving stores by itself
            }

            await InvokeAsync(StoreAsync);
        }
        while (_held);
    }

    /// <summary>Stores what is on the screen; false when it could not be.</summary>
    private async Task<bool> StoreAsync()
    {
        while (_unsaved && _theirs is null)
        {
            var text = _text;
            Result<int> saved;
            try
            {
                saved = await Save.RunAsync(await Actors.GetAsync(), Id, text, _revision, CancellationToken.None);
            }
            catch (SessionOverException)
            {
                _held = true; // the sign-in reached its limit in the meantime: the words wait here until its owner is back
                break;
            }

            (_held, _refusal) = (false, saved.Refusal);
            if (saved.Refusal == SessionRefusals.NotesChanged)
            {
                var other = await Desk.OpenAsync(await Actors.GetAsync(), Id, CancellationToken.None);
                if (other.IsDone) _theirs = other.Value;
                break;
            }

            if (!saved.IsDone) break;
            (_revision, _savedAt, _unsaved) = (saved.Value, _wall.Now, _text != text);
        }

        StateHasChanged();
        if (!_unsaved && _area is not null && !_leaving.IsCancellationRequested) await _area.SavedAsync();
        return !_unsaved;
    }

    private async Task<bool> StoreNowAsync()
    {
        if (_area is not null)
        {
            var text = await _area.ReadAsync();
            if (text != _text) (_text, _unsaved) = (text, true);
        }

        return await StoreAsync();
    }

    private async Task AppendTheirsAsync()
    {
        if (_area is null || _theirs is null) return;
        await SettleAsync($"{await _area.ReadAsync()}\n\n{_theirs.Text}");
    }

    // Both texts were on the screen; the person said which words go on.
    private async Task SettleAsync(string? chosen)
    {
        if (_area is null || _theirs is not { } theirs) return;
        var mine = await _area.ReadAsync();
        (_text, _revision, _theirs, _unsaved, _refusal) = (chosen ?? mine, theirs.Revision, null, true, null);
        _surface++;
        await StoreAsync();
    }

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

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        // What the browser sent is stored also when the page is left in the middle of a sentence.
        try
        {
            if (_unsaved && _theirs is null && _view is not null)
                await Save.RunAsync(await Actors.GetAsync(), Id, _text, _revision, CancellationToken.None);
        }
        catch (SessionOverException)
        {
            // The sign-in was ended. The page it was on says that its last words had not been saved (lock.js).
        }

        _leaving.Dispose();
    }
}
